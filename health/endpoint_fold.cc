#include "health/endpoint_fold.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace headway::health {
namespace {

// From the state an operator would rather see to the one that explains most: when several URLs of
// an endpoint agree on the gauge, it shows the first of these.
constexpr std::array<State, kStateCount> kShownFirst = {
    State::kHealthy,    State::kThrottled,   State::kUnknown,    State::kLagging,
    State::kSyncing,    State::kStale,       State::kForked,     State::kFailing,
    State::kAuthFailed, State::kUnreachable, State::kWrongChain,
};

std::size_t RankOf(State state) {
  return static_cast<std::size_t>(std::find(kShownFirst.begin(), kShownFirst.end(), state) -
                                  kShownFirst.begin());
}

bool HeadCounts(const Face& url) {
  return url.head && url.state != State::kWrongChain && url.state != State::kForked;
}

}  // namespace

Face FoldUrls(std::span<const Face> urls) {
  HEADWAY_CHECK(!urls.empty());
  Face endpoint{.state = State::kWrongChain,
                .gauge = false,
                .enabled = false,
                .serves = false,
                .settled = false,
                .settled_good = false,
                .head = {},
                .reference_seen = {},
                .head_block_time = {}};
  for (const Face& url : urls) {
    endpoint.gauge |= url.gauge;
    endpoint.enabled |= url.enabled;
    endpoint.serves |= url.serves;
    endpoint.settled |= url.settled;
    endpoint.settled_good |= url.settled_good;
    if (HeadCounts(url) && (!endpoint.head || *url.head > *endpoint.head)) {
      endpoint.head = url.head;
      endpoint.reference_seen = url.reference_seen;
      endpoint.head_block_time = url.head_block_time;
    }
  }
  for (const Face& url : urls) {
    if (url.gauge == endpoint.gauge && RankOf(url.state) < RankOf(endpoint.state)) {
      endpoint.state = url.state;
    }
  }
  return endpoint;
}

}  // namespace headway::health
