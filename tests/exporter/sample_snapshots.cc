#include "tests/exporter/sample_snapshots.h"

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "base/random.h"
#include "chains/error_id.h"
#include "tests/exporter/sample_depth.h"
#include "tests/exporter/sample_lava.h"
#include "tests/exporter/sample_listeners.h"

namespace headway::exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr base::WallTime kNow{seconds(1'767'225'600)};
// A quote, a backslash, a newline; two scripts and a byte that is no UTF-8.
constexpr const char* kQuotedName = "al\"pha\\one\ntwo";
constexpr const char* kForeignName = "β-узел-\xff";

/// `methods`: by ProbeKind; an empty one is not spoken.
LabelBook::Url UrlLabels(const std::string& spec, const std::string& id, const std::string& host,
                         const std::array<std::string_view, chains::kProbeKindCount>& methods) {
  LabelBook::Url url;
  url.labels =
      LabelSet{{"spec", spec}, {"api_interface", "jsonrpc"}, {"url_id", id}, {"host", host}};
  url.scheme = LabelSet{{"scheme", "https"}};
  for (std::size_t kind = 0; kind < methods.size(); ++kind) {
    if (methods.at(kind).empty()) continue;
    url.methods.at(kind) = LabelSet{{"method", methods.at(kind)}};
    url.counted_as.at(kind) = static_cast<chains::ProbeKind>(kind);
  }
  return url;
}

LabelBook::Endpoint EndpointLabels(const std::string& spec, const std::string& name,
                                   std::initializer_list<std::string_view> url_ids) {
  LabelBook::Endpoint endpoint;
  endpoint.labels = LabelSet{{"spec", spec}, {"api_interface", "jsonrpc"}, {"endpoint_id", name}};
  endpoint.compat_labels =
      LabelSet{{"spec", spec}, {"apiInterface", "jsonrpc"}, {"endpoint_id", name}};
  for (const std::string_view id : url_ids) endpoint.urls.push_back(LabelSet{{"url_id", id}});
  endpoint.name = name;
  endpoint.spec = spec;
  endpoint.api_interface = "jsonrpc";
  return endpoint;
}

LabelBook::Chain ChainLabels(const std::string& spec) {
  return {.labels = LabelSet{{"spec", spec}, {"api_interface", "jsonrpc"}},
          .compat_labels = LabelSet{{"spec", spec}, {"apiInterface", "jsonrpc"}},
          .spec = spec,
          .api_interface = "jsonrpc"};
}

std::shared_ptr<const LabelBook> SampleLabels() {
  auto book = std::make_shared<LabelBook>();
  book->urls = {
      UrlLabels("ETH1", "0123456789ab", "eth.test:443",
                {"eth_blockNumber", "eth_getBlockByNumber", "eth_chainId", "eth_syncing",
                 "web3_clientVersion", "net_peerCount", "", "", "", "", "", "eth_getBalance",
                 "debug_getRawHeader", "trace_block", "eth_supportedEntryPoints"}),
      UrlLabels("SOLANA", "ba9876543210", "sol.test:8899",
                {"getLatestBlockhash", "", "getGenesisHash", "getHealth", "getVersion", "", "", "",
                 "getSlot", "", "getFirstAvailableBlock"})};
  book->endpoints = {EndpointLabels("ETH1", kQuotedName, {"0123456789ab"}),
                     EndpointLabels("ETH1", kForeignName, {"0123456789ab"}),
                     EndpointLabels("SOLANA", "sol", {"ba9876543210"})};
  book->chains = {ChainLabels("ETH1"), ChainLabels("SOLANA")};
  book->unsupported = {
      {.labels = LabelSet{{"spec", "LAVA"}, {"api_interface", "grpc"}, {"reason", "api_interface"}},
       .count = 2}};
  return book;
}

health::EndpointLedger PolledEndpoint() {
  health::EndpointLedger ledger;
  ledger.latest_success = 1'000;
  ledger.latest_fails = 3;
  ledger.block_success = 12;
  ledger.block_fails = 1;
  for (const double latency : {0.004, 0.012, 0.1, 7.5}) {
    ledger.latest_duration.Observe(latency);
    ledger.end_to_end_latency.Observe(latency * 1'000);
  }
  ledger.transitions.at(static_cast<std::size_t>(health::State::kHealthy)) = 2;
  ledger.transitions.at(static_cast<std::size_t>(health::State::kFailing)) = 1;
  ledger.epoch_resets = 4;
  ledger.rollbacks = 1;
  ledger.reorg_depth.Observe(2);
  ledger.CountError(chains::ErrorId::kConnectionRefused);
  ledger.CountError(chains::ErrorId::kRateLimited);
  ledger.CountError(chains::ErrorId::kConnectionRefused);
  ledger.last_success = kNow - milliseconds(250);
  ledger.last_transition = kNow - seconds(90);
  ledger.down_since = kNow - seconds(3'690);
  ledger.head_changed = kNow - seconds(4);
  return ledger;
}

health::UrlLedger PolledUrl() {
  health::UrlLedger ledger;
  ledger.polls = {1'000, 3, 2, 1};
  ledger.requests = {1'006, 13, 7, 0};
  ledger.bytes_sent = 82'492;
  ledger.bytes_received = 9'007'199'254'740'992;
  for (const double latency : {0.004, 0.012, 0.1, 7.5, 11.}) ledger.poll_duration.Observe(latency);
  ledger.phases = {.resolve = milliseconds(15),
                   .connect = milliseconds(40),
                   .tls = milliseconds(120),
                   .wait = nanoseconds(18'123'456'789),
                   .transfer = nanoseconds(1)};
  return ledger;
}

Snapshot::Endpoint Endpoint(base::ChainIndex chain, health::State state, bool gauge,
                            const health::Roles& roles) {
  Snapshot::Endpoint endpoint;
  endpoint.chain = chain;
  endpoint.roles = roles;
  endpoint.face.state = state;
  endpoint.face.gauge = gauge;
  endpoint.face.serves = gauge;
  return endpoint;
}

// Values that are hard to write down: the last whole numbers, no exact decimals, very large and
// very small ones.
double RandomValue(base::Random& random) {
  constexpr std::array kEdges = {0.,
                                 0.1,
                                 1e21,
                                 9007199254740991.,
                                 9007199254740992.,
                                 1e-9,
                                 1. / 3,
                                 123456789.123456789,
                                 4503599627370496.5,
                                 1e15,
                                 1e17};
  if (random.Below(2) == 0) return kEdges.at(random.Below(kEdges.size()));
  return random.Unit() * static_cast<double>(std::uint64_t{1} << random.Below(60));
}

std::uint64_t RandomCount(base::Random& random) { return random.Below(std::uint64_t{1} << 50U); }

base::Duration RandomDuration(base::Random& random) {
  return nanoseconds(static_cast<std::int64_t>(random.Below(1'000'000'000'000'000)));
}

base::WallTime RandomTime(base::Random& random) { return kNow + RandomDuration(random); }

void RandomBlocks(base::Random& random, Snapshot::Endpoint& endpoint) {
  for (const health::Role role : health::kAllRoles) {
    const auto slot = static_cast<std::size_t>(role);
    if (endpoint.roles.at(slot) && random.Below(2) == 0) {
      endpoint.blocks.at(slot).emplace().reblocked = random.Below(2) == 0;
    }
    for (std::uint64_t& count : endpoint.ledger.block_events.at(slot)) {
      count = random.Below(2) * RandomCount(random);
    }
  }
}

Snapshot::Endpoint RandomEndpoint(base::ChainIndex chain, base::Random& random) {
  Snapshot::Endpoint endpoint =
      Endpoint(chain, health::kAllStates.at(random.Below(health::kStateCount)),
               random.Below(2) == 0, {true, random.Below(2) == 0});
  health::EndpointLedger& ledger = endpoint.ledger;
  RandomBlocks(random, endpoint);
  if (random.Below(2) == 0) endpoint.lag = RandomCount(random);
  if (random.Below(2) == 0) endpoint.face.head = base::BlockHeight{1 + RandomCount(random)};
  if (random.Below(2) == 0) endpoint.face.head_block_time = RandomTime(random);
  for (std::uint64_t* counter :
       {&ledger.latest_success, &ledger.latest_fails, &ledger.block_success, &ledger.block_fails,
        &ledger.epoch_resets, &ledger.rollbacks}) {
    *counter = RandomCount(random);
  }
  for (std::uint64_t& count : ledger.latest_duration.counts) count = random.Below(1'000);
  ledger.latest_duration.sum = RandomValue(random);
  for (std::uint64_t& count : ledger.end_to_end_latency.counts) count = random.Below(1'000);
  ledger.end_to_end_latency.sum = RandomValue(random);
  for (std::uint64_t& count : ledger.reorg_depth.counts) count = random.Below(9);
  ledger.reorg_depth.sum = RandomValue(random);
  for (std::uint64_t& count : ledger.transitions) count = RandomCount(random);
  for (std::uint64_t error = random.Below(5); error > 0; --error) {
    ledger.CountError(
        chains::ErrorId{static_cast<std::uint8_t>(random.Below(chains::kErrorCount))});
  }
  if (random.Below(2) == 0) ledger.last_success = RandomTime(random);
  if (random.Below(2) == 0) ledger.last_transition = RandomTime(random);
  if (random.Below(2) == 0) ledger.head_changed = RandomTime(random);
  const std::uint64_t polls = random.Below(5);
  endpoint.qos = health::QosOf({.polls = polls, .answered = random.Below(polls + 1)});
  if (random.Below(2) == 0) endpoint.reputation = health::Reputation(base::MonoTime());
  return endpoint;
}

Snapshot::Url RandomUrl(base::Random& random) {
  Snapshot::Url url;
  url.health.connection_healthy = random.Below(2) == 0;
  url.health.failures_in_a_row = static_cast<std::uint32_t>(random.Below(100));
  url.endpoints = static_cast<std::uint32_t>(random.Below(9));
  for (std::uint64_t& count : url.ledger.polls) count = RandomCount(random);
  for (std::uint64_t& count : url.ledger.requests) count = RandomCount(random);
  url.ledger.bytes_sent = RandomCount(random);
  url.ledger.bytes_received = RandomCount(random);
  for (std::uint64_t& count : url.ledger.poll_duration.counts) count = random.Below(1'000);
  url.ledger.poll_duration.sum = RandomValue(random);
  url.ledger.phases.wait = RandomDuration(random);
  url.ledger.phases.connect = RandomDuration(random);
  if (random.Below(2) == 0) url.holdoff_until = RandomTime(random);
  if (random.Below(2) == 0) {
    url.tls = {.cert_expiry = RandomTime(random),
               .version = health::kAllTlsVersions.at(random.Below(4))};
  }
  url.asks_identity = random.Below(4) != 0;
  constexpr std::array kStandings = {health::Standing::kUnknown, health::Standing::kRight,
                                     health::Standing::kDoubted, health::Standing::kWrong};
  url.standing = kStandings.at(random.Below(kStandings.size()));
  TellRandomDepth(random, url);
  return url;
}

Snapshot::Chain RandomChain(base::Random& random) {
  Snapshot::Chain chain;
  for (Snapshot::Crew& crew : chain.crews) {
    crew = {.serving = static_cast<std::uint32_t>(random.Below(3)),
            .idle = static_cast<std::uint32_t>(random.Below(3))};
  }
  chain.everyone = chain.crews.front();
  if (random.Below(2) == 0) {
    chain.reference = base::BlockHeight{1 + RandomCount(random)};
    chain.reference_changed = RandomTime(random);
  }
  chain.witnesses = random.Below(9);
  chain.halted = random.Below(2) == 0;
  chain.block_time = RandomDuration(random);
  if (random.Below(2) == 0) chain.reputation_benchmark = RandomValue(random);
  return chain;
}

SelfSample RandomSelf(base::Random& random) {
  return {.requests_in_flight = random.Below(2'000),
          .loop_lag = RandomDuration(random),
          .last_reload_successful = random.Below(2) == 0,
          .last_reload_success = RandomTime(random),
          .epoch = RandomCount(random),
          .epoch_start = RandomTime(random),
          .epoch_duration = RandomDuration(random),
          .generation = RandomCount(random),
          .epochs_skipped = RandomCount(random),
          .clock_steps_forward = random.Below(9),
          .clock_steps_back = random.Below(9)};
}

Snapshot::Endpoint SharedEndpoint() {
  Snapshot::Endpoint endpoint =
      Endpoint(base::ChainIndex{0}, health::State::kHealthy, true, {true, false});
  endpoint.face.head = base::BlockHeight{21'000'000};
  endpoint.face.head_block_time = kNow - seconds(12);
  endpoint.lag = 3;
  endpoint.qos = health::QosOf({.polls = 8, .answered = 4, .quick = 2, .in_sync = 4});
  endpoint.previous_epoch_qos =
      health::QosOf({.polls = 16, .answered = 4, .quick = 2, .in_sync = 1});
  endpoint.reputation = health::Reputation(base::MonoTime());
  endpoint.ledger = PolledEndpoint();
  return endpoint;
}

/// In both roles: as a primary since before the last epoch, as a backup since this one.
Snapshot::Endpoint BlockedEndpoint() {
  constexpr auto kPrimary = static_cast<std::size_t>(health::Role::kPrimary);
  constexpr auto kBackup = static_cast<std::size_t>(health::Role::kBackup);
  constexpr auto kBlocked = static_cast<std::size_t>(health::BlockEventKind::kBlocked);
  constexpr auto kReblocked = static_cast<std::size_t>(health::BlockEventKind::kReblocked);
  Snapshot::Endpoint endpoint =
      Endpoint(base::ChainIndex{1}, health::State::kUnreachable, false, {true, true});
  endpoint.face.enabled = false;
  endpoint.blocks.at(kPrimary).emplace().reblocked = true;
  endpoint.blocks.at(kBackup).emplace();
  endpoint.ledger.block_events.at(kPrimary).at(kBlocked) = 1;
  endpoint.ledger.block_events.at(kPrimary).at(kReblocked) = 5;
  endpoint.ledger.block_events.at(kBackup).at(kBlocked) = 1;
  return endpoint;
}

}  // namespace

std::shared_ptr<const Snapshot> FullSnapshot() {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->labels = SampleLabels();
  snapshot->ready = true;
  snapshot->lava = SampleLava(kNow);

  snapshot->endpoints = {SharedEndpoint(), SharedEndpoint(), BlockedEndpoint()};

  Snapshot::Url eth;
  eth.health.failures_in_a_row = 2;
  eth.standing = health::Standing::kRight;
  eth.asks_identity = true;
  eth.ledger = PolledUrl();
  eth.tls = {.cert_expiry = kNow + seconds(7'776'000), .version = health::TlsVersion::kTls13};
  eth.endpoints = 2;
  eth.holdoff_until = kNow + seconds(30);
  Snapshot::Url sol;
  sol.health.connection_healthy = false;
  sol.asks_identity = true;
  sol.endpoints = 1;
  TellEvmDepth(kNow - seconds(100), eth);
  TellSvmDepth(kNow - seconds(100), sol);
  snapshot->urls = {eth, sol};

  Snapshot::Chain serving;
  serving.crews[0] = {.serving = 2, .idle = 0};
  serving.everyone = {.serving = 2, .idle = 0};
  serving.reference = base::BlockHeight{21'000'003};
  serving.reference_changed = kNow - seconds(5);
  serving.witnesses = 3;
  serving.block_time = milliseconds(12'100);
  serving.reputation_benchmark = 0.03;
  Snapshot::Chain dark;
  dark.crews[0] = {.serving = 0, .idle = 1};
  dark.crews[1] = {.serving = 0, .idle = 1};
  dark.everyone = {.serving = 0, .idle = 1};
  dark.block_time = milliseconds(400);
  snapshot->chains = {serving, dark};
  snapshot->listeners = {.of_provider = SampleListeners(kNow), .of_nodes = SampleGrpcUrls(kNow)};
  snapshot->self = {.requests_in_flight = 1,
                    .loop_lag = milliseconds(3),
                    .last_reload_successful = true,
                    .last_reload_success = kNow - seconds(600),
                    .epoch = 70'176,
                    .epoch_start = kNow - seconds(300),
                    .epoch_duration = seconds(900),
                    .generation = 6,
                    .epochs_skipped = 2,
                    .clock_steps_forward = 1,
                    .clock_steps_back = 0};
  return snapshot;
}

std::shared_ptr<const Snapshot> RandomSnapshot(std::uint64_t seed) {
  base::Random random(seed);
  auto book = std::make_shared<LabelBook>();
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->self = RandomSelf(random);
  // The text beside the number makes no two names equal: endpoints of one name are one row.
  constexpr std::array kNames = {"plain", kQuotedName, kForeignName, "", "{le=\"1\"} 5"};
  for (std::uint64_t row = random.Below(6); row > 0; --row) {
    const std::string number = std::to_string(row);
    const std::string name = kNames.at(random.Below(kNames.size())) + number;
    const base::ChainIndex chain{static_cast<std::uint32_t>(snapshot->chains.size())};
    book->chains.push_back(ChainLabels("S" + number));
    snapshot->chains.push_back(RandomChain(random));
    book->urls.push_back(
        UrlLabels("ETH1", "url" + number, name,
                  {"eth_blockNumber", random.Below(2) == 0 ? "eth_getBlockByHash" : "",
                   random.Below(2) == 0 ? "eth_chainId" : "", ""}));
    snapshot->urls.push_back(RandomUrl(random));
    book->endpoints.push_back(EndpointLabels("ETH1", name, {"url" + number, name}));
    snapshot->endpoints.push_back(RandomEndpoint(chain, random));
  }
  snapshot->labels = std::move(book);
  return snapshot;
}

}  // namespace headway::exporter
