// The JSON reader, its pointers, and the writer with what was read.
//
// Input: a document; perhaps the byte that no document holds, and a JSON pointer.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/writer.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

/// A value is of one type at most, and what it tells of itself agrees.
void CheckValue(const json::Value& value) {
  const auto text = value.String();
  const auto number = value.Double();
  const auto whole = value.Uint64();
  const auto with_sign = value.Int64();
  const int types = int{value.IsNull()} + int{value.IsObject()} + int{value.IsArray()} +
                    int{text.has_value()} + int{number.has_value()} + int{value.Bool().has_value()};
  HEADWAY_CHECK(types <= 1);  // none: a number that no double holds
  if (number) HEADWAY_CHECK(std::isfinite(*number));
  if (whole || with_sign) HEADWAY_CHECK(number.has_value());
  if (whole && with_sign) HEADWAY_CHECK(static_cast<std::uint64_t>(*with_sign) == *whole);
  if (text) HEADWAY_CHECK(base::IsValidUtf8(*text));
  HEADWAY_CHECK(value.IsArray() || value.Size() == 0);
}

/// False if there is nothing to write: the value is a number that no double holds.
bool WriteScalar(const json::Value& value, json::Writer& writer) {
  if (const auto text = value.String()) {
    writer.String(*text);
  } else if (const auto whole = value.Uint64()) {
    writer.Uint(*whole);
  } else if (const auto with_sign = value.Int64()) {
    writer.Int(*with_sign);
  } else if (const auto number = value.Double()) {
    writer.Double(*number);
  } else if (const auto flag = value.Bool()) {
    writer.Bool(*flag);
  } else if (value.IsNull()) {
    writer.Null();
  } else {
    return false;
  }
  return true;
}

/// As near as a number is read.
bool IsNear(double left, double right) {
  constexpr double kRelative = 1e-12;
  constexpr double kSmallest = 1e-300;
  return std::abs(left - right) <= std::abs(right) * kRelative + kSmallest;
}

/// What is written of a scalar is read as the same scalar.
void CheckRoundTrip(const json::Value& value) {
  static json::Reader reader;
  json::Writer writer;
  if (!WriteScalar(value, writer)) return;
  const std::string written = writer.Take();
  const auto again = reader.Read(written);
  HEADWAY_CHECK(again.ok());
  const json::Value& read = again.value();
  HEADWAY_CHECK(read.IsNull() == value.IsNull());
  HEADWAY_CHECK(read.String() == value.String());
  HEADWAY_CHECK(read.Uint64() == value.Uint64());
  HEADWAY_CHECK(read.Int64() == value.Int64());
  HEADWAY_CHECK(read.Double().has_value() == value.Double().has_value());
  if (value.Double()) HEADWAY_CHECK(IsNear(*read.Double(), *value.Double()));
  HEADWAY_CHECK(read.Bool() == value.Bool());
}

/// The members whose names the program asks for.
constexpr std::string_view kNames[] = {"result", "error", "id", "code", "message", "a", ""};

/// What a pointer names is what its names lead to one by one.
void CheckPointer(const json::Value& document, std::string_view pointer) {
  const auto whole = document.Point(pointer);
  if (whole) HEADWAY_CHECK(json::IsPointer(pointer));
  std::optional<json::Value> step = document.Point("");
  HEADWAY_CHECK(step.has_value());
  if (!json::IsPointer(pointer)) return;
  while (step && !pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    step = step->Point(pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  HEADWAY_CHECK(step.has_value() == whole.has_value());
  if (whole) HEADWAY_CHECK(whole->String() == step->String() && whole->Size() == step->Size());
}

void Walk(const json::Value& value, std::size_t depth) {
  HEADWAY_CHECK(depth <= base::limits::kMaxJsonDepth);
  CheckValue(value);
  if (value.IsArray()) {
    for (std::size_t at = 0; at < value.Size(); ++at) Walk(value.At(at), depth + 1);
  } else if (value.IsObject()) {
    for (const std::string_view name : kNames) {
      if (const auto member = value.Find(name)) Walk(*member, depth + 1);
    }
  } else {
    CheckRoundTrip(value);
  }
}

}  // namespace

void ReadJson(std::string_view bytes) {
  static json::Reader reader;
  Input input(bytes);
  const std::string_view text = input.Until('\x1e');
  const auto whole = reader.Read(text);
  const bool is_document = whole.ok();
  if (is_document) {
    Walk(whole.value(), 0);
    CheckPointer(whole.value(), input.Rest());
  }
  const auto first = reader.ReadFirst(text);
  if (first) Walk(first.value(), 0);
  // A whole document is its own first value.
  HEADWAY_CHECK(first.ok() || !is_document);
}

}  // namespace headway::fuzz
