#include "exporter/health_answers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "exporter/api.h"
#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

constexpr int kHealthy = 200;
constexpr int kUnhealthy = 503;
constexpr int kPrimariesServe = 2;

/// The value of a parameter of the query; empty if it is not there.
std::string_view Parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos) {
      return pair.substr(equals + 1);
    }
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return {};
}

HttpResponse NotKnown(std::string_view what) {
  return TextReply(404, "no such " + std::string(what) + '\n');
}

}  // namespace

HttpResponse AnswerOverallHealth(const Snapshot& snapshot, std::string_view query) {
  const std::string_view mode = Parameter(query, "mode");
  if (!mode.empty() && mode != "any" && mode != "all") {
    return TextReply(400, "mode must be all, which is the default, or any\n");
  }
  std::size_t chains = 0;
  std::size_t served = 0;
  for (const Snapshot::Chain& chain : snapshot.chains) {
    if (!chain.HasEndpoints()) continue;
    ++chains;
    if (chain.Tier() > 0) ++served;
  }
  const bool healthy = mode == "any" ? served > 0 : chains > 0 && served == chains;
  return healthy ? TextReply(kHealthy, "Health status OK\n") : TextReply(kUnhealthy, "Unhealthy\n");
}

HttpResponse AnswerChainHealth(const Snapshot& snapshot, std::string_view spec,
                               std::string_view api_interface) {
  const auto chain = FindChain(*snapshot.labels, spec, api_interface);
  if (!chain || !snapshot.chains[*chain].HasEndpoints()) return NotKnown("chain and interface");
  json::Writer writer;
  WriteChainHealth(snapshot, *chain, writer);
  return JsonReply(snapshot.chains[*chain].Tier() > 0 ? kHealthy : kUnhealthy, writer);
}

HttpResponse AnswerEndpointHealth(const Snapshot& snapshot, std::string_view spec,
                                  std::string_view api_interface, std::string_view name,
                                  const ClockReading& now) {
  const auto endpoint = FindEndpoint(*snapshot.labels, spec, api_interface, name);
  if (!endpoint) return NotKnown("endpoint");
  json::Writer writer;
  WriteEndpointHealth(snapshot, *endpoint, now, writer);
  return JsonReply(snapshot.endpoints[*endpoint].settled_good ? kHealthy : kUnhealthy, writer);
}

HttpResponse AnswerBackupsNeeded(const Snapshot& snapshot) {
  std::string chains;
  for (std::size_t row = 0; row < snapshot.chains.size(); ++row) {
    const Snapshot::Chain& chain = snapshot.chains[row];
    if (!chain.HasEndpoints() || chain.Tier() == kPrimariesServe) continue;
    const LabelBook::Chain& labels = snapshot.labels->chains[row];
    chains += labels.spec + '/' + labels.api_interface + '\n';
  }
  if (chains.empty()) return TextReply(kHealthy, "false\n");
  return TextReply(kUnhealthy, "true\n" + chains);
}

}  // namespace headway::exporter
