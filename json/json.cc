// The only file that includes RapidJSON. Its asserts become our checks, in release builds too; its
// recursive parser and its recursive walks are never used on more than kMaxJsonDepth levels.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/writer.h"

#define RAPIDJSON_ASSERT(condition) HEADWAY_CHECK(condition)
#include <rapidjson/document.h>
#include <rapidjson/encodings.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace headway::json {
namespace {

using Pool = rapidjson::MemoryPoolAllocator<>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, Pool, Pool>;
using Node = Document::ValueType;

const Node& AsNode(const void* node) { return *static_cast<const Node*>(node); }

/// nullopt if brackets outside strings never nest deeper than the limit, and there are no more
/// values than `max_values`, up to the end of the first value. One pass, no memory.
std::optional<ReadError> FindExcess(std::string_view text, std::size_t max_values) {
  std::size_t depth = 0;
  std::size_t values = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char symbol = text[at];
    if (in_string) {
      if (symbol == '\\') {
        ++at;
      } else if (symbol == '"') {
        in_string = false;
      }
    } else if (symbol == '"') {
      in_string = true;
    } else if (symbol == '{' || symbol == '[') {
      if (++depth > base::limits::kMaxJsonDepth) return ReadError::kTooDeep;
      if (++values > max_values) return ReadError::kTooLarge;
    } else if (symbol == ',') {
      if (++values > max_values) return ReadError::kTooLarge;
    } else if ((symbol == '}' || symbol == ']') && depth > 0) {
      if (--depth == 0) return std::nullopt;
    }
  }
  return std::nullopt;
}

std::string_view NameOf(const Node::Member& member) {
  return {member.name.GetString(), member.name.GetStringLength()};
}

bool MembersRepeat(const Node& object) {
  // Objects of the methods we call have a handful of members; the sort is for hostile ones.
  constexpr std::size_t kPairwiseUpTo = 16;
  const std::size_t count = object.MemberCount();
  if (count <= kPairwiseUpTo) {
    for (auto first = object.MemberBegin(); first != object.MemberEnd(); ++first) {
      for (auto second = first + 1; second != object.MemberEnd(); ++second) {
        if (NameOf(*first) == NameOf(*second)) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> names;
  names.reserve(count);
  for (auto member = object.MemberBegin(); member != object.MemberEnd(); ++member) {
    names.push_back(NameOf(*member));
  }
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

// Recursion is bounded by FindExcess, which has passed.
bool AnyKeyRepeats(const Node& node) {  // NOLINT(misc-no-recursion)
  if (node.IsArray()) {
    return std::any_of(node.Begin(), node.End(), AnyKeyRepeats);
  }
  if (!node.IsObject()) return false;
  if (MembersRepeat(node)) return true;
  return std::any_of(node.MemberBegin(), node.MemberEnd(),
                     [](const Node::Member& member) { return AnyKeyRepeats(member.value); });
}

bool IsIllFormedString(const Node& node) {
  return node.IsString() && !base::IsValidUtf8({node.GetString(), node.GetStringLength()});
}

/// Whether undoing escapes left a string that is no UTF-8: RapidJSON 1.1 takes the second half of a
/// surrogate pair where it stands alone. Recursion is bounded as above.
bool AnyStringIsIllFormed(const Node& node) {  // NOLINT(misc-no-recursion)
  if (node.IsArray()) return std::any_of(node.Begin(), node.End(), AnyStringIsIllFormed);
  if (!node.IsObject()) return IsIllFormedString(node);
  return std::any_of(node.MemberBegin(), node.MemberEnd(), [](const Node::Member& member) {
    return IsIllFormedString(member.name) || AnyStringIsIllFormed(member.value);
  });
}

/// Takes the first byte off a name of a JSON pointer, with `~0` and `~1` as the bytes they stand
/// for. The pointer is well-formed and `name` is not empty.
char TakeByte(std::string_view& name) {
  const bool is_escape = name.front() == '~';
  const char byte = is_escape ? (name[1] == '0' ? '~' : '/') : name.front();
  name.remove_prefix(is_escape ? 2 : 1);
  return byte;
}

bool IsNamed(std::string_view key, std::string_view name) {
  for (const char byte : key) {
    if (name.empty() || TakeByte(name) != byte) return false;
  }
  return name.empty();
}

/// An index of a JSON pointer: digits, without leading zeros. More of them than any array has
/// elements are none.
std::optional<std::size_t> ParseIndex(std::string_view name) {
  constexpr std::size_t kMaxDigits = 9;
  if (name.empty() || name.size() > kMaxDigits) return std::nullopt;
  if (name.front() == '0' && name.size() > 1) return std::nullopt;
  std::size_t index = 0;
  for (const char digit : name) {
    if (digit < '0' || digit > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(digit - '0');
  }
  return index;
}

const Node* Step(const Node& node, std::string_view name) {
  if (node.IsArray()) {
    const auto index = ParseIndex(name);
    if (!index || *index >= node.Size()) return nullptr;
    return &node[static_cast<rapidjson::SizeType>(*index)];
  }
  if (!node.IsObject()) return nullptr;
  for (auto member = node.MemberBegin(); member != node.MemberEnd(); ++member) {
    if (IsNamed(NameOf(*member), name)) return &member->value;
  }
  return nullptr;
}

/// RapidJSON 1.1 does not notice an object that ends behind a key.
class CheckedWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;

  bool EndsBehindKey() const { return level_stack_.Top<Level>()->valueCount % 2 != 0; }
};

}  // namespace

bool Value::IsNull() const { return AsNode(node_).IsNull(); }
bool Value::IsObject() const { return AsNode(node_).IsObject(); }
bool Value::IsArray() const { return AsNode(node_).IsArray(); }
bool Value::IsEmptyObject() const { return IsObject() && AsNode(node_).MemberCount() == 0; }

std::optional<Value> Value::Find(std::string_view key) const {
  const Node& node = AsNode(node_);
  if (!node.IsObject()) return std::nullopt;
  for (auto member = node.MemberBegin(); member != node.MemberEnd(); ++member) {
    if (NameOf(*member) == key) return Value(&member->value);
  }
  return std::nullopt;
}

std::optional<Value> Value::Point(std::string_view pointer) const {
  if (!IsPointer(pointer)) return std::nullopt;
  const Node* node = &AsNode(node_);
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view name = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(name.size());
    node = Step(*node, name);
    if (node == nullptr) return std::nullopt;
  }
  return Value(node);
}

std::optional<std::string_view> Value::String() const {
  const Node& node = AsNode(node_);
  if (!node.IsString()) return std::nullopt;
  return std::string_view(node.GetString(), node.GetStringLength());
}

std::optional<std::uint64_t> Value::Uint64() const {
  const Node& node = AsNode(node_);
  if (!node.IsUint64()) return std::nullopt;
  return node.GetUint64();
}

std::optional<std::int64_t> Value::Int64() const {
  const Node& node = AsNode(node_);
  if (!node.IsInt64()) return std::nullopt;
  return node.GetInt64();
}

std::optional<double> Value::Double() const {
  const Node& node = AsNode(node_);
  // RapidJSON 1.1 refuses 1e309 but makes infinity of 8e308.
  if (!node.IsNumber() || !std::isfinite(node.GetDouble())) return std::nullopt;
  return node.GetDouble();
}

std::optional<bool> Value::Bool() const {
  const Node& node = AsNode(node_);
  if (!node.IsBool()) return std::nullopt;
  return node.GetBool();
}

std::size_t Value::Size() const {
  const Node& node = AsNode(node_);
  return node.IsArray() ? node.Size() : 0;
}

Value Value::At(std::size_t index) const {
  HEADWAY_CHECK(index < Size());
  return Value(&AsNode(node_)[static_cast<rapidjson::SizeType>(index)]);
}

bool IsPointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    const char escaped = at + 1 < text.size() ? text[at + 1] : '\0';
    if (escaped != '0' && escaped != '1') return false;
  }
  return true;
}

class Reader::Impl {
 public:
  explicit Impl(const ReaderLimits& limits) : limits_(limits) {}

  base::Result<Value, ReadError> Read(std::string_view text) {
    // RapidJSON takes a NUL byte for the end of the text, whatever stands behind it.
    if (text.find('\0') != std::string_view::npos) return ReadError::kSyntax;
    return Parse<0>(text);
  }

  base::Result<Value, ReadError> ReadFirst(std::string_view text) {
    return Parse<rapidjson::kParseStopWhenDoneFlag>(text);
  }

 private:
  template <unsigned kMoreFlags>
  base::Result<Value, ReadError> Parse(std::string_view text) {
    if (text.size() > limits_.max_bytes) return ReadError::kTooLarge;
    if (const auto excess = FindExcess(text, limits_.max_values)) return *excess;

    // Order matters: the document must be gone before the memory under it is.
    document_.reset();
    values_.Clear();
    stack_.Clear();
    document_.emplace(&values_, kParseStackBytes, &stack_);
    constexpr unsigned kFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | kMoreFlags;
    document_->Parse<kFlags>(text.data(), text.size());
    if (document_->HasParseError()) {
      return document_->GetParseError() == rapidjson::kParseErrorStringInvalidEncoding
                 ? ReadError::kInvalidUtf8
                 : ReadError::kSyntax;
    }
    const bool has_code_point_escapes = text.find("\\u") != std::string_view::npos;
    if (has_code_point_escapes && AnyStringIsIllFormed(*document_)) return ReadError::kInvalidUtf8;
    if (AnyKeyRepeats(*document_)) return ReadError::kDuplicateKey;
    return Value(static_cast<const Node*>(&*document_));
  }

  // Enough for the largest usual reply, a block with the hashes of a thousand transactions.
  static constexpr std::size_t kValueBytes = std::size_t{128} << 10U;
  static constexpr std::size_t kStackBytes = std::size_t{32} << 10U;
  static constexpr std::size_t kParseStackBytes = 1024;

  const ReaderLimits limits_;
  alignas(std::max_align_t) std::array<char, kValueBytes> value_memory_{};
  alignas(std::max_align_t) std::array<char, kStackBytes> stack_memory_{};
  Pool values_{value_memory_.data(), value_memory_.size()};
  Pool stack_{stack_memory_.data(), stack_memory_.size()};
  std::optional<Document> document_;
};

Reader::Reader(const ReaderLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
Reader::~Reader() = default;

base::Result<Value, ReadError> Reader::Read(std::string_view text) { return impl_->Read(text); }
base::Result<Value, ReadError> Reader::ReadFirst(std::string_view text) {
  return impl_->ReadFirst(text);
}

class Writer::Impl {
 public:
  rapidjson::StringBuffer buffer;
  CheckedWriter writer{buffer};
};

Writer::Writer() : impl_(std::make_unique<Impl>()) {}
Writer::~Writer() = default;

void Writer::StartObject() { impl_->writer.StartObject(); }
void Writer::EndObject() {
  HEADWAY_CHECK(!impl_->writer.EndsBehindKey());
  impl_->writer.EndObject();
}
void Writer::StartArray() { impl_->writer.StartArray(); }
void Writer::EndArray() { impl_->writer.EndArray(); }
void Writer::Key(std::string_view key) { String(key); }
void Writer::String(std::string_view text) {
  impl_->writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void Writer::Uint(std::uint64_t number) { impl_->writer.Uint64(number); }
void Writer::Int(std::int64_t number) { impl_->writer.Int64(number); }
void Writer::Double(double number) {
  HEADWAY_CHECK(std::isfinite(number));
  impl_->writer.Double(number);
}
void Writer::Bool(bool flag) { impl_->writer.Bool(flag); }
void Writer::Null() { impl_->writer.Null(); }

std::string Writer::Take() {
  HEADWAY_CHECK(impl_->writer.IsComplete());
  return {impl_->buffer.GetString(), impl_->buffer.GetSize()};
}

}  // namespace headway::json
