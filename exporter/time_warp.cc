#include "exporter/time_warp.h"

#include <chrono>
#include <cmath>
#include <optional>

#include "base/limits.h"
#include "exporter/http_reply.h"
#include "json/reader.h"
#include "json/writer.h"

namespace headway::exporter {
namespace {

/// Whole seconds without a fraction: 3600, not 3600.0.
void WriteSeconds(base::Duration offset, json::Writer& writer) {
  writer.Key("offset_seconds");
  if (offset % std::chrono::seconds(1) == base::Duration::zero()) {
    writer.Int(std::chrono::duration_cast<std::chrono::seconds>(offset).count());
  } else {
    writer.Double(base::ToSeconds(offset));
  }
}

/// Nothing if the text is no JSON, or its offset is something else than a number.
std::optional<double> ReadOffset(std::string_view text) {
  json::Reader reader;
  const auto document = reader.ReadFirst(text);
  if (!document) return std::nullopt;
  if (document.value().IsNull()) return 0.0;
  if (!document.value().IsObject()) return std::nullopt;
  const auto offset = document.value().Find("offset_seconds");
  if (!offset || offset->IsNull()) return 0.0;
  return offset->Double();
}

}  // namespace

base::Result<base::Duration, std::string> ParseTimeWarp(const HttpRequest& request) {
  if (request.body_too_large) {
    return "invalid JSON: the body has more than " +
           std::to_string(base::limits::kMaxRequestBodyBytes) + " bytes";
  }
  const std::optional<double> seconds = ReadOffset(request.body);
  // JSON has no NaN and no infinity, and a number too large for a double is none.
  if (!seconds) return std::string("invalid JSON");
  if (*seconds < 0) return std::string("offset_seconds must be >= 0");
  if (*seconds > base::ToSeconds(TimeWarp::kLongest)) {
    return std::string("offset_seconds must be at most 86400 (24h)");
  }
  constexpr double kNanosecondsPerSecond = 1e9;
  return base::Duration(std::llround(*seconds * kNanosecondsPerSecond));
}

HttpResponse AnswerTimeWarp(const HttpRequest& request, TimeWarp& warp) {
  if (request.method != "POST") {
    HttpResponse response = TextReply(405, "POST only\n");
    response.headers.emplace_back("Allow", "POST");
    return response;
  }
  const auto offset = ParseTimeWarp(request);
  if (!offset) return TextReply(400, offset.error() + '\n');
  warp.Set(offset.value());
  json::Writer writer;
  writer.StartObject();
  WriteSeconds(offset.value(), writer);
  writer.Key("applied_to_chains");
  writer.Bool(true);
  writer.EndObject();
  return JsonReply(200, writer);
}

HttpResponse AnswerDebugTime(const TimeWarp& warp, base::WallTime now) {
  const base::Duration offset = warp.offset();
  json::Writer writer;
  writer.StartObject();
  writer.Key("real_time");
  writer.String(Rfc3339(now, Precision::kNanoseconds));
  writer.Key("effective_time");
  writer.String(Rfc3339(now + offset, Precision::kNanoseconds));
  WriteSeconds(offset, writer);
  writer.EndObject();
  return JsonReply(200, writer);
}

}  // namespace headway::exporter
