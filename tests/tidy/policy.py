"""What the rules of rules.py allow: data only, so that a change of policy reads as one."""

# Who may include whom. A layer may always include itself. "<layer>" is the whole folder;
# "<layer>/<file>.h" is one of its value headers.
CHAIN_VALUES = {
    "chains/call.h",
    "chains/chain_spec.h",
    "chains/error_id.h",
    "chains/fault.h",
    "chains/held_block.h",
    "chains/observation.h",
    "chains/probe_kind.h",
    "chains/tracker_events.h",
}
HEALTH_VALUES = {
    "health/health_policy.h",
    "health/holdoff.h",
    "health/pace.h",
    "health/probe_report.h",
    "health/state.h",
    "health/tls_facts.h",
}
MAY_INCLUDE = {
    "base": set(),
    "json": {"base"},
    "chains": {"base", "json"},
    "health": {"base"} | CHAIN_VALUES,
    # json: a chain family reads a reply with the json::Reader that the prober lends it.
    "probes": {"base", "json", "chains"} | HEALTH_VALUES,
    # Of probes the ports, and what they take and bring.
    "lava": {"base", "json", "chains", "probes/http_target.h", "probes/request_extras.h",
             "probes/transport.h"} | HEALTH_VALUES,
    "config": {
        "base",
        "chains/call.h",
        "chains/chain_spec.h",
        "health/health_policy.h",
        "health/state.h",
        "lava/names.h",
        "probes/http_target.h",
        "probes/polling_policy.h",
    },
    "devnet": {"base"},
    "exporter": {"base", "json", "chains", "health", "probes", "lava", "config", "devnet"},
}
# What stands beside the layers and may include all of them.
ABOVE_LAYERS = ("tests", "bench")

# Chain families know nothing of each other: any folder inside chains/ is one.
FAMILIES_OF = "chains"

# Vendor headers: how they are recognised, and whether the whole library or each single header has
# the one .cc that may include it. Tests and benchmarks are free.
PER_LIBRARY, PER_HEADER = "library", "header"
VENDORS = {
    "libcurl": (r"curl/", PER_LIBRARY),
    "RapidJSON": (r"rapidjson/", PER_LIBRARY),
    "yaml-cpp": (r"yaml-cpp/", PER_LIBRARY),
    "spdlog": (r"spdlog/", PER_LIBRARY),
    "fmt": (r"fmt/", PER_LIBRARY),
    "CLI11": (r"CLI/", PER_LIBRARY),
    "civetweb": (r"civetweb\.h|CivetServer\.h|civetweb/", PER_LIBRARY),
    "prometheus-cpp": (r"prometheus/", PER_HEADER),
    "OpenSSL": (r"openssl/", PER_HEADER),
    "protocol buffers": (r"google/protobuf/|.*\.pb\.h", PER_LIBRARY),
    "Boost.URL": (r"boost/url", PER_LIBRARY),
    "Boost.JSON": (r"boost/json", PER_LIBRARY),
}
# Vendor headers a whole layer may use, behind its own headers.
BOOST_NET = r"boost/(asio|beast|system)\b"
BOOST_NET_LAYERS = ("probes", "exporter", "devnet")

# Calls that are banned in the product: pattern, reason, and where they are allowed with the reason.
BANNED_CALLS = {
    "clock": (
        r"_clock::now\b|\b(clock_gettime|gettimeofday|std::time)\s*\(",
        "time is a parameter",
        {"base/system_clock.cc": "the one place that reads the clocks"},
    ),
    "sleep": (r"\b(u?sleep|nanosleep|sleep_for|sleep_until)\s*\(", "nothing waits by sleeping", {}),
    "random": (
        r"\b(s?rand\s*\(|random\s*\(\s*\)|std::(random_device|mt19937\w*|default_random_engine)\b)",
        "randomness is base::Random, seeded",
        {},
    ),
    "stdio": (
        r"\bstd::(cout|cerr|clog)\b|\b(std::)?(v?f?printf|puts|fputs|putchar)\s*\(",
        "output goes through the log or a command's writer",
        {
            "base/check.cc": "the last words of an aborting process",
            "exporter/main.cc": "the command line speaks to its user",
            "exporter/cli.cc": "help and usage errors",
            "exporter/commands.cc": "the command line speaks to its user",
        },
    ),
    "atomic_shared_ptr": (
        r"std::atomic\s*<\s*std::shared_ptr",
        "libstdc++ 12's trips ThreadSanitizer; hold a mutex for a pointer swap",
        {},
    ),
    "calendar": (
        r"\b(gmtime|localtime|ctime|asctime)\s*\(",
        "these share one static buffer among threads; use the _r form",
        {},
    ),
}
# Reading the environment is wiring.
GETENV_LAYER = "exporter"

MAX_COLUMNS = 100

# Generated or imported files that are not ours to lay out.
NOT_LAID_OUT = (
    "LICENSE",
    "tests/e2e/package-lock.json",
    "tests/config/corpus/bad/tabs.yml",  # the tab is what is wrong with it
)
# Folders of inputs that are what they are to the last byte.
RAW_INPUTS = ("tests/fuzz/corpus/",)
