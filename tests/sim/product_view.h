#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/sidecar.h"

namespace headway::sim {

/// What the product shows, in the naive model's terms.
struct SeenUrl {
  std::string_view state;
  bool gauge = false;
  bool enabled = false;
  std::optional<std::uint64_t> head;
  std::array<std::uint64_t, 4> polls{};  // success, failure, throttled, cancelled

  std::uint64_t all_polls() const { return polls[0] + polls[1] + polls[2] + polls[3]; }
};

struct SeenBlocking {
  bool blocked = false;
  std::string_view reason;
  bool reblocked = false;
  base::MonoTime probe_at;
};

struct SeenEndpoint {
  std::string_view state;
  bool gauge = false;
  std::optional<base::WallTime> down_since;
  std::optional<std::uint64_t> head;
  std::array<bool, 2> roles{};
  std::array<SeenBlocking, 2> blocking;
  std::array<bool, 2> serves{};
  std::uint64_t successes = 0;
  std::uint64_t fails = 0;
  std::uint64_t latencies = 0;
};

struct SeenChain {
  std::optional<std::uint64_t> reference;
  std::size_t witnesses = 0;
  bool halted = false;
  base::Duration block_time{};  // as measured
};

/// Reads the rows of a sidecar by the keys of the scenario. Learn is to be called after every load
/// of the configuration.
class ProductView {
 public:
  explicit ProductView(const exporter::Sidecar& sidecar) : sidecar_(sidecar) { Learn(); }

  void Learn();

  SeenUrl Url(const std::string& key) const;
  SeenEndpoint Endpoint(const std::string& name) const;
  SeenChain Chain(const std::string& spec, base::MonoTime now) const;

  /// Rows as they stand, by key.
  const std::map<std::string, std::size_t>& urls() const { return urls_; }
  const std::map<std::string, std::size_t>& endpoints() const { return endpoints_; }
  const std::map<std::string, std::size_t>& chains() const { return chains_; }
  std::uint64_t generation() const { return sidecar_.fleet().generation(); }
  /// False if two rows have one key.
  bool keys_are_unique() const { return keys_are_unique_; }

 private:
  const exporter::Sidecar& sidecar_;
  std::map<std::string, std::size_t> urls_;
  std::map<std::string, std::size_t> endpoints_;
  std::map<std::string, std::size_t> chains_;
  bool keys_are_unique_ = true;
};

}  // namespace headway::sim
