#include "config/document.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "base/limits.h"
#include "base/text.h"

namespace headway::config {
namespace {

using base::limits::kMaxConfigBytes;
using base::limits::kMaxConfigDepth;
using base::limits::kMaxConfigNodes;

Mark ToMark(const YAML::Mark& mark) {
  return {static_cast<std::uint32_t>(std::max(mark.line, 0)) + 1,
          static_cast<std::uint32_t>(std::max(mark.column, 0)) + 1};
}

// Ends the parse from inside yaml-cpp; caught in ReadDocument, after its diagnostic was added.
struct ParseEnded {};

// Turns the parser's events into nodes. Aliases are counted by the nodes they stand for: that is
// what a walk over the tree visits, and what an alias bomb multiplies.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::shared_ptr<const Node> root() const { return root_.node; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_.node != nullptr) End(mark, "a second YAML document: only one is read");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  // A finished node, with the size of the tree under it.
  struct Built {
    std::shared_ptr<const Node> node;
    std::size_t nodes = 1;
    std::size_t height = 1;
  };

  // A collection whose end has not come yet.
  struct Open {
    std::shared_ptr<Node> node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::size_t nodes = 1;
    std::size_t height = 1;
    // Of a mapping: the key whose value comes next.
    bool has_key = false;
    bool key_is_usable = false;
    bool key_is_merge = false;
    std::string key;
    Mark key_mark;
    std::unordered_map<std::string, Mark> keys;
    std::vector<std::shared_ptr<const Node>> merged;
  };

  [[noreturn]] void End(const YAML::Mark& mark, std::string message) {
    diagnostics_.Error(ToMark(mark), std::move(message));
    throw ParseEnded{};
  }

  void CheckTag(const YAML::Mark& mark, const std::string& tag);
  void OpenCollection(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                      YAML::anchor_t anchor);
  void Close();
  void Place(Built built, YAML::anchor_t anchor, bool is_plain);
  void TakeKey(Open& mapping, const Node& key, bool is_plain);
  void TakeMerge(Open& mapping, const std::shared_ptr<const Node>& value);

  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Built> anchors_;
  std::size_t aliased_nodes_ = 0;
  Built root_;
};

void TreeBuilder::CheckTag(const YAML::Mark& mark, const std::string& tag) {
  // What yaml-cpp calls untagged text: "?" plain, "!" quoted.
  if (tag.empty() || tag == "?" || tag == "!") return;
  diagnostics_.Error(ToMark(mark), "YAML tags are not read: take the tag away");
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  auto node = std::make_shared<Node>();
  node->mark = ToMark(mark);
  Place({std::move(node)}, anchor, true);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  CheckTag(mark, tag);
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::kScalar;
  node->mark = ToMark(mark);
  node->text = value;
  Place({std::move(node)}, anchor, tag == "?");
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) End(mark, "an alias inside the very node that it names");
  aliased_nodes_ += found->second.nodes;
  if (aliased_nodes_ > kMaxConfigNodes) {
    End(mark, "the aliases of this file stand for more than " + std::to_string(kMaxConfigNodes) +
                  " nodes");
  }
  if (open_.size() + found->second.height > kMaxConfigDepth) {
    End(mark, "nested deeper than " + std::to_string(kMaxConfigDepth) + " levels");
  }
  Place(found->second, YAML::NullAnchor, false);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  OpenCollection(Node::Kind::kSequence, mark, tag, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/) {
  OpenCollection(Node::Kind::kMapping, mark, tag, anchor);
}

void TreeBuilder::OpenCollection(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                                 YAML::anchor_t anchor) {
  CheckTag(mark, tag);
  if (open_.size() >= kMaxConfigDepth) {
    End(mark, "nested deeper than " + std::to_string(kMaxConfigDepth) + " levels");
  }
  Open opened;
  opened.node = std::make_shared<Node>();
  opened.node->kind = kind;
  opened.node->mark = ToMark(mark);
  opened.anchor = anchor;
  open_.push_back(std::move(opened));
}

void TreeBuilder::OnMapEnd() {
  Open& mapping = open_.back();
  for (const std::shared_ptr<const Node>& source : mapping.merged) {
    for (const Member& member : source->members) {
      const bool is_new = mapping.keys.emplace(member.key, member.key_mark).second;
      if (is_new) mapping.node->members.push_back(member);
    }
  }
  Close();
}

void TreeBuilder::Close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  Place({std::move(closed.node), closed.nodes, closed.height}, closed.anchor, false);
}

void TreeBuilder::Place(Built built, YAML::anchor_t anchor, bool is_plain) {
  if (anchor != YAML::NullAnchor) anchors_[anchor] = built;
  if (open_.empty()) {
    root_ = std::move(built);
    return;
  }
  Open& parent = open_.back();
  parent.nodes += built.nodes;
  parent.height = std::max(parent.height, built.height + 1);
  if (parent.node->kind == Node::Kind::kSequence) {
    parent.node->items.push_back(std::move(built.node));
  } else if (!parent.has_key) {
    TakeKey(parent, *built.node, is_plain);
  } else {
    parent.has_key = false;
    if (parent.key_is_usable && parent.key_is_merge) {
      TakeMerge(parent, built.node);
    } else if (parent.key_is_usable) {
      parent.node->members.push_back({parent.key, parent.key_mark, std::move(built.node)});
    }
  }
}

void TreeBuilder::TakeKey(Open& mapping, const Node& key, bool is_plain) {
  mapping.has_key = true;
  mapping.key = key.text;
  mapping.key_mark = key.mark;
  mapping.key_is_merge = is_plain && key.text == "<<";
  mapping.key_is_usable = key.kind == Node::Kind::kScalar;
  if (!mapping.key_is_usable) {
    diagnostics_.Error(key.mark, "a key must be text, and is " + std::string(Describe(key.kind)));
    return;
  }
  const auto [first, is_new] = mapping.keys.emplace(key.text, key.mark);
  if (is_new) return;
  mapping.key_is_usable = false;
  diagnostics_.Error(key.mark, "the key" + Named(key.text) + " is here twice; the first is at " +
                                   PlaceOf(first->second));
}

void TreeBuilder::TakeMerge(Open& mapping, const std::shared_ptr<const Node>& value) {
  const auto is_mapping = [](const std::shared_ptr<const Node>& node) {
    return node->kind == Node::Kind::kMapping;
  };
  if (is_mapping(value)) {
    mapping.merged.push_back(value);
  } else if (value->kind == Node::Kind::kSequence &&
             std::all_of(value->items.begin(), value->items.end(), is_mapping)) {
    mapping.merged = value->items;
  } else {
    diagnostics_.Error(mapping.key_mark, "\"<<\" must name a mapping or a list of mappings");
  }
}

// What YAML does not allow in a file, and what would end it early in yaml-cpp (U+0004).
bool IsForbiddenControl(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return (code < 0x20U && byte != '\t' && byte != '\n' && byte != '\r') || code == 0x7FU;
}

// Bytes of the well-formed character at the front of `text`; 0: there is none.
std::size_t CharacterBytes(std::string_view text) {
  for (std::size_t bytes = 1; bytes <= 4 && bytes <= text.size(); ++bytes) {
    if (base::IsValidUtf8(text.substr(0, bytes))) return bytes;
  }
  return 0;
}

bool CheckText(std::string_view text, Diagnostics& diagnostics) {
  if (text.size() > kMaxConfigBytes) {
    diagnostics.Error({}, "larger than " + std::to_string(kMaxConfigBytes) + " bytes");
    return false;
  }
  Mark mark{1, 1};
  while (!text.empty()) {
    const std::size_t bytes = CharacterBytes(text);
    if (bytes == 0 || IsForbiddenControl(text.front())) {
      diagnostics.Error(mark, bytes == 0 ? "not valid UTF-8" : "a control character");
      return false;
    }
    mark = text.front() == '\n' ? Mark{mark.line + 1, 1}
                                : Mark{mark.line, mark.column + static_cast<std::uint32_t>(bytes)};
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace

const Member* FindMember(const Node& mapping, std::string_view key) {
  for (const Member& member : mapping.members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

std::string_view Describe(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kNull:
      return "empty";
    case Node::Kind::kScalar:
      return "a single value";
    case Node::Kind::kSequence:
      return "a list";
    case Node::Kind::kMapping:
      return "a mapping";
  }
  return "unknown";
}

std::shared_ptr<const Node> ReadDocument(std::string_view text, Diagnostics& diagnostics) {
  if (!CheckText(text, diagnostics)) return nullptr;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(diagnostics);
    if (!parser.HandleNextDocument(builder)) return std::make_shared<Node>();
    parser.HandleNextDocument(builder);
    return builder.root();
  } catch (const ParseEnded&) {
    return nullptr;
  } catch (const YAML::Exception& error) {
    diagnostics.Error(ToMark(error.mark),
                      "bad YAML: " + base::Sanitize(error.msg, base::limits::kMaxLogValueBytes));
  } catch (const std::exception&) {
    diagnostics.Error({}, "the YAML cannot be read");
  }
  return nullptr;
}

}  // namespace headway::config
