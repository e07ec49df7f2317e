#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace headway::json {

/// Writes one JSON document, compact. Text must be UTF-8 (base::Sanitize). Keys, values and Start/
/// End calls must be balanced: a mistake is ours and aborts.
class Writer {
 public:
  Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  void StartObject();
  void EndObject();
  void StartArray();
  void EndArray();
  void Key(std::string_view key);
  void String(std::string_view text);
  void Uint(std::uint64_t number);
  void Int(std::int64_t number);
  /// Must be finite.
  void Double(double number);
  void Bool(bool flag);
  void Null();

  /// The finished document; the writer is spent afterwards.
  std::string Take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::json
