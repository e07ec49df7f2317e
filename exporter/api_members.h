#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "exporter/http_reply.h"
#include "json/writer.h"

/// Members of the API's objects. What is optional is left out when it is not there.
namespace headway::exporter {

inline void Put(json::Writer& writer, std::string_view key, std::string_view text) {
  writer.Key(key);
  writer.String(base::Sanitize(text, base::limits::kMaxLogValueBytes));
}

inline void PutWords(json::Writer& writer, std::string_view key, std::string_view words) {
  writer.Key(key);
  writer.String(words);
}

inline void Put(json::Writer& writer, std::string_view key, std::uint64_t number) {
  writer.Key(key);
  writer.Uint(number);
}

inline void PutFlag(json::Writer& writer, std::string_view key, bool flag) {
  writer.Key(key);
  writer.Bool(flag);
}

inline void PutSeconds(json::Writer& writer, std::string_view key, base::Duration span) {
  writer.Key(key);
  writer.Double(base::ToSeconds(span));
}

inline void PutTime(json::Writer& writer, std::string_view key,
                    const std::optional<base::WallTime>& at) {
  if (at) PutWords(writer, key, Rfc3339(*at));
}

inline void PutHead(json::Writer& writer, std::string_view key,
                    const std::optional<base::BlockHeight>& head) {
  if (head) Put(writer, key, head->value);
}

}  // namespace headway::exporter
