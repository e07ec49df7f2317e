#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "exporter/explanation.h"
#include "exporter/snapshot.h"
#include "health/state.h"

namespace headway::exporter {

/// One URL as one endpoint lists it, or a reference URL. Texts are sanitised; none is a secret.
struct CheckRow {
  std::string spec;
  std::string api_interface;
  std::vector<std::string_view> roles;  // primary, backup; or reference alone
  std::string endpoint;                 // empty: a reference URL
  std::string url_id;
  std::string url;   // scheme://host:port
  std::string host;  // with port
  bool healthy = false;
  health::State state = health::State::kUnknown;
  std::optional<std::uint64_t> head;      // of a node that answered, on the right chain
  std::optional<std::uint64_t> lag;       // behind the reference when it answered
  std::optional<base::Duration> latency;  // of the last poll, until its answer or its failure
  std::string_view error;                 // of the last poll, as the registry names it; empty: none
  std::string reason;                     // in words
  std::vector<std::string> notes;         // what is wrong besides, and makes nobody unhealthy
};

/// What is no verdict on anybody, and yet worth a look.
struct CheckWarning {
  std::string_view kind;  // a word for programs (docs/check.md)
  std::string spec;
  std::string api_interface;
  std::string text;
};

struct CheckChain {
  std::string spec;
  std::string api_interface;
  int serving_tier = 0;  // 2: a primary is healthy; 1: only backups are; 0: dark
  std::optional<std::uint64_t> reference;
  std::size_t witnesses = 0;
};

/// One of the provider's own listeners. Texts as those of rows.
struct CheckListener {
  std::string spec;
  std::string api_interface;
  std::string host;  // with port
  bool good = false;
  std::string_view problem;  // as lava_provider_listener_problem names it
  std::string reason;        // in words
  std::optional<std::uint64_t> latest_block;
  std::string version;
  std::vector<std::string> notes;
};

/// The outcome of one pass.
struct CheckReport {
  base::WallTime at;           // its end
  base::Duration took{};       // from the first request on
  std::vector<CheckRow> rows;  // the unhealthy first; then by chain, role and name
  std::vector<CheckWarning> warnings;
  std::vector<CheckChain> chains;        // those that have endpoints
  std::vector<CheckListener> listeners;  // those with a problem first; then as configured
  std::size_t listeners_not_good = 0;
  std::size_t endpoints = 0;
  std::size_t endpoints_not_healthy = 0;  // none of their URLs is
  std::size_t urls = 0;                   // each once, however many list it
  std::size_t urls_not_healthy = 0;
  std::size_t spare_urls_not_healthy = 0;  // of these, those whose endpoints are healthy or none

  /// Every URL of every endpoint, and every reference URL, is healthy, and every listener good.
  bool AllHealthy() const { return urls_not_healthy == 0 && listeners_not_good == 0; }
};

/// `snapshot` has details. `took`: how long the pass lasted.
CheckReport MakeCheckReport(const Snapshot& snapshot, const ClockReading& now, base::Duration took);

}  // namespace headway::exporter
