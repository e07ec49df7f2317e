#include "tests/sim/simulation.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "config/settings.h"
#include "exporter/exposition.h"
#include "exporter/sidecar.h"
#include "tests/sim/naive_health.h"
#include "tests/sim/node_model.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::sim {
namespace {

using base::Duration;
using base::MonoTime;

constexpr Duration kStartLatency = std::chrono::seconds(3);

// Every tick checks what it touched; that nothing else moved is checked now and then.
constexpr std::uint64_t kTicksPerFullCheck = 64;

/// What the simulation knows of a URL besides what the sidecar shows.
struct Witness {
  NaiveHealth naive;
  std::optional<MonoTime> poll_started;  // of the last poll
  std::optional<MonoTime> poll_ended;
  MonoTime not_before;  // the end of a hold-off
  Duration holdoff_used{};
  int throttles_in_a_row = 0;
  std::uint64_t finished = 0;
};

/// A poll of a head on its way: what it will turn out to be.
struct Sent {
  bool is_head = false;
  Behaviour behaviour = Behaviour::kAnswers;
};

class World {
 public:
  explicit World(const SimulationOptions& options)
      : options_(options),
        random_(options.seed),
        transport_(clock_,
                   [this](const probes::TransportRequest& request) { return Answer(request); }) {
    MakeNodes();
    const config::Settings settings = MakeSettings();
    policy_ = {.polling = settings.polling, .health = settings.health};
    sidecar_ = std::make_unique<exporter::Sidecar>(exporter::BuildFleet(settings), policy_,
                                                   transport_, options.seed, clock_.Mono());
    witnesses_.resize(nodes_.size());
    sent_.resize(nodes_.size());
    told_gauges_.assign(sidecar_->fleet().endpoints().size(), true);
    start_ = clock_.Mono();
  }

  SimulationResult Run() {
    Duration next_page = std::chrono::hours(1);
    while (Now() < options_.length && result_.failure.empty()) {
      const auto completions = transport_.Poll(sidecar_->NextDeadline(clock_.Mono()));
      for (const probes::Completion& completion : completions) Witnessed(completion);
      const auto transitions = sidecar_->Tick(completions, clock_.Mono(), clock_.Wall());
      for (const health::Transition& transition : transitions) Record(transition);
      for (const probes::Completion& completion : completions) CheckTouched(completion.url);
      if (++ticks_ % kTicksPerFullCheck == 0) CheckAll();
      if (Now() >= next_page) {
        AppendPage();
        next_page += std::chrono::hours(1);
      }
    }
    AppendPage();
    return std::move(result_);
  }

 private:
  Duration Now() const { return clock_.Mono() - start_; }

  void MakeNodes() {
    const Duration length = options_.length + std::chrono::hours(1);
    chains_.emplace_back(std::chrono::seconds(12), 20'000'000, length, random_);
    chains_.emplace_back(std::chrono::seconds(2), 30'000'000, length, random_);
    chains_.emplace_back(std::chrono::milliseconds(400), 300'000'000, length, random_);
    for (std::size_t index = 0; index < options_.urls; ++index) {
      const std::size_t chain = index % chains_.size();
      nodes_.emplace_back(chain == 2 ? Family::kSvm : Family::kEvm, chains_[chain], length,
                          random_);
    }
  }

  config::NodeUrl UrlOf(std::size_t node) const {
    config::NodeUrl url;
    url.target.url = "http://node-" + std::to_string(node) + ".invalid/";
    url.url_id = std::to_string(100'000'000'000 + node);
    url.scheme = "http";
    url.host = "node-" + std::to_string(node) + ".invalid:80";
    return url;
  }

  /// Every node is listed by one primary; every other one also by a second primary and a backup;
  /// every fourth pair of a chain's nodes stands behind one endpoint.
  config::Settings MakeSettings() const {
    config::Settings settings;
    const std::vector<std::string> specs = {"CHAINA", "CHAINB", "CHAINS"};
    for (std::size_t chain = 0; chain < specs.size(); ++chain) {
      chains::ChainSpec spec;
      spec.id = specs[chain];
      spec.family = chain == 2 ? chains::FamilyId::kSvm : chains::FamilyId::kEvm;
      spec.average_block_time = chains_[chain].block_time();
      settings.chains.push_back(spec);
    }
    const auto add = [&](const std::string& name, health::Role role, std::size_t node,
                         std::vector<config::NodeUrl> urls) {
      config::Endpoint endpoint;
      endpoint.name = name + std::to_string(node);
      endpoint.role = role;
      endpoint.spec = specs[node % specs.size()];
      endpoint.api_interface = "jsonrpc";
      endpoint.urls = std::move(urls);
      settings.endpoints.push_back(std::move(endpoint));
    };
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      add("alpha-", health::Role::kPrimary, node, {UrlOf(node)});
    }
    for (std::size_t node = 0; node < nodes_.size(); node += 2) {
      add("beta-", health::Role::kPrimary, node, {UrlOf(node)});
      add("rescue-", health::Role::kBackup, node, {UrlOf(node)});
    }
    for (std::size_t node = 0; node + specs.size() < nodes_.size(); node += 4) {
      add("pair-", health::Role::kPrimary, node, {UrlOf(node), UrlOf(node + specs.size())});
    }
    return settings;
  }

  testing::ScriptedReply Answer(const probes::TransportRequest& request) {
    const std::size_t url = request.url.value;
    const bool is_head = request.body.find("eth_getBlockByNumber") == std::string_view::npos;
    sent_[url] = {.is_head = is_head, .behaviour = nodes_[url].BehaviourAt(Now())};
    if (is_head) CheckStart(url);
    return nodes_[url].Answer(request.body, Now());
  }

  /// None is polled sooner than the rules allow, none during a hold-off.
  void CheckStart(std::size_t url) {
    Witness& witness = witnesses_[url];
    const MonoTime now = clock_.Mono();
    const Duration shortest =
        std::min(policy_.polling.min_interval, policy_.health.recheck_interval);
    if (witness.poll_started && now - *witness.poll_started < shortest) {
      Fail("polled too soon", url);
    }
    if (now < witness.not_before) Fail("polled during a hold-off", url);
    witness.poll_started = now;
    witness.poll_ended.reset();
  }

  void Witnessed(const probes::Completion& completion) {
    const std::size_t url = completion.url.value;
    Witness& witness = witnesses_[url];
    witness.poll_ended = clock_.Mono();
    if (!sent_[url].is_head) return;
    ++result_.polls;
    ++witness.finished;
    // A slow answer that a short recheck timeout cut off is an answer no more.
    const Truth truth = completion.fault == chains::TransportFault::kTimeout
                            ? Truth::kUnreachable
                            : TruthOf(sent_[url].behaviour);
    witness.naive.Poll(truth, clock_.Mono());
    witness.not_before = {};
    if (truth == Truth::kThrottled) {
      const int doublings = std::min(witness.throttles_in_a_row, 10);
      const Duration step = std::chrono::seconds(5) * (1 << doublings);
      if (sent_[url].behaviour == Behaviour::kThrottlesFor7s) {
        witness.not_before = clock_.Mono() + std::chrono::seconds(7);
      } else {
        witness.not_before = clock_.Mono() + std::min<Duration>(step, std::chrono::minutes(2));
        ++witness.throttles_in_a_row;
      }
    } else if (truth == Truth::kAnswered) {
      witness.throttles_in_a_row = 0;
    }
  }

  void Record(const health::Transition& transition) {
    ++result_.transitions;
    told_gauges_[transition.endpoint.value] = transition.gauge;
    result_.trace += std::to_string(Now().count()) + ' ' +
                     sidecar_->labels()->endpoints[transition.endpoint.value].name + ' ' +
                     std::string(health::ToString(transition.from)) + " > " +
                     std::string(health::ToString(transition.to)) + '\n';
  }

  void AppendPage() {
    const auto snapshot = exporter::TakeSnapshot(sidecar_->fleet(), sidecar_->labels(),
                                                 sidecar_->SelfView(), clock_.Mono());
    exporter::ExpositionWriter writer(exporter::ExpositionFormat::kText004, result_.trace);
    exporter::EncodeSnapshot(*snapshot, "", writer);
  }

  void CheckTouched(base::UrlIndex url) {
    const auto urls = sidecar_->fleet().urls();
    CheckUrl(url.value, urls[url.value]);
    for (const base::EndpointIndex index : urls[url.value].listed_by) {
      CheckEndpoint(sidecar_->fleet().endpoints()[index.value], urls);
    }
  }

  void CheckAll() {
    const auto urls = sidecar_->fleet().urls();
    for (std::size_t url = 0; url < urls.size(); ++url) {
      CheckUrl(url, urls[url]);
      CheckNotForgotten(url, witnesses_[url]);
    }
    for (const health::EndpointRow& endpoint : sidecar_->fleet().endpoints()) {
      CheckEndpoint(endpoint, urls);
    }
  }

  void CheckUrl(std::size_t url, const health::UrlRow& row) {
    const Witness& witness = witnesses_[url];
    if (row.health.gauge != witness.naive.gauge()) Fail("gauge differs from the naive model", url);
    const std::string_view shown = health::ToString(health::ShownState(row.health));
    if (shown != witness.naive.shown()) {
      Fail("state is " + std::string(shown) + ", not " + witness.naive.shown(), url);
    }
    std::uint64_t polls = 0;
    for (const std::uint64_t count : row.ledger.polls) polls += count;
    if (polls != witness.finished) Fail("polls are not counted once each", url);
    if (row.head && row.head->value > nodes_[url].HeadAt(Now()) + 3) Fail("head never was", url);
  }

  /// No URL goes unpolled longer than its longest interval, its own duration and its hold-off.
  void CheckNotForgotten(std::size_t url, const Witness& witness) {
    const MonoTime now = clock_.Mono();
    if (!witness.poll_started) {
      if (Now() > kStartLatency) Fail("never polled", url);
      return;
    }
    if (!witness.poll_ended) {
      const auto most_requests = static_cast<std::int64_t>(base::limits::kMaxFollowUpsPerPoll) + 1;
      if (now - *witness.poll_started > policy_.polling.timeout * most_requests) {
        Fail("a poll does not end", url);
      }
      return;
    }
    const MonoTime latest =
        std::max(*witness.poll_ended, witness.not_before) + policy_.polling.max_backoff;
    if (now > latest) Fail("forgotten", url);
  }

  void CheckEndpoint(const health::EndpointRow& endpoint, std::span<const health::UrlRow> urls) {
    bool gauge = false;
    std::optional<base::BlockHeight> head;
    std::uint64_t answered = 0;
    for (const base::UrlIndex url : endpoint.urls) {
      const health::UrlRow& row = urls[url.value];
      gauge = gauge || row.health.gauge;
      if (row.head && (!head || *row.head > *head)) head = row.head;
      answered += row.ledger.polls.at(static_cast<std::size_t>(health::PollOutcome::kSuccess));
    }
    const std::size_t first_url = endpoint.urls.front().value;
    if (endpoint.face.gauge != gauge) Fail("gauge is not the fold of its URLs", first_url);
    const auto index = static_cast<std::size_t>(&endpoint - sidecar_->fleet().endpoints().data());
    if (endpoint.face.gauge != told_gauges_[index]) Fail("a gauge changed untold", first_url);
    if (endpoint.face.head != head) Fail("head is not that of its URLs", first_url);
    if (endpoint.ledger.latest_success != answered) Fail("fan-out lost or doubled", first_url);
  }

  void Fail(const std::string& what, std::size_t url) {
    if (!result_.failure.empty()) return;
    result_.failure = what + " (url " + std::to_string(url) + ", at " +
                      std::to_string(base::ToSeconds(Now())) + " s, seed " +
                      std::to_string(options_.seed) + ")";
  }

  const SimulationOptions options_;
  base::Random random_;
  testing::ManualClock clock_;
  MonoTime start_;
  std::deque<ChainModel> chains_;  // nodes refer to them
  std::vector<NodeModel> nodes_;
  testing::ScriptedTransport transport_;
  exporter::SidecarPolicy policy_;
  std::unique_ptr<exporter::Sidecar> sidecar_;
  std::vector<Witness> witnesses_;
  std::vector<Sent> sent_;
  std::vector<bool> told_gauges_;  // of endpoints, by the last transition of each
  std::uint64_t ticks_ = 0;
  SimulationResult result_;
};

}  // namespace

SimulationResult Simulate(const SimulationOptions& options) { return World(options).Run(); }

}  // namespace headway::sim
