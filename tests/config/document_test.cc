#include "config/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/config/fake_inputs.h"

namespace headway::config {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Read {
  std::shared_ptr<const Node> root;
  std::string lines;
};

Read ReadText(std::string_view text) {
  Diagnostics diagnostics("f.yml");
  Read read;
  read.root = ReadDocument(text, diagnostics);
  read.lines = Lines(diagnostics.Take());
  return read;
}

const Node& Get(const Node& mapping, std::string_view key) {
  static const Node kNone;
  const Member* member = FindMember(mapping, key);
  EXPECT_NE(member, nullptr) << key;
  return member == nullptr ? kNone : *member->value;
}

TEST(ReadDocument, KeepsScalarsAsWrittenAndPlacesFromOne) {
  const Read read = ReadText("a: 0x10\nb:\n  - on\n  - \"010\"\nc: ~\n");
  ASSERT_EQ(read.lines, "");
  EXPECT_EQ(Get(*read.root, "a").text, "0x10");
  EXPECT_EQ(Get(*read.root, "a").mark, (Mark{1, 4}));
  const Node& list = Get(*read.root, "b");
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_EQ(list.items[0]->text, "on");
  EXPECT_EQ(list.items[1]->text, "010");
  EXPECT_EQ(list.items[1]->mark, (Mark{4, 5}));
  EXPECT_EQ(Get(*read.root, "c").kind, Node::Kind::kNull);
}

TEST(ReadDocument, ReadsAnEmptyTextAsNull) {
  for (const char* text : {"", "\n", "# nothing\n", "---\n"}) {
    const Read read = ReadText(text);
    ASSERT_NE(read.root, nullptr) << text << read.lines;
    EXPECT_EQ(read.root->kind, Node::Kind::kNull) << text;
  }
}

TEST(ReadDocument, SkipsAByteOrderMarkAndTakesCrlf) {
  const Read read = ReadText(
      "\xEF\xBB\xBF"
      "a: b\r\nc: d\r\n");
  ASSERT_EQ(read.lines, "");
  EXPECT_EQ(Get(*read.root, "a").text, "b");
  EXPECT_EQ(Get(*read.root, "c").text, "d");
}

TEST(ReadDocument, NamesBothPlacesOfADuplicateKeyAndReadsOn) {
  const Read read = ReadText("a: 1\nb: 2\na: 3\nb: 4\n");
  EXPECT_EQ(read.lines,
            "f.yml:3:1: error: the key \"a\" is here twice; the first is at line 1, column 1\n"
            "f.yml:4:1: error: the key \"b\" is here twice; the first is at line 2, column 1\n");
  ASSERT_NE(read.root, nullptr);
  EXPECT_EQ(Get(*read.root, "a").text, "1");
}

TEST(ReadDocument, AliasesShareTheNodeTheyName) {
  const Read read = ReadText("a: &x {k: v}\nb: *x\n");
  ASSERT_EQ(read.lines, "");
  EXPECT_EQ(&Get(*read.root, "a"), &Get(*read.root, "b"));
}

TEST(ReadDocument, MergeKeysYieldToOwnKeysAndToEarlierMappings) {
  const Read read = ReadText(
      "p: &p {a: p, b: p, c: p}\n"
      "q: &q {b: q, c: q, d: q}\n"
      "one: {<<: *p, a: own}\n"
      "two: {a: own, <<: [*q, *p]}\n"
      "plain: {\"<<\": text}\n");
  ASSERT_EQ(read.lines, "");
  const Node& one = Get(*read.root, "one");
  EXPECT_EQ(Get(one, "a").text, "own");
  EXPECT_EQ(Get(one, "b").text, "p");
  const Node& two = Get(*read.root, "two");
  EXPECT_EQ(Get(two, "a").text, "own");
  EXPECT_EQ(Get(two, "c").text, "q");
  EXPECT_EQ(Get(two, "d").text, "q");
  EXPECT_EQ(two.members.size(), 4U);
  EXPECT_EQ(Get(Get(*read.root, "plain"), "<<").text, "text");
}

TEST(ReadDocument, RefusesMergesOfAnythingElse) {
  EXPECT_THAT(ReadText("a: {<<: text}").lines, HasSubstr("1:5: error: \"<<\" must name a mapping"));
  EXPECT_THAT(ReadText("a: {<<: [{b: c}, text]}").lines, HasSubstr("must name a mapping"));
  EXPECT_THAT(ReadText("a: {<<: {b: c}, <<: {d: e}}").lines, HasSubstr("is here twice"));
}

TEST(ReadDocument, EndsAnAliasBomb) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 9; ++level) {
    const std::string below = "*a" + std::to_string(level - 1);
    bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + below;
    for (int copy = 0; copy < 8; ++copy) bomb += ", " + below;
    bomb += "]\n";
  }
  const Read read = ReadText(bomb);
  EXPECT_EQ(read.root, nullptr);
  EXPECT_THAT(read.lines, HasSubstr("stand for more than 10000 nodes"));
  EXPECT_THAT(read.lines, StartsWith("f.yml:"));
}

TEST(ReadDocument, DoesNotCountNodesThatAreWrittenOut) {
  std::string text = "a:\n";
  for (std::size_t index = 0; index <= base::limits::kMaxConfigNodes; ++index) text += " - x\n";
  const Read read = ReadText(text);
  ASSERT_EQ(read.lines, "");
  EXPECT_EQ(Get(*read.root, "a").items.size(), base::limits::kMaxConfigNodes + 1);
}

TEST(ReadDocument, RefusesDeepNestingWrittenOutAndThroughAliases) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(ReadText(nested(base::limits::kMaxConfigDepth)).lines, "");
  EXPECT_THAT(ReadText(nested(base::limits::kMaxConfigDepth + 1)).lines,
              HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(ReadText(std::string(100'000, '[')).lines, HasSubstr("nested deeper"));
  std::string chain = "a0: &a0 [x]\n";
  for (int level = 1; level < 70; ++level) {
    chain += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [*a" +
             std::to_string(level - 1) + "]\n";
  }
  EXPECT_THAT(ReadText(chain).lines, HasSubstr("nested deeper than 64 levels"));
}

TEST(ReadDocument, RefusesAnAnchorInsideItself) {
  EXPECT_EQ(ReadText("a: &x [1, *x]\n").lines,
            "f.yml:1:11: error: an alias inside the very node that it names\n");
}

TEST(ReadDocument, RefusesASecondDocument) {
  EXPECT_THAT(ReadText("a: 1\n---\nb: 2\n").lines, HasSubstr("a second YAML document"));
  EXPECT_EQ(ReadText("---\na: 1\n...\n").lines, "");
}

TEST(ReadDocument, RefusesTagsAndKeysThatAreNoText) {
  EXPECT_THAT(ReadText("a: !secret x\n").lines, HasSubstr("1:4: error: YAML tags are not read"));
  EXPECT_THAT(ReadText("a: !!map {}\n").lines, HasSubstr("YAML tags are not read"));
  EXPECT_THAT(ReadText("? [a]\n: b\n").lines, HasSubstr("a key must be text, and is a list"));
  EXPECT_THAT(ReadText("~: b\n").lines, HasSubstr("a key must be text, and is empty"));
}

TEST(ReadDocument, GivesBadYamlAPlace) {
  EXPECT_THAT(ReadText("a: 1\nb: [1, 2\n").lines, HasSubstr("error: bad YAML: "));
  EXPECT_THAT(ReadText("a: 1\n  b: 2\n").lines, StartsWith("f.yml:2:"));
  EXPECT_THAT(ReadText("a: *nowhere\n").lines, HasSubstr("error: bad YAML: "));
}

TEST(ReadDocument, RefusesBytesThatAreNotText) {
  EXPECT_EQ(ReadText("a: \xC3\xA9\nb: \xFF\n").lines, "f.yml:2:4: error: not valid UTF-8\n");
  EXPECT_EQ(ReadText(std::string_view("a: b\0c", 6)).lines,
            "f.yml:1:5: error: a control character\n");
  // yaml-cpp takes this byte for the end of the file.
  EXPECT_EQ(ReadText("a: b\n\x04"
                     "c: d\n")
                .lines,
            "f.yml:2:1: error: a control character\n");
}

TEST(ReadDocument, RefusesAFileThatIsTooLarge) {
  const std::string text(base::limits::kMaxConfigBytes + 1, '#');
  EXPECT_EQ(ReadText(text).lines, "f.yml: error: larger than 1048576 bytes\n");
}

}  // namespace
}  // namespace headway::config
