"""The pages for people, in a real browser."""

import unittest
from pathlib import Path

from anvil import Anvil
from browser import Browser
from harness import Headway, chain, provider, quick_settings
from lava_node import EPOCH, JAIL_EPOCH, PROVIDER, LavaNode
from listeners import BLOCK, INTERFACE, SPEC, start_listeners
from processes import LOOPBACK, BenchTest, free_port, wait_for

HOSTILE = "<img src=x onerror=alert(1)>"
GAMMA_PAGE = "/endpoints/DEVA/jsonrpc/gamma"
REFRESHED_SECONDS, LAVA_SECONDS = 20, 40
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")

SHOWN_NAMES = """[...document.querySelectorAll("main tbody tr")]
    .filter((row) => row.checkVisibility())
    .map((row) => row.cells[0].querySelector("a").textContent)"""
FOCUSED = "document.activeElement.id || document.activeElement.textContent"


def state_of(name: str) -> str:
    """An expression: the state that the page shows of an endpoint."""
    return f"""[...document.querySelectorAll("main tbody tr")]
        .find((row) => row.cells[0].querySelector("a").textContent === "{name}").dataset.state"""


class PageCase(BenchTest):
    """A headway to be looked at in a browser; a subclass starts both."""

    headway: Headway
    browser: Browser

    def open(self, path="/", status=200, **options):
        url = f"http://{LOOPBACK}:{self.headway.port}{path}"
        self.assertEqual(self.browser.open(url, **options), status)

    def text(self, selector):
        return self.browser.evaluate(f'document.querySelector("{selector}").innerText')

    def focused(self):
        return self.browser.evaluate(FOCUSED)

    def shown(self):
        return self.browser.evaluate(SHOWN_NAMES)

    def assert_readable_in_light_and_dark(self, path):
        grounds = set()
        for scheme in ("light", "dark"):
            with self.subTest(f"{path} {scheme}"):
                self.open(path, scheme=scheme)
                result = self.browser.evaluate(CONTRAST)
                self.assertGreater(result["measured"], 20)
                self.assertEqual(result["faint"], [])
                grounds.add(self.browser.evaluate(
                    "getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(grounds), 2)

    def assert_fits_a_narrow_window(self, path):
        self.open(path, width=400)
        self.assertLessEqual(
            self.browser.evaluate("document.documentElement.scrollWidth"), 400, path)


class PageTest(PageCase):
    """alpha, the backup rescue and one whose name looks like markup share a node; gamma is alone on
    another one, and DEVB's only endpoint has no node at all."""

    @classmethod
    def start_processes(cls):
        cls.node = Anvil(cls.bench, "anvil", 4242)
        cls.gamma = Anvil(cls.bench, "anvil-gamma", 4242)
        cls.config = cls.bench.write("router.yml", "".join([
            "direct-rpc:\n", provider("alpha", "DEVA", cls.node.url),
            provider(HOSTILE, "DEVA", cls.node.url), provider("gamma", "DEVA", cls.gamma.url),
            provider("nobody", "DEVB", f"http://{LOOPBACK}:1/hidden-path"),
            "backup-direct-rpc:\n", provider("rescue", "DEVA", cls.node.url),
            quick_settings(epoch="240h", blocking="reconnect-interval: 1h"), "  chains:\n",
            chain("DEVA", 4242), chain("DEVB", 4343)]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={cls.config}").wait_ready()
        cls.headway.wait_metric("nobody is blocked", 15, lambda scrape: scrape.value(
            "endpoint_blocked", endpoint_id="nobody", role="primary") == 1)
        cls.browser = Browser(cls.bench)


class StatusPage(PageTest):
    def test_shows_the_fleet_in_words(self):
        self.open()
        main = self.text("main")
        for words in ("1 of 5 endpoints needs attention", "dark: nobody serves",
                      "primaries serve", "unreachable", "nobody listens there",
                      "blocked as primary", "no connection to its nodes", "shared by 3",
                      f"http://{LOOPBACK}:{self.node.port}", "the next in"):
            self.assertIn(words, main)
        self.assertNotIn("hidden-path", main)
        self.assertEqual(self.shown()[0], "nobody")

    def test_shows_a_name_that_looks_like_markup_as_text(self):
        self.open()
        self.assertIn(HOSTILE, self.text("main"))
        self.assertEqual(self.browser.evaluate('document.querySelectorAll("img").length'), 0)
        path = self.browser.evaluate(f"""[...document.querySelectorAll("main a")]
            .find((link) => link.textContent === "{HOSTILE}").getAttribute("href")""")
        self.open(path)
        self.assertEqual(self.text("h1"), HOSTILE)

    def test_speaks_to_those_who_do_not_see_it(self):
        self.open()
        spoken = self.browser.spoken("body")
        for part in ("- main:", "- contentinfo:", "- banner:", "- search:", "- status",
                     '- heading "1 of 5 endpoints needs attention" [level=1]',
                     '- heading "DEVA jsonrpc" [level=2]', '- region "DEVA jsonrpc":',
                     '- columnheader "State"', '- rowheader "alpha primary"',
                     'img "last ', '- link "Skip to the content"'):
            self.assertIn(part, spoken)

    def test_stays_a_table_for_them_in_a_narrow_window(self):
        self.open(width=400)
        spoken = self.browser.spoken("main")
        for part in ('- columnheader "State"', '- rowheader "alpha primary"', '- cell "healthy"'):
            self.assertIn(part, spoken)

    def test_filters_by_name_chain_state_and_trouble(self):
        self.open()
        for text, names in (("gam", ["gamma"]), ("DEVB", ["nobody"]), ("unreach", ["nobody"]),
                            ("deva backup", ["rescue"]), ("healthy gamma", ["gamma"]),
                            (f":{self.gamma.port}", ["gamma"]), ("gamma devb", [])):
            with self.subTest(text):
                self.browser.fill("#filter", text)
                self.assertEqual(self.shown(), names)
        self.assertEqual(self.text("#news"), "0 endpoints shown")
        self.browser.fill("#filter", "")
        self.assertEqual(len(self.shown()), 5)
        self.browser.click("#only-problems")
        self.assertEqual(self.shown(), ["nobody"])

    def test_can_be_used_by_keyboard_alone(self):
        self.open()
        self.browser.press("Tab")
        self.assertEqual(self.focused(), "Skip to the content")
        self.assertTrue(self.browser.evaluate(
            "document.activeElement.getBoundingClientRect().left >= 0"))
        order = ["headway", "filter", "only-problems", "pause", "nobody"]
        for name in order:
            self.browser.press("Tab")
            self.assertEqual(self.focused(), name)
            self.assertNotEqual(self.browser.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle"), "none", name)
        self.assertTrue(self.browser.follow("Enter").endswith("/endpoints/DEVB/jsonrpc/nobody"))

    def test_skips_to_its_content(self):
        self.open()
        self.browser.press("Tab")
        self.browser.press("Enter")
        wait_for("the content has the focus", 5, lambda: self.focused() == "main")
        self.browser.press("Tab")
        self.assertEqual(self.focused(), "nobody")

    def test_fits_a_narrow_window(self):
        for path in ("/", GAMMA_PAGE):
            self.assert_fits_a_narrow_window(path)

    def test_can_be_read_in_light_and_dark(self):
        for path in ("/", GAMMA_PAGE, "/endpoints/DEVB/jsonrpc/nobody"):
            self.assert_readable_in_light_and_dark(path)

    def test_asks_nobody_else_and_complains_of_nothing(self):
        origin = f"http://{LOOPBACK}:{self.headway.port}/"
        for path in ("/", GAMMA_PAGE):
            self.open(path)
            wait_for("it refreshes itself", REFRESHED_SECONDS, lambda path=path: self.browser.seen()
                     ["requests"].count(origin + path[1:]) > 1)
            seen = self.browser.seen()
            self.assertEqual(seen["complaints"], [])
            self.assertEqual([url for url in seen["requests"] if not url.startswith(origin)], [])
            self.assertIn(origin + "static/headway.js", seen["requests"])

    def test_runs_nothing_that_does_not_come_from_it(self):
        self.open()
        self.browser.evaluate("""(() => { const script = document.createElement("script");
            script.textContent = "window.intruder = true"; document.body.append(script); })()""")
        self.assertIsNone(self.browser.evaluate("window.intruder ?? null"))
        complaints = " ".join(self.browser.seen()["complaints"])
        self.assertIn("Content Security Policy", complaints)

    def test_says_everything_without_javascript(self):
        self.open(javascript=False)
        spoken = self.browser.spoken("body")
        self.assertIn("1 of 5 endpoints needs attention", spoken)
        self.assertIn("dark: nobody serves", spoken)
        self.assertTrue(self.browser.evaluate(
            'document.querySelector("noscript p").checkVisibility()'))
        self.assertIn("reload it to see what is new", self.text("noscript p"))
        self.assertNotIn("- search", spoken)
        self.assertEqual(self.browser.seen()["complaints"], [])

    def test_explains_an_endpoint_on_a_page_of_its_own(self):
        self.open("/endpoints/DEVB/jsonrpc/nobody")
        main = self.text("main")
        for words in ("Last error", "it does not serve", "blocked as primary for",
                      "Failures in a row", "polls, the newest first", "PROTOCOL_CONNECTION_REFUSED",
                      "Scores", f"http://{LOOPBACK}:1"):
            self.assertIn(words.lower(), main.lower())
        self.assertNotIn("hidden-path", main)
        self.open(self.browser.evaluate('document.querySelector("main > p a").pathname'))
        self.open("/endpoints/DEVB/jsonrpc/stranger", status=404)
        self.assertIn("No such endpoint", self.text("main"))


class Refresh(PageTest):
    def test_shows_a_node_that_dies_and_keeps_what_one_was_at(self):
        self.open(GAMMA_PAGE)
        self.assertIn("healthy", self.text("main .verdict"))
        self.open()
        self.browser.evaluate("window.same = true")
        self.browser.fill("#filter", "deva")
        self.browser.evaluate("""[...document.querySelectorAll("main a")]
            .find((link) => link.textContent === "gamma").focus()""")
        self.assertEqual(self.browser.evaluate(state_of("gamma")), "healthy")
        self.gamma.kill()
        wait_for("the page shows that gamma is gone", REFRESHED_SECONDS,
                 lambda: self.browser.evaluate(state_of("gamma")) == "unreachable")
        self.assertTrue(self.browser.evaluate("window.same"))
        self.assertEqual(self.shown()[0], "gamma")
        self.assertNotIn("nobody", self.shown())
        self.assertEqual(self.focused(), "gamma")
        self.assertEqual(self.text("#news"), "2 of 5 endpoints need attention")
        self.assertEqual(self.browser.evaluate("document.title"), "(2) headway")

    def test_says_when_headway_is_gone_wherever_one_looks_and_takes_it_back(self):
        arguments = ("run", f"--config.file={self.config}")
        headway = Headway(self.bench, *arguments).wait_ready()
        self.browser.open(f"http://{LOOPBACK}:{headway.port}/", width=400)
        self.browser.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        headway.process.terminate(2)
        wait_for("the page says so", REFRESHED_SECONDS,
                 lambda: "headway does not answer since" in self.text("#news"))
        self.assertIn("alpha", self.text("main"))
        self.assertGreater(self.browser.evaluate("window.scrollY"), 0)
        self.assertEqual(self.browser.evaluate(
            'document.getElementById("news").getBoundingClientRect().top'), 0)
        self.assertTrue(self.title().startswith("(no answer) "), self.title())
        self.assertLess(self.dimmed(), 1)
        self.browser.evaluate('getSelection().selectAllChildren(document.querySelector("h1"))')
        Headway(self.bench, *arguments, port=headway.port).wait_ready()
        wait_for("it is taken back", REFRESHED_SECONDS, lambda: "(no answer)" not in self.title())
        self.assertEqual(self.dimmed(), 1)
        self.assertNotIn("does not answer", self.text("#news"))
        self.assertIn("held while text is selected", self.text("#refreshed"))
        self.browser.evaluate("getSelection().removeAllRanges()")
        wait_for("it refreshes itself again", REFRESHED_SECONDS,
                 lambda: "held" not in self.text("#refreshed"))

    def title(self):
        return self.browser.evaluate("document.title")

    def dimmed(self):
        return float(self.browser.evaluate(
            'getComputedStyle(document.getElementById("main")).opacity'))


class OnLava(PageCase):
    """A provider that is jailed on one chain and frozen on the other; of its listeners one is good
    and one refuses. The headway watches one endpoint, whose node is not there."""

    @classmethod
    def start_processes(cls):
        lava = LavaNode(cls.bench, EPOCH * JAIL_EPOCH)
        listeners = start_listeners(cls.bench, {
            "good": {"insecure": True}, "refusing": {"insecure": True, "refuses": 2}}, {})
        cls.hosts = {name: f"{LOOPBACK}:{port}" for name, port in listeners.items()}
        url = f"http://{LOOPBACK}:{lava.port}"
        config = cls.bench.write("lava.yml", "".join([
            "direct-rpc:\n", provider("nobody", SPEC, f"http://{LOOPBACK}:{free_port()}"),
            quick_settings(), f"  lava:\n    rpc-url: {url}\n    rest-url: {url}\n",
            f"    provider-address: {PROVIDER}\n    backfill-blocks: {12 * EPOCH}\n",
            "    provider-endpoints:\n",
            *(f"      - {{address: '{host}', chain-id: {SPEC}, api-interfaces: [{INTERFACE}], "
              "insecure: true}\n" for host in cls.hosts.values())]))
        cls.headway = Headway(cls.bench, "run", f"--config.file={config}")
        cls.browser = Browser(cls.bench)
        cls.headway.wait_ready().wait_metric("the watch knows all", LAVA_SECONDS, lambda scrape: (
            len(scrape.select("lava_provider_listener_last_check_timestamp_seconds")) == 2
            and len(scrape.select("lava_provider_frozen")) == 2))

    def rows(self):
        """What stands in the rows that are shown, but for those of endpoints."""
        return self.browser.evaluate("""[...document.querySelectorAll("[data-list] tbody tr")]
            .filter((row) => row.checkVisibility()).map((row) => row.innerText)""")

    def test_is_told_at_the_top_and_in_full_below(self):
        self.open()
        self.assertEqual(self.text("h1"), "1 of 1 endpoint needs attention, 3 problems on Lava")
        self.assertEqual(self.browser.evaluate("document.title"), "(4) headway")
        self.assertIn("1 jailed, 1 frozen", self.text(".summary"))
        self.assertIn("1 with a problem, 1 good", self.text(".summary"))
        main = self.text("main")
        for words in (f"Provider {PROVIDER}", "jailed", "its jail ends in", "75000 LAVA",
                      f"{EPOCH * JAIL_EPOCH} of {EPOCH * JAIL_EPOCH}", "108 %", "none seen",
                      self.hosts["refusing"], "it refuses the probe", "gRPC status 2",
                      f"answers, with block {BLOCK}", "no TLS"):
            self.assertIn(words, main)
        self.browser.click('.summary a[href="#lava"]')
        self.assertEqual(self.browser.evaluate("location.hash"), "#lava")

    def test_stays_tables_in_a_narrow_window_without_javascript(self):
        self.open(width=400, javascript=False)
        spoken = self.browser.spoken("main")
        for part in ('- region "Lava chain":', f'- table "Provider {PROVIDER}":',
                     '- columnheader "Jail risk"', f'- rowheader "{SPEC}"', '- cell "frozen"',
                     '- region "What consumers see":', '- table "2 listeners of the provider":',
                     f'- rowheader "{self.hosts["good"]}"', '- cell "good"'):
            self.assertIn(part, spoken)

    def test_is_found_by_the_filter(self):
        self.open()
        self.assertEqual(len(self.rows()), 4)
        for text, count in (("jailed", 1), (PROVIDER, 2), ("listeners", 2),
                            (self.hosts["good"], 1), ("lav1 frozen", 1), ("nobody", 0)):
            with self.subTest(text):
                self.browser.fill("#filter", text)
                self.assertEqual(len(self.rows()), count)
        self.browser.fill("#filter", "listeners good")
        self.assertEqual(self.text("#news"), "0 endpoints and 1 row of Lava shown")
        self.assertNotIn(PROVIDER, self.text("main"))
        self.browser.fill("#filter", "")
        self.browser.click("#only-problems")
        self.browser.evaluate("""document.getElementById("main").dataset.old = "yes" """)
        self.browser.click("#pause")
        self.browser.click("#pause")
        wait_for("it refreshes itself", REFRESHED_SECONDS, lambda: not self.browser.evaluate(
            """document.getElementById("main").dataset.old ?? "" """))
        self.assertEqual(len(self.rows()), 3)
        self.assertNotIn(self.hosts["good"], self.text("main"))
        self.assertEqual(self.browser.seen()["complaints"], [])

    def test_is_readable_and_fits(self):
        self.assert_readable_in_light_and_dark("/")
        self.assert_fits_a_narrow_window("/")
        self.open(width=1040)
        widths = self.browser.evaluate("""[...document.querySelectorAll("td.why")]
            .map((cell) => cell.getBoundingClientRect().width)""")
        self.assertGreater(min(widths), 140)


if __name__ == "__main__":
    unittest.main()
