#include "exporter/check_json.h"

#include <algorithm>
#include <string_view>

#include "exporter/http_reply.h"
#include "json/writer.h"

namespace headway::exporter {
namespace {

void Put(json::Writer& writer, std::string_view key, std::string_view text) {
  writer.Key(key);
  writer.String(text);
}

void Put(json::Writer& writer, std::string_view key, std::uint64_t number) {
  writer.Key(key);
  writer.Uint(number);
}

void Put(json::Writer& writer, std::string_view key, const std::optional<std::uint64_t>& number) {
  if (number) Put(writer, key, *number);
}

void PutFlag(json::Writer& writer, std::string_view key, bool flag) {
  writer.Key(key);
  writer.Bool(flag);
}

void PutSeconds(json::Writer& writer, std::string_view key, base::Duration span) {
  writer.Key(key);
  writer.Double(base::ToSeconds(span));
}

/// A member that is a list of texts.
template <class Texts>
void PutTexts(json::Writer& writer, std::string_view key, const Texts& texts) {
  writer.Key(key);
  writer.StartArray();
  for (const auto& text : texts) writer.String(text);
  writer.EndArray();
}

/// A member that is a list of objects.
template <class Rows, class WriteRow>
void PutRows(json::Writer& writer, std::string_view key, const Rows& rows, WriteRow write_row) {
  writer.Key(key);
  writer.StartArray();
  for (const auto& row : rows) {
    writer.StartObject();
    Put(writer, "spec", row.spec);
    Put(writer, "api_interface", row.api_interface);
    write_row(row);
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteRow(const CheckRow& row, json::Writer& writer) {
  if (!row.endpoint.empty()) Put(writer, "endpoint_id", row.endpoint);
  PutTexts(writer, "roles", row.roles);
  Put(writer, "url_id", row.url_id);
  Put(writer, "url", row.url);
  PutFlag(writer, "healthy", row.healthy);
  Put(writer, "state", health::ToString(row.state));
  Put(writer, "latest_block", row.head);
  Put(writer, "block_lag", row.lag);
  if (row.latency) PutSeconds(writer, "latency_seconds", *row.latency);
  if (!row.error.empty()) Put(writer, "error", row.error);
  Put(writer, "reason", row.reason);
  PutTexts(writer, "notes", row.notes);
}

void WriteSummary(const CheckReport& report, json::Writer& writer) {
  const auto dark = std::count_if(report.chains.begin(), report.chains.end(),
                                  [](const CheckChain& chain) { return chain.serving_tier == 0; });
  writer.Key("summary");
  writer.StartObject();
  Put(writer, "endpoints", std::uint64_t{report.endpoints});
  Put(writer, "endpoints_not_healthy", std::uint64_t{report.endpoints_not_healthy});
  Put(writer, "urls", std::uint64_t{report.urls});
  Put(writer, "urls_not_healthy", std::uint64_t{report.urls_not_healthy});
  Put(writer, "chains", std::uint64_t{report.chains.size()});
  Put(writer, "chains_dark", static_cast<std::uint64_t>(dark));
  Put(writer, "warnings", std::uint64_t{report.warnings.size()});
  Put(writer, "listeners", std::uint64_t{report.listeners.size()});
  Put(writer, "listeners_not_good", std::uint64_t{report.listeners_not_good});
  writer.EndObject();
}

}  // namespace

std::string CheckReportAsJson(const CheckReport& report) {
  json::Writer writer;
  writer.StartObject();
  Put(writer, "checked_at", Rfc3339(report.at));
  PutSeconds(writer, "seconds", report.took);
  PutFlag(writer, "healthy", report.AllHealthy());
  WriteSummary(report, writer);
  PutRows(writer, "rows", report.rows, [&](const CheckRow& row) { WriteRow(row, writer); });
  PutRows(writer, "chains", report.chains, [&](const CheckChain& chain) {
    Put(writer, "serving_tier", static_cast<std::uint64_t>(chain.serving_tier));
    Put(writer, "reference_block", chain.reference);
    Put(writer, "corroborating_urls", std::uint64_t{chain.witnesses});
  });
  PutRows(writer, "warnings", report.warnings, [&](const CheckWarning& warning) {
    Put(writer, "kind", warning.kind);
    Put(writer, "text", warning.text);
  });
  PutRows(writer, "listeners", report.listeners, [&](const CheckListener& row) {
    Put(writer, "host", row.host);
    PutFlag(writer, "good", row.good);
    Put(writer, "problem", row.problem);
    Put(writer, "reason", row.reason);
    Put(writer, "latest_block", row.latest_block);
    if (!row.version.empty()) Put(writer, "version", row.version);
    PutTexts(writer, "notes", row.notes);
  });
  writer.EndObject();
  return writer.Take();
}

}  // namespace headway::exporter
