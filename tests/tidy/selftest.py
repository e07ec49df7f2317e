#!/usr/bin/env python3
"""Shows every rule a bad tree that it must report, and a good tree that none may report."""

import sys
import tempfile
import unittest
from pathlib import Path

import headers
import policy
import rules

GOOD = {
    "CMakeLists.txt": "add_subdirectory(base)\n",
    "base/CMakeLists.txt": "headway_layer(base SOURCES check.cc)\n",
    "base/check.h": "#pragma once\n\nvoid Check();\n",
    "base/check.cc": '#include "base/check.h"\n\nvoid Check() { std::fprintf(stderr, "x"); }\n',
    "chains/chain_spec.h": '#pragma once\n\n#include "base/check.h"\n',
    "health/CMakeLists.txt": "headway_layer(health SOURCES fold.cc)\n",
    "health/fold.cc": '// sleep(1) and std::cout are words here\n#include "chains/chain_spec.h"\n',
    "LICENSE": " \tas it came",
}


SEEN = set()  # rules that reported something in some test


def reported(changes):
    """The rules that report the good tree with these files added or replaced."""
    found = {finding.rule for finding in rules.check({**GOOD, **changes})}
    SEEN.update("banned_calls" if rule.startswith("banned_") else rule for rule in found)
    return found


def tearDownModule():  # pylint: disable=invalid-name
    silent = {rule.__name__ for rule in rules.RULES} - SEEN
    if silent:
        raise AssertionError(f"no test shows these rules a bad tree: {sorted(silent)}")


def product(path, body):
    """A .cc that is registered, so that only its body can be wrong."""
    folder, name = path.rsplit("/", 1)
    return {path: body, f"{folder}/CMakeLists.txt": f"headway_layer(x SOURCES {name})\n"}


class GoodTree(unittest.TestCase):
    def test_nothing_is_reported(self):
        self.assertEqual([str(finding) for finding in rules.check(GOOD)], [])


class BadTrees(unittest.TestCase):
    def assert_only(self, rule, changes):
        self.assertEqual(reported(changes), {rule})

    def test_layer_that_includes_a_layer_above_it(self):
        header = {"health/verdict.h": "#pragma once\n"}
        self.assert_only("layering", {**header, **product(
            "chains/reply.cc", '#include "health/verdict.h"\n')})

    def test_layer_that_includes_more_than_the_value_headers(self):
        header = {"chains/tracker.h": "#pragma once\n"}
        self.assert_only("layering", {**header, **product(
            "health/fold.cc", '#include "chains/chain_spec.h"\n#include "chains/tracker.h"\n')})

    def test_layer_that_includes_a_test(self):
        header = {"tests/support/fake.h": "#pragma once\n"}
        self.assert_only("layering", {**header, **product(
            "health/fold.cc", '#include "chains/chain_spec.h"\n#include "tests/support/fake.h"\n')})

    def test_folder_that_is_no_layer(self):
        self.assert_only("layering", product("util/misc.cc", "int x;\n"))

    def test_include_that_is_not_from_the_root(self):
        self.assert_only("rooted_includes", product(
            "base/check.cc", '#include "base/check.h"\n#include "check.h"\n'))

    def test_own_header_in_angle_brackets(self):
        self.assert_only("rooted_includes", product("base/check.cc", "#include <base/check.h>\n"))

    def test_family_that_includes_another(self):
        header = {"chains/svm/slot.h": "#pragma once\n"}
        self.assert_only("families", {**header, **product(
            "chains/evm/head.cc", '#include "chains/svm/slot.h"\n')})

    def test_banned_calls(self):
        calls = {
            "clock": "auto t = std::chrono::steady_clock::now();",
            "sleep": "std::this_thread::sleep_for(x);",
            "random": "std::mt19937 engine;",
            "stdio": "std::cout << 1;",
            "atomic_shared_ptr": "std::atomic<std::shared_ptr<int>> p;",
            "calendar": "auto* t = gmtime(&now);",
            "getenv": 'auto* v = std::getenv("A");',
        }
        self.assertEqual(set(calls) - {"getenv"}, set(policy.BANNED_CALLS))
        for name, call in calls.items():
            with self.subTest(name):
                self.assert_only(f"banned_{name}", product("health/fold.cc", call + "\n" +
                                 '#include "chains/chain_spec.h"\n'))

    def test_other_spellings_of_banned_calls(self):
        for call in ("usleep(5);", "rand();", "srand(1);", "std::random_device d;", 'printf("x");',
                     "std::cerr << 1;", "localtime(&now);", "system_clock::now();", "random();",
                     "clock_gettime(id, &spec);"):
            with self.subTest(call):
                found = reported(product("config/load.cc", call + "\n"))
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found.pop().startswith("banned_"))

    def test_calls_that_only_look_banned(self):
        for call in ("gmtime_r(&now, &out);", "snprintf(a, 2, b);", "auto brand = Brand();",
                     'Log("call sleep(1) or std::cout");', "const int n = 1'000; usleepy();",
                     "base::Random random(seed);"):
            with self.subTest(call):
                self.assertEqual(reported(product("config/load.cc", call + "\n")), set())

    def test_vendor_header_in_a_header(self):
        changes = product("config/yaml.cc", '#include "config/yaml.h"\n')
        changes["config/yaml.h"] = "#pragma once\n#include <yaml-cpp/yaml.h>\n"
        self.assert_only("vendor_headers", changes)

    def test_every_vendor_in_two_files(self):
        samples = ("curl/curl.h", "rapidjson/reader.h", "yaml-cpp/yaml.h", "spdlog/spdlog.h",
                   "fmt/format.h", "CLI/CLI.hpp", "CivetServer.h", "prometheus/registry.h",
                   "openssl/sha.h", "probe.pb.h", "boost/url.hpp", "boost/json.hpp")
        self.assertEqual(len(samples), len(policy.VENDORS))
        for header in samples:
            with self.subTest(header):
                changes = product("exporter/a.cc", f"#include <{header}>\n")
                changes["exporter/b.cc"] = f"#include <{header}>\n"
                changes["exporter/CMakeLists.txt"] = "headway_layer(x SOURCES a.cc b.cc)\n"
                self.assert_only("vendor_headers", changes)

    def test_boost_asio_outside_its_layers(self):
        self.assert_only("vendor_headers", product("config/a.cc", "#include <boost/asio.hpp>\n"))
        self.assertEqual(reported(product("probes/a.cc", "#include <boost/asio.hpp>\n")), set())

    def test_source_that_no_target_builds(self):
        self.assert_only("orphans", {"base/lost.cc": "int x;\n"})

    def test_source_whose_name_only_ends_like_one_that_is_built(self):
        self.assert_only("orphans", {"base/heck.cc": "int x;\n"})

    def test_header_that_nobody_includes(self):
        self.assert_only("orphans", {"base/lost.h": "#pragma once\n"})

    def test_header_without_pragma_once(self):
        self.assert_only("pragma_once", {"base/check.h": "void Check();\n"})

    def test_layout(self):
        for bad in ("int x;" + " " * 100 + "int y;\n", "\tint x;\n", "int x; \n", "int x;"):
            with self.subTest(bad):
                self.assert_only("layout", product(
                    "base/check.cc", '#include "base/check.h"\n' + bad))

    def test_layout_of_raw_inputs_is_their_own(self):
        self.assertEqual(rules.check({"tests/fuzz/corpus/json/tab": "\t[1] "}), [])

    def test_words_of_unfinished_work(self):
        for word in ("TO" + "DO", "FIX" + "ME", "X" * 3):
            with self.subTest(word):
                self.assert_only("unfinished_work", {"README.md": f"{word}: later\n"})

    def test_traces_of_a_machine(self):
        for trace in ("/" + "work/main/x", "/" + "home/me/x", "/" + "tmp/build.log",
                      "https://registry." + "npmjs.org/x"):
            with self.subTest(trace):
                self.assert_only("machine_traces", {"README.md": f"see {trace}\n"})

    def test_download_address_in_a_lock_file(self):
        self.assert_only("machine_traces", {
            "tests/e2e/package-lock.json": '{"resolved": "https://example.com/a.tgz"}\n'})

    def test_help_text_with_newline_or_backslash(self):
        for bad in (r"two\nlines", r"back\\slash"):
            with self.subTest(bad):
                self.assert_only("help_texts", product(
                    "exporter/metric_catalogue.cc", f'const char* help = "{bad}";\n'))


    def test_section_of_a_page_that_is_not_there(self):
        def citing(section):
            comment = f'#include "chains/chain_spec.h"\n// As said ({section}).\n'
            return {"docs/health.md": "# Health\n## Epoch boundary\n",
                    **product("health/fold.cc", comment)}
        for section in ('docs/health.md, "Rollback"', 'health.md, "Epoch boundary"'):
            with self.subTest(section):
                self.assert_only("cited_sections", citing(section))
        self.assertEqual(reported(citing('docs/health.md, "Epoch\n// boundary"')), set())


class Headers(unittest.TestCase):
    def complaint(self, text):
        with tempfile.TemporaryDirectory() as root:
            Path(root, "sample.h").write_text(text, encoding="utf-8")
            return headers.compile_alone(root, "c++", "sample.h")

    def test_complete_header_compiles(self):
        header = "#pragma once\n#include <string>\nstd::string Name();\n"
        self.assertEqual(self.complaint(header), "")

    def test_header_that_leans_on_an_earlier_include_is_reported(self):
        self.assertIn("string", self.complaint("#pragma once\nstd::string Name();\n"))

    def test_header_that_cannot_be_included_twice_is_reported(self):
        self.assertIn("redefinition", self.complaint("struct Twice {};\n"))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
