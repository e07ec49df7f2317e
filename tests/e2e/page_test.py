"""The pages for people, in a real browser."""

import unittest
from pathlib import Path

from anvil import Anvil
from browser import Browser
from harness import Headway, chain, provider, quick_settings
from processes import LOOPBACK, BenchTest, wait_for

HOSTILE = "<img src=x onerror=alert(1)>"
GAMMA_PAGE = "/endpoints/DEVA/jsonrpc/gamma"
REFRESHED_SECONDS = 20
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")

SHOWN_NAMES = """[...document.querySelectorAll("main tbody tr")]
    .filter((row) => row.checkVisibility())
    .map((row) => row.cells[0].querySelector("a").textContent)"""
FOCUSED = "document.activeElement.id || document.activeElement.textContent"


def state_of(name: str) -> str:
    """An expression: the state that the page shows of an endpoint."""
    return f"""[...document.querySelectorAll("main tbody tr")]
        .find((row) => row.cells[0].querySelector("a").textContent === "{name}").dataset.state"""


class PageTest(BenchTest):
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

    def open(self, path="/", status=200, **options):
        url = f"http://{LOOPBACK}:{self.headway.port}{path}"
        self.assertEqual(self.browser.open(url, **options), status)

    def text(self, selector):
        return self.browser.evaluate(f'document.querySelector("{selector}").innerText')

    def focused(self):
        return self.browser.evaluate(FOCUSED)

    def shown(self):
        return self.browser.evaluate(SHOWN_NAMES)


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
            self.open(path, width=400)
            self.assertLessEqual(
                self.browser.evaluate("document.documentElement.scrollWidth"), 400, path)

    def test_can_be_read_in_light_and_dark(self):
        grounds = set()
        for path in ("/", GAMMA_PAGE, "/endpoints/DEVB/jsonrpc/nobody"):
            for scheme in ("light", "dark"):
                with self.subTest(f"{path} {scheme}"):
                    self.open(path, scheme=scheme)
                    result = self.browser.evaluate(CONTRAST)
                    self.assertGreater(result["measured"], 20)
                    self.assertEqual(result["faint"], [])
                    grounds.add(self.browser.evaluate(
                        "getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(grounds), 2)

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

    def test_says_when_headway_is_gone(self):
        headway = Headway(self.bench, "run", f"--config.file={self.config}").wait_ready()
        self.browser.open(f"http://{LOOPBACK}:{headway.port}/")
        headway.process.terminate(2)
        wait_for("the page says so", REFRESHED_SECONDS,
                 lambda: "headway does not answer since" in self.text("#news"))
        self.assertIn("alpha", self.text("main"))


if __name__ == "__main__":
    unittest.main()
