#include "exporter/listener_view.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

ListenerView ViewOf(const lava::ListenerPlan& plan) {
  ListenerView view;
  view.is_node = plan.kind == lava::ListenerPlan::Kind::kNode;
  std::vector<LabelSet::Pair> labels = {{"spec", plan.spec}, {"api_interface", plan.api_interface}};
  if (view.is_node) labels.emplace_back("url_id", plan.url_id);
  labels.emplace_back("host", plan.host);
  view.labels = LabelSet(labels);
  view.spec = plan.spec;
  view.api_interface = plan.api_interface;
  view.host = plan.host;
  return view;
}

template <class Texts>
std::string Joined(const Texts& texts) {
  std::string joined;
  for (const auto& text : texts) {
    if (!joined.empty()) joined += ", ";
    joined += text;
  }
  return joined;
}

std::string DetailOf(const lava::ListenerResult& result) {
  if (result.problem == lava::Problem::kProbeRefused && result.grpc_status) {
    return " (gRPC status " + std::to_string(*result.grpc_status) + ')';
  }
  if (!result.cors_refused.empty() && result.problem >= lava::Problem::kCorsNoAnswer) {
    return " (" + Joined(result.cors_refused) + ')';
  }
  const bool is_of_dates = result.problem == lava::Problem::kCertificateExpired;
  if (is_of_dates && result.certificate) {
    return " (its end: " + Rfc3339(result.certificate->cert_expiry) + ')';
  }
  return "";
}

}  // namespace

std::vector<lava::ListenerPlan> ListenerPlansOf(const config::Settings& settings) {
  std::vector<lava::ListenerPlan> plans;
  for (const config::ProviderListener& each : settings.lava.provider_endpoints) {
    plans.push_back({.spec = each.spec,
                     .api_interface = each.api_interface,
                     .host = each.host,
                     .target = each.target,
                     .network = each.network});
  }
  return plans;
}

std::vector<lava::ListenerPlan> GrpcPlansOf(const config::Settings& settings) {
  std::vector<lava::ListenerPlan> plans;
  for (const config::GrpcUrl& each : settings.grpc_urls) {
    plans.push_back({.kind = lava::ListenerPlan::Kind::kNode,
                     .spec = each.spec,
                     .api_interface = each.api_interface,
                     .host = each.host,
                     .target = each.target,
                     .url_id = each.url_id});
  }
  return plans;
}

ListenerViews ViewsOf(std::span<const lava::ListenerWatch::Row> rows) {
  ListenerViews views;
  for (const lava::ListenerWatch::Row& row : rows) {
    ListenerView& view = views.emplace_back(ViewOf(row.plan));
    view.result = row.result;
    view.checked_at = row.checked_at;
    if (row.result && !row.result->version.empty())
      view.version = {{"version", row.result->version}};
  }
  return views;
}

ListenerViews ViewsOf(std::span<const lava::ListenerPlan> plans, const ListenerViews& known) {
  ListenerViews views;
  for (const lava::ListenerPlan& plan : plans) {
    ListenerView view = ViewOf(plan);
    const auto same = std::find_if(known.begin(), known.end(), [&view](const ListenerView& each) {
      return each.labels.text() == view.labels.text();
    });
    if (same != known.end()) view = *same;
    views.push_back(std::move(view));
  }
  return views;
}

std::string ExplainListener(const ListenerView& view) {
  if (!view.result) return "it was not checked yet";
  const lava::ListenerResult& result = *view.result;
  if (result.problem != lava::Problem::kNone) {
    return std::string(lava::WordsOn(result.problem)) + DetailOf(result);
  }
  return "a provider of version " + result.version + " answers, with block " +
         std::to_string(result.latest_block.value_or(0));
}

std::vector<std::string> NotesOnListener(const ListenerView& view, base::WallTime now) {
  constexpr base::Duration kSoon = std::chrono::hours(21 * 24);
  std::vector<std::string> notes;
  if (!view.result) return notes;
  const lava::ListenerResult& result = *view.result;
  if (!result.port_recommended) {
    notes.emplace_back("its port is not 443, which some consumers' networks do not let through");
  }
  if (!result.failed_verifications.empty()) {
    notes.push_back("it says that its own nodes failed: " + Joined(result.failed_verifications));
  }
  if (result.certificate) {
    const base::WallTime end = result.certificate->cert_expiry;
    if (end > now && end - now < kSoon) {
      notes.push_back("its certificate ends at " + Rfc3339(end));
    }
  }
  return notes;
}

}  // namespace headway::exporter
