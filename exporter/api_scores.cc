#include "exporter/api_scores.h"

#include <optional>
#include <string_view>

#include "exporter/api_members.h"

namespace headway::exporter {
namespace {

void PutRatio(json::Writer& writer, std::string_view key, const std::optional<double>& ratio) {
  if (!ratio) return;
  writer.Key(key);
  writer.Double(*ratio);
}

void WriteQos(std::string_view key, const std::optional<health::Qos>& qos, json::Writer& writer) {
  if (!qos) return;
  writer.Key(key);
  writer.StartObject();
  PutRatio(writer, "availability", qos->availability);
  PutRatio(writer, "latency", qos->latency);
  PutRatio(writer, "sync", qos->sync);
  PutRatio(writer, "score", qos->score);
  PutRatio(writer, "availability_scaled", qos->scaled_availability);
  PutRatio(writer, "score_scaled", qos->scaled_score);
  PutRatio(writer, "cu_share", qos->cu_share);
  writer.EndObject();
}

}  // namespace

void WriteScores(const Snapshot::Endpoint& endpoint, const Snapshot::Chain& chain,
                 json::Writer& writer) {
  if (!endpoint.reputation && !endpoint.qos && !endpoint.previous_epoch_qos) return;
  writer.Key("scores");
  writer.StartObject();
  WriteQos("qos", endpoint.qos, writer);
  WriteQos("qos_of_previous_epoch", endpoint.previous_epoch_qos, writer);
  if (endpoint.reputation) {
    const double score = endpoint.reputation->Score();
    writer.Key("reputation");
    writer.StartObject();
    PutRatio(writer, "availability", endpoint.reputation->availability());
    PutRatio(writer, "latency_seconds", endpoint.reputation->latency_seconds());
    PutRatio(writer, "sync_seconds", endpoint.reputation->sync_seconds());
    PutRatio(writer, "score", score);
    if (chain.reputation_benchmark) {
      PutRatio(writer, "pairing_score", health::PairingScore(score, *chain.reputation_benchmark));
    }
    writer.EndObject();
  }
  writer.EndObject();
}

}  // namespace headway::exporter
