#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "exporter/http_server.h"
#include "json/writer.h"

/// What the answers on different paths have in common.
namespace headway::exporter {

HttpResponse TextReply(int status, std::string body);

/// Takes the finished document out of the writer.
HttpResponse JsonReply(int status, json::Writer& writer);

/// A page for people, which may load what headway itself serves and nothing else: no script or
/// style stands in it, nobody frames it, and its address, which holds names, is told to nobody.
HttpResponse PageReply(int status, std::string body);

/// 405, with what is allowed: `GET, HEAD`.
HttpResponse MethodNotAllowed(std::string allowed);

enum class Precision : std::uint8_t { kMilliseconds, kNanoseconds };

/// RFC 3339 in UTC: `2026-01-01T00:00:00.000Z`.
std::string Rfc3339(base::WallTime at, Precision precision = Precision::kMilliseconds);

}  // namespace headway::exporter
