#include "tests/sim/event_maker.h"

#include <algorithm>
#include <initializer_list>

namespace headway::sim {
namespace {

using base::Duration;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class EventMaker {
 public:
  EventMaker(const Scenario& scenario, base::Random& random)
      : scenario_(scenario), random_(random) {}

  Event Make() {
    Event event;
    constexpr std::uint64_t kInMs = 1'000'000;
    event.at = Duration(
        random_.Below(static_cast<std::uint64_t>(scenario_.length.count()) / kInMs) * kInMs);
    switch (random_.Below(24)) {
      case 0:
        return ChainHalts(event);
      case 1:
        return ChainReorgs(event);
      case 2:
        event.kind = EventKind::kNamesLost;
        event.length = SomeLength();
        return event;
      case 3:
      case 4:
        return WallSteps(event);
      case 5:
      case 6:
      case 7:
      case 8:
        return Reload(event);
      default:
        return NodeMisbehaves(event);
    }
  }

 private:
  template <class Value>
  Value OneOf(std::initializer_list<Value> values) {
    return values.begin()[random_.Below(values.size())];
  }

  /// From blips that hysteresis must swallow to outages that last over epochs.
  Duration SomeLength() {
    switch (random_.Below(4)) {
      case 0:
        return milliseconds(200 + random_.Below(3'000));
      case 1:
        return milliseconds(3'000 + random_.Below(30'000));
      case 2:
        return seconds(30 + random_.Below(300));
      default:
        break;
    }
    return Duration(scenario_.policy.epoch_duration / 2 +
                    Duration(random_.Below(
                        static_cast<std::uint64_t>(2 * scenario_.policy.epoch_duration.count()))));
  }

  Event ChainHalts(Event event) {
    event.kind = EventKind::kChainHalts;
    event.subject = random_.Below(scenario_.chains.size());
    event.length = seconds(5 + random_.Below(300));
    return event;
  }

  Event ChainReorgs(Event event) {
    event.kind = EventKind::kChainReorgs;
    event.subject = random_.Below(scenario_.chains.size());
    event.amount = random_.Below(8);
    return event;
  }

  Event WallSteps(Event event) {
    event.kind = EventKind::kWallSteps;
    const Duration epoch = scenario_.policy.epoch_duration;
    event.length = OneOf<Duration>(
        {seconds(2), seconds(30), epoch / 2, epoch, 3 * epoch / 2, 5 * epoch, minutes(90)});
    event.length += milliseconds(random_.Below(1000));
    if (random_.Below(2) == 0) event.length = -event.length;
    return event;
  }

  Event Reload(Event event) {
    event.subject = random_.Below(scenario_.endpoints.size());
    switch (random_.Below(4)) {
      case 0:
        event.kind = EventKind::kAdded;
        break;
      case 1:
        event.kind = EventKind::kRemoved;
        break;
      case 2:
        event.kind = EventKind::kMoved;
        event.amount = 1 + random_.Below(3);
        break;
      default:
        event.kind = EventKind::kCredentials;
        event.subject = random_.Below(scenario_.nodes.size());
        break;
    }
    return event;
  }

  Event NodeMisbehaves(Event event) {
    event.kind = EventKind::kNode;
    event.subject = random_.Below(scenario_.nodes.size());
    event.behaviour = static_cast<Behaviour>(1 + random_.Below(kBehaviours - 1));
    event.length = SomeLength();
    switch (event.behaviour) {
      case Behaviour::kDrips:
        event.amount = OneOf<std::uint64_t>({400, 1'500, 2'500, 4'000, 9'000});
        break;
      case Behaviour::kThrottlesWithTime:
        event.amount = OneOf<std::uint64_t>({1, 7, 40, 1'000});
        break;
      case Behaviour::kLags:
      case Behaviour::kSyncing:
        event.amount = OneOf<std::uint64_t>({0, 1, 3, 8, 40, 2'000});
        break;
      case Behaviour::kForks:
        event.amount = random_.Below(5);
        break;
      case Behaviour::kLies:
        event.amount = OneOf<std::uint64_t>({1, 4, 25, 90, 400, 5'000, 1'000'000});
        break;
      case Behaviour::kWrongChain:
        event.amount = OneOf<std::uint64_t>({0, 0, 3});
        break;
      default:
        break;
    }
    return event;
  }

  const Scenario& scenario_;
  base::Random& random_;
};

/// Some are there from the start.
void MoveToStart(std::vector<Event>& events, base::Random& random) {
  for (Event& event : events) {
    if (event.kind == EventKind::kNode && random.Below(12) == 0) event.at = {};
  }
}

}  // namespace

std::vector<Event> MakeEvents(const Scenario& scenario, base::Random& random) {
  const auto most_minutes = static_cast<std::uint64_t>(scenario.length / minutes(1));
  const std::uint64_t count = 3 + random.Below(12 + most_minutes / 2);
  EventMaker maker(scenario, random);
  std::vector<Event> events;
  for (std::uint64_t index = 0; index < count; ++index) events.push_back(maker.Make());
  MoveToStart(events, random);
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& one, const Event& two) { return one.at < two.at; });
  return events;
}

}  // namespace headway::sim
