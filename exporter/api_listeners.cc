#include "exporter/api_listeners.h"

#include <optional>
#include <string_view>

#include "exporter/api_members.h"
#include "exporter/listener_view.h"

namespace headway::exporter {
namespace {

void PutKnown(json::Writer& writer, std::string_view key, const std::optional<bool>& flag) {
  if (flag) PutFlag(writer, key, *flag);
}

template <class Texts>
void PutTexts(json::Writer& writer, std::string_view key, const Texts& texts) {
  if (texts.empty()) return;
  writer.Key(key);
  writer.StartArray();
  for (const auto& text : texts) writer.String(text);
  writer.EndArray();
}

void WriteResult(const lava::ListenerResult& result, json::Writer& writer) {
  PutKnown(writer, "reachable", result.reachable);
  PutKnown(writer, "tls", result.tls);
  if (result.certificate) {
    Put(writer, "tls_version", health::ToString(result.certificate->version));
    PutTime(writer, "cert_expiry", result.certificate->cert_expiry);
  }
  PutFlag(writer, "probe_success", result.probe_success);
  if (result.probe_duration) PutSeconds(writer, "probe_seconds", *result.probe_duration);
  if (result.grpc_status) Put(writer, "grpc_status", *result.grpc_status);
  if (result.latest_block) Put(writer, "latest_block", *result.latest_block);
  PutKnown(writer, "chain_id_matches", result.network_matches);
  if (!result.version.empty()) Put(writer, "version", result.version);
  PutTexts(writer, "failed_verifications", result.failed_verifications);
  PutKnown(writer, "cors_ok", result.cors_ok);
  PutTexts(writer, "cors_refused", result.cors_refused);
  PutFlag(writer, "port_recommended", result.port_recommended);
}

}  // namespace

void WriteListeners(const Snapshot& snapshot, json::Writer& writer) {
  writer.StartObject();
  writer.Key("listeners");
  writer.StartArray();
  const auto& views = snapshot.listeners.of_provider;
  for (const ListenerView& view : views ? *views : ListenerViews()) {
    writer.StartObject();
    Put(writer, "spec", view.spec);
    Put(writer, "api_interface", view.api_interface);
    Put(writer, "host", view.host);
    PutWords(writer, "reason", ExplainListener(view));
    if (view.result) {
      Put(writer, "problem", lava::ToString(view.result->problem));
      PutTime(writer, "checked_at", view.checked_at);
      WriteResult(*view.result, writer);
    }
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
}

}  // namespace headway::exporter
