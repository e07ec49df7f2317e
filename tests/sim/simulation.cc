#include "tests/sim/simulation.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "exporter/exposition.h"
#include "exporter/fleet_builder.h"
#include "exporter/sidecar.h"
#include "tests/sim/agreement.h"
#include "tests/sim/complaints.h"
#include "tests/sim/deployment.h"
#include "tests/sim/event_trace.h"
#include "tests/sim/invariants.h"
#include "tests/sim/naive_epochs.h"
#include "tests/sim/naive_fleet.h"
#include "tests/sim/node_model.h"
#include "tests/sim/pacing.h"
#include "tests/sim/pages.h"
#include "tests/sim/product_view.h"
#include "tests/sim/wire_watch.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::sim {
namespace {

using base::Duration;
using base::MonoTime;

// Every tick checks what it touched; that nothing else moved is checked now and then.
constexpr std::uint64_t kTicksPerFullCheck = 64;
constexpr std::int64_t kPagesPerRun = 8;

class World {
 public:
  World(const Scenario& scenario, const SimulationOptions& options)
      : scenario_(scenario),
        options_(options),
        deployment_(scenario),
        transport_(clock_,
                   [this](const probes::TransportRequest& request) { return Answer(request); }),
        naive_(deployment_.Naive()),
        epochs_(scenario.policy.epoch_duration, clock_.Wall()) {
    for (std::size_t chain = 0; chain < scenario.chains.size(); ++chain) {
      chains_.emplace_back(scenario, chain);
    }
    for (std::size_t node = 0; node < scenario.nodes.size(); ++node) {
      nodes_.emplace_back(scenario, node, chains_[scenario.nodes[node].chain]);
    }
    const config::Settings settings = deployment_.Settings();
    sidecar_ = std::make_unique<exporter::Sidecar>(exporter::BuildFleet(settings),
                                                   exporter::PolicyOf(settings), transport_,
                                                   scenario.seed, Now());
    view_ = std::make_unique<ProductView>(*sidecar_);
    agreement_ = std::make_unique<Agreement>(*view_, naive_, complaints_);
    invariants_ = std::make_unique<Invariants>(scenario, *view_, naive_, complaints_);
    for (const auto& [key, url] : naive_.urls()) known_since_[key] = clock_.Mono();
  }

  SimulationResult Run() {
    CheckEverything();
    while (Elapsed() < scenario_.length && complaints_.none()) {
      ApplyEvents();
      Tick();
      const Duration page = scenario_.length / kPagesPerRun;
      if (Elapsed() / page != std::exchange(pages_taken_, Elapsed() / page)) TakePage();
    }
    CheckEverything();
    TakePage();
    result_.simulated = Elapsed();
    result_.failure = complaints_.kind();
    if (!complaints_.none()) result_.failure_text = complaints_.text() + ", " + At();
    return std::move(result_);
  }

 private:
  Duration Elapsed() const { return clock_.Mono() - start_; }
  std::string At() const {
    return "at " + std::to_string(Elapsed() / std::chrono::milliseconds(1)) + " ms";
  }
  exporter::Instant Now() const {
    return {.mono = clock_.Mono(), .wall = clock_.Wall(), .epoch = clock_.Wall()};
  }

  MonoTime NextTurn() const {
    MonoTime next = sidecar_->NextDeadline(Now());
    if (next_event_ < scenario_.events.size()) {
      next = std::min(next, start_ + scenario_.events[next_event_].at);
    }
    return std::min(next, start_ + scenario_.length);
  }

  void ApplyEvents() {
    while (next_event_ < scenario_.events.size() && scenario_.events[next_event_].at <= Elapsed()) {
      const Event& event = scenario_.events[next_event_++];
      if (event.kind == EventKind::kWallSteps) clock_.StepWall(event.length);
      const bool is_reload = event.kind >= EventKind::kAdded;
      if (is_reload && deployment_.Apply(event)) Reload();
    }
  }

  void Tick() {
    const auto completions = transport_.Poll(NextTurn());
    for (const probes::Completion& completion : completions) {
      const auto& key = key_of_slot_[completion.slot.value];
      if (key) wire_.OnCompletion(*key, completion.fault);
    }
    const bool boundary = epochs_.IsBoundary(clock_.Wall());
    generation_of_starts_ = naive_.generation() + (boundary ? 1 : 0);
    invariants_->BeforeTick(boundary);
    Record(sidecar_->Tick(completions, Now()));

    std::set<std::string> touched;
    for (const Heard& heard : wire_.Take(clock_.Mono(), clock_.Wall())) Hear(heard, touched);
    if (boundary) {
      WantTheDown();
      naive_.OnBoundary(clock_.Mono());
      ++result_.boundaries;
    }
    pacing_.WantedAreAsked(clock_.Mono());
    for (const std::string& url : starting_) pacing_.NotInAHoldoff(url, clock_.Mono());
    starting_.clear();
    invariants_->AfterTick(touched, boundary, clock_.Mono());
    for (const std::string& url : touched) agreement_->CheckTouched(url, clock_.Mono());
    if (boundary || ++ticks_ % kTicksPerFullCheck == 0) CheckEverything();
  }

  /// Before the naive model hears of the boundary.
  void WantTheDown() {
    for (const auto& [key, url] : naive_.urls()) {
      if (clock_.Mono() < url.holdoff_until) continue;
      // A poll under way of one that is up goes on.
      const bool is_probed = naive_.ListedByBlocked(key) && wire_.LastEnd(key);
      if (!url.gauge || is_probed) pacing_.WantedSince(key, clock_.Mono());
    }
  }

  void CheckEverything() {
    agreement_->CheckAll(clock_.Mono());
    invariants_->CheckAll(clock_.Mono());
    for (const auto& [key, since] : known_since_) {
      pacing_.NobodyIsForgotten(key, since, clock_.Mono());
      PollsAreCountedOnceEach(key);
    }
  }

  void PollsAreCountedOnceEach(const std::string& key) {
    const SeenUrl seen = view_->Url(key);
    const std::uint64_t finished = seen.all_polls() - seen.polls[3];
    if (finished != finished_[key]) {
      complaints_.File(
          "polls are not counted once each",
          key + ": " + std::to_string(finished) + " of " + std::to_string(finished_[key]));
    }
  }

  /// Plays the nodes.
  testing::ScriptedReply Answer(const probes::TransportRequest& request) {
    const std::string& text = request.target->url;
    const std::string key = text.substr(text.rfind('/') + 1);
    const MonoTime now = clock_.Mono();
    const Asked asked = ReadQuestion(request.body);
    key_of_slot_[request.slot.value] = key;
    if (asked.question == Question::kHead) {
      pacing_.NotTooSoon(key, now);
      starting_.insert(key);
      verified_.erase(key);
    } else if (verified_.count(key) > 0) {
      complaints_.File("verification is not one question at the end of a poll", key);
    }
    if (asked.question == Question::kVerification) {
      ++result_.verifications;
      verified_.insert(key);
    }
    NodeAnswer answer = nodes_[Deployment::NodeOf(key)].Answer(asked, Elapsed());
    wire_.OnStart(key, asked, answer.told, now, generation_of_starts_);
    return std::move(answer.reply);
  }

  void Hear(const Heard& heard, std::set<std::string>& touched) {
    if (const auto* head = std::get_if<HeardHead>(&heard)) {
      expected_[head->url] = {.identity = naive_.AsksIdentity(head->url, clock_.Mono()),
                              .syncing = naive_.AsksSyncing(head->url)};
    } else if (const auto* connection = std::get_if<HeardConnection>(&heard)) {
      naive_.OnConnection(connection->url, connection->healthy);
    } else if (const auto* identity = std::get_if<HeardIdentity>(&heard)) {
      naive_.OnIdentity(identity->url, identity->told, clock_.Mono());
    } else if (const auto* block = std::get_if<HeardBlock>(&heard)) {
      naive_.OnBlock(block->url, block->told);
      touched.insert(block->url);
    } else {
      HearPoll(std::get<HeardPoll>(heard).poll);
      touched.insert(std::get<HeardPoll>(heard).poll.url);
    }
  }

  void HearPoll(NaivePoll poll) {
    ++result_.polls;
    ++finished_[poll.url];
    if (options_.keep_trace) {
      result_.trace += std::to_string(Elapsed().count()) + ' ' + TextOf(poll) + '\n';
    }
    if (poll.head.wire == Wire::kAnswered) {
      const Extras& expected = expected_[poll.url];
      if (poll.identity.has_value() != expected.identity) {
        complaints_.File(expected.identity ? "identity not asked" : "identity asked out of turn",
                         poll.url);
      }
      if (poll.syncing.has_value() != expected.syncing) {
        complaints_.File(expected.syncing ? "syncing not asked" : "syncing asked out of turn",
                         poll.url);
      }
    }
    if (options_.tamper) options_.tamper(poll);
    naive_.OnPoll(poll);
  }

  void Reload() {
    ++result_.reloads;
    const config::Settings settings = deployment_.Settings();
    generation_of_starts_ = naive_.generation();
    const NaiveConfig config = deployment_.Naive();
    std::map<std::string, MonoTime> known;
    for (const NaiveUrlEntry& url : config.urls) {
      const auto before = known_since_.find(url.key);
      known[url.key] = before == known_since_.end() ? clock_.Mono() : before->second;
    }
    for (const auto& [key, since] : known_since_) {
      if (known.count(key) > 0) continue;
      wire_.Forget(key);
      pacing_.Forget(key);
      finished_.erase(key);
      for (auto& [slot, owner] : key_of_slot_) {
        if (owner == key) owner.reset();
      }
    }
    known_since_ = std::move(known);
    Record(sidecar_->Reload(exporter::BuildFleet(settings), exporter::PolicyOf(settings), Now()));
    naive_.OnReload(config, clock_.Mono());
    view_->Learn();
    invariants_->AfterReload();
    pages_.OnReload(Names(), Keys());
    CheckEverything();
    TakePage();
  }

  void Record(std::span<const health::Event> events) {
    for (const health::Event& event : events) {
      if (std::holds_alternative<health::Transition>(event)) ++result_.transitions;
      if (const auto* block = std::get_if<health::BlockEvent>(&event)) {
        if (block->kind == health::BlockEventKind::kBlocked) ++result_.blocks;
        if (block->kind == health::BlockEventKind::kUnblocked) ++result_.releases;
      }
      if (!options_.keep_trace) continue;
      result_.trace +=
          std::to_string(Elapsed().count()) + ' ' + TextOf(event, *sidecar_->labels()) + '\n';
    }
  }

  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& [name, endpoint] : naive_.endpoints()) names.insert(name);
    return names;
  }
  std::set<std::string> Keys() const {
    std::set<std::string> keys;
    for (const auto& [key, url] : naive_.urls()) keys.insert(key);
    return keys;
  }

  void TakePage() {
    const auto snapshot = exporter::TakeSnapshot(sidecar_->fleet(), sidecar_->labels(),
                                                 sidecar_->SelfView(), clock_.Mono());
    std::string page;
    exporter::ExpositionWriter writer(exporter::ExpositionFormat::kText004, page);
    exporter::EncodeSnapshot(*snapshot, {}, writer);
    pages_.Check(page, Names());
    for (const auto& [spec, row] : view_->chains()) CheckTier(spec, snapshot->chains[row].Tier());
    if (options_.keep_trace) result_.trace += page;
  }

  void CheckTier(const std::string& spec, int tier) {
    for (std::size_t chain = 0; chain < scenario_.chains.size(); ++chain) {
      if (scenario_.chains[chain].spec != spec || naive_.Tier(chain) == tier) continue;
      complaints_.File("naive model: tier of the page", spec + ": " + std::to_string(tier));
    }
  }

  struct Extras {
    bool identity = false;
    bool syncing = false;
  };

  const Scenario& scenario_;
  const SimulationOptions& options_;
  Deployment deployment_;
  testing::ManualClock clock_;
  const MonoTime start_ = clock_.Mono();
  std::deque<ChainModel> chains_;  // nodes refer to them
  std::vector<NodeModel> nodes_;
  testing::ScriptedTransport transport_;
  NaiveFleet naive_;
  NaiveEpochs epochs_;
  WireWatch wire_;
  Complaints complaints_;
  Pacing pacing_{scenario_, naive_, wire_, complaints_};
  Pages pages_{complaints_};
  std::unique_ptr<exporter::Sidecar> sidecar_;
  std::unique_ptr<ProductView> view_;
  std::unique_ptr<Agreement> agreement_;
  std::unique_ptr<Invariants> invariants_;
  std::map<std::uint32_t, std::optional<std::string>> key_of_slot_;  // nullopt: the URL went
  std::map<std::string, MonoTime> known_since_;
  std::map<std::string, Extras> expected_;
  std::map<std::string, std::uint64_t> finished_;
  std::set<std::string> starting_;
  std::set<std::string> verified_;  // in the poll under way
  std::uint64_t generation_of_starts_ = 0;
  std::size_t next_event_ = 0;
  std::uint64_t ticks_ = 0;
  std::int64_t pages_taken_ = 0;
  SimulationResult result_;
};

}  // namespace

SimulationResult Simulate(const Scenario& scenario, const SimulationOptions& options) {
  return World(scenario, options).Run();
}

}  // namespace headway::sim
