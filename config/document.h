#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostics.h"

namespace headway::config {

struct Member;

/// A piece of a YAML document. Immutable once the document is read. Aliases share the node they
/// name, so its mark is where it was written, not where it is used.
struct Node {
  enum class Kind : std::uint8_t { kNull, kScalar, kSequence, kMapping };

  Kind kind = Kind::kNull;
  Mark mark;
  std::string text;  // of a scalar, as written: `0x10`, `010` and `on` are not interpreted
  std::vector<std::shared_ptr<const Node>> items;  // of a sequence
  std::vector<Member> members;  // of a mapping: its own in the order of the file, then merged ones
};

struct Member {
  std::string key;
  Mark key_mark;
  std::shared_ptr<const Node> value;
};

/// The member of that key, or null. `mapping` may be of any kind.
const Member* FindMember(const Node& mapping, std::string_view key);

/// `a list`, `a mapping`, `a single value`, `empty`: for messages.
std::string_view Describe(Node::Kind kind);

/// Reads one YAML document. Null if there is nothing sound to read on from: bad YAML, more than one
/// document, a limit of base/limits.h, an anchor inside itself. Duplicate keys, tags and keys that
/// are not plain text are errors that do not end the reading. `<<` merges a mapping or a list of
/// mappings; own keys win, then earlier mappings. An empty text is a null node. Never throws.
std::shared_ptr<const Node> ReadDocument(std::string_view text, Diagnostics& diagnostics);

}  // namespace headway::config
