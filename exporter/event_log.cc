#include "exporter/event_log.h"

#include <variant>

#include "chains/error_id.h"

namespace headway::exporter {
namespace {

void NameEndpoint(const LabelBook::Endpoint& endpoint, EventLine& line) {
  line.fields.emplace_back("spec", endpoint.spec);
  line.fields.emplace_back("api_interface", endpoint.api_interface);
  line.fields.emplace_back("endpoint_id", endpoint.name);
}

/// Of an endpoint whose node answers, and which is what it is all the same.
std::string_view ReasonOfAnswered(health::State state) {
  switch (state) {
    case health::State::kLagging:
      return "head_behind_the_reference";
    case health::State::kSyncing:
      return "behind_and_says_so";
    case health::State::kStale:
      return "head_stands_still";
    case health::State::kForked:
      return "head_or_hash_of_no_other";
    case health::State::kWrongChain:
      return "identity_of_another_chain";
    default:
      return "answered";
  }
}

std::string_view ReasonOf(const health::Transition& transition) {
  if (transition.by_reload) return "configuration_reloaded";
  return transition.error ? chains::Describe(*transition.error).name
                          : ReasonOfAnswered(transition.to);
}

EventLine LineOfTransition(const health::Transition& transition, const LabelBook& labels) {
  EventLine line{.level = transition.gauge ? LogLevel::kInfo : LogLevel::kWarn,
                 .message = "endpoint changed state",
                 .fields = {}};
  NameEndpoint(labels.endpoints.at(transition.endpoint.value), line);
  line.fields.emplace_back("from", health::ToString(transition.from));
  line.fields.emplace_back("to", health::ToString(transition.to));
  line.fields.emplace_back("healthy", transition.gauge ? "1" : "0");
  line.fields.emplace_back("reason", ReasonOf(transition));
  return line;
}

std::string_view MessageOf(health::BlockEventKind kind) {
  switch (kind) {
    case health::BlockEventKind::kBlocked:
      return "endpoint blocked: it is sent no work until it answers a probe";
    case health::BlockEventKind::kReblocked:
      return "endpoint stays blocked in the new epoch, and is probed now";
    case health::BlockEventKind::kUnblocked:
      return "endpoint released: it answered while it was blocked";
    case health::BlockEventKind::kSecondChance:
      return "blocked endpoint gets its second chance, and is probed now";
    case health::BlockEventKind::kProbeFailed:
      return "blocked endpoint failed its probe, and stays blocked";
  }
  return "";
}

/// Whoever stays down fails a probe every half minute: once an epoch is news.
LogLevel LevelOf(const health::BlockEvent& event) {
  if (event.kind == health::BlockEventKind::kBlocked) return LogLevel::kWarn;
  return event.again ? LogLevel::kDebug : LogLevel::kInfo;
}

EventLine LineOfBlock(const health::BlockEvent& event, const LabelBook& labels) {
  EventLine line{.level = LevelOf(event), .message = MessageOf(event.kind), .fields = {}};
  NameEndpoint(labels.endpoints.at(event.endpoint.value), line);
  line.fields.emplace_back("role", health::ToString(event.role));
  line.fields.emplace_back("reason", health::ToString(event.reason));
  return line;
}

EventLine LineOfBoundary(const health::BoundaryEvent& event) {
  return {.level = LogLevel::kInfo,
          .message = "epoch began: endpoints that are down are reset and verified now",
          .fields = {{"epoch", std::to_string(event.epoch)},
                     {"skipped", std::to_string(event.skipped)},
                     {"reset", std::to_string(event.reset)},
                     {"reblocked", std::to_string(event.reblocked)}}};
}

std::string ExpectedOf(const health::UrlRow& url, const health::Fleet& fleet) {
  std::string expected;
  for (const chains::ChainIdentity& each : fleet.chains()[url.plan.chain.value].rules().expected) {
    expected += expected.empty() ? "" : " or ";
    expected += each.text();
  }
  if (expected.empty() && url.identity.pinned) expected = url.identity.pinned->text();
  return expected;
}

EventLine LineOfIdentity(const health::IdentityEvent& event, const LabelBook& labels,
                         const health::Fleet& fleet) {
  EventLine line;
  switch (event.change) {
    case health::IdentityChange::kNone:
      break;
    case health::IdentityChange::kPinned:
      line.message =
          "nobody says which chain is right: the first answer of the node is taken for it";
      break;
    case health::IdentityChange::kDoubted:
      line.level = LogLevel::kWarn;
      line.message = "node tells another chain than before: it is asked again";
      break;
    case health::IdentityChange::kProvedWrong:
      line.level = LogLevel::kWarn;
      line.message = "node is on the wrong chain";
      break;
    case health::IdentityChange::kRightAgain:
      line.message = "node is on the right chain again";
      break;
  }
  const health::UrlRow& url = fleet.urls()[event.url.value];
  const LabelBook::Chain& chain = labels.chains.at(url.plan.chain.value);
  line.fields = {{"spec", chain.spec},
                 {"api_interface", chain.api_interface},
                 {"url_id", labels.urls.at(event.url.value).url_id},
                 {"host", labels.urls.at(event.url.value).host},
                 {"told", std::string(event.told.text())}};
  if (event.change != health::IdentityChange::kPinned) {
    line.fields.emplace_back("expected", ExpectedOf(url, fleet));
  }
  return line;
}

}  // namespace

EventLine LineOf(const health::Event& event, const LabelBook& labels, const health::Fleet& fleet) {
  if (const auto* transition = std::get_if<health::Transition>(&event)) {
    return LineOfTransition(*transition, labels);
  }
  if (const auto* block = std::get_if<health::BlockEvent>(&event)) {
    return LineOfBlock(*block, labels);
  }
  if (const auto* boundary = std::get_if<health::BoundaryEvent>(&event)) {
    return LineOfBoundary(*boundary);
  }
  return LineOfIdentity(std::get<health::IdentityEvent>(event), labels, fleet);
}

void LogEvents(std::span<const health::Event> events, const LabelBook& labels,
               const health::Fleet& fleet, const Log& log) {
  std::vector<Log::Field> fields;
  for (const health::Event& event : events) {
    const EventLine line = LineOf(event, labels, fleet);
    fields.assign(line.fields.begin(), line.fields.end());
    log.Write(line.level, line.message, fields);
  }
}

}  // namespace headway::exporter
