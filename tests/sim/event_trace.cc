#include "tests/sim/event_trace.h"

#include <array>
#include <variant>

namespace headway::sim {
namespace {

std::string Text(std::string_view text) { return std::string(text); }

std::string Text(Wire wire) {
  constexpr std::array<std::string_view, 5> kNames = {"answered", "transport", "auth", "throttled",
                                                      "failing"};
  return Text(kNames.at(static_cast<std::size_t>(wire)));
}

std::string LineOf(const health::Transition& event, const exporter::LabelBook& book) {
  return book.endpoints[event.endpoint.value].name + ' ' + Text(health::ToString(event.from)) +
         " > " + Text(health::ToString(event.to)) + (event.gauge ? " 1" : " 0");
}

std::string LineOf(const health::BlockEvent& event, const exporter::LabelBook& book) {
  return book.endpoints[event.endpoint.value].name + ' ' + Text(health::ToString(event.role)) +
         ' ' + Text(health::ToString(event.kind)) + ' ' + Text(health::ToString(event.reason));
}

std::string LineOf(const health::BoundaryEvent& event, const exporter::LabelBook& /*book*/) {
  return "epoch " + std::to_string(event.epoch) + " generation " +
         std::to_string(event.generation) + " skipped " + std::to_string(event.skipped) +
         " reset " + std::to_string(event.reset) + " reblocked " + std::to_string(event.reblocked);
}

std::string LineOf(const health::IdentityEvent& event, const exporter::LabelBook& book) {
  return "identity of " + book.urls[event.url.value].labels.text() + ": " + Text(event.told.text());
}

}  // namespace

std::string TextOf(const health::Event& event, const exporter::LabelBook& book) {
  return std::visit([&book](const auto& each) { return LineOf(each, book); }, event);
}

std::string TextOf(const NaivePoll& poll) {
  std::string text = "poll of " + poll.url + ' ' + Text(poll.head.wire);
  if (poll.head.wire == Wire::kAnswered) text += ' ' + std::to_string(poll.head.head);
  if (poll.identity) {
    text += ", identity " + Text(poll.identity->wire) + ' ' + poll.identity->identity;
  }
  if (poll.syncing) {
    text += ", syncing " + Text(poll.syncing->wire) + (poll.syncing->syncing ? " yes" : " no");
  }
  return text;
}

}  // namespace headway::sim
