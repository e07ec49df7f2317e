#include "chains/declarative/call_check.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "chains/declarative/call_table.h"

namespace headway::chains::declarative {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

OwnCall Head() { return {.kind = ProbeKind::kHead, .method = "GET /head", .pointer = "/h"}; }

OwnCall Block() {
  return {.kind = ProbeKind::kBlock,
          .method = "GET /blocks/{height}",
          .pointer = "/h",
          .hash = "/hash",
          .parent_hash = "/parent",
          .time = "/time"};
}

std::vector<CallPart> PartsOf(const OwnCall& call) {
  std::vector<CallPart> parts;
  for (const CallMistake& mistake : MistakesOf(call)) {
    EXPECT_FALSE(mistake.message.empty());
    parts.push_back(mistake.part);
  }
  return parts;
}

std::vector<CallPart> PartsOfMethod(std::string_view method) {
  OwnCall call = Head();
  call.method = method;
  return PartsOf(call);
}

std::vector<CallPart> PartsOfParams(std::string_view method, std::string_view params) {
  OwnCall call = Head();
  call.method = method;
  call.params = params;
  return PartsOf(call);
}

TEST(CallCheck, FindsNothingInWhatCanBeAskedAndRead) {
  EXPECT_THAT(PartsOf(Head()), IsEmpty());
  EXPECT_THAT(PartsOf(Block()), IsEmpty());
  for (const char* method : {"GET /", "POST /a/b", "GET /l?order=desc&limit=1&at=%2B1",
                             "chain_head", "platform.getHeight", "rpc.discover", "a/b:c-d"}) {
    EXPECT_THAT(PartsOfMethod(method), IsEmpty()) << method;
  }
  for (const char* params : {"[]", "{}", R"([1,"a",{"b":null}])"}) {
    EXPECT_THAT(PartsOfParams("chain_head", params), IsEmpty()) << params;
    EXPECT_THAT(PartsOfParams("POST /head", params), IsEmpty()) << params;
  }
}

TEST(CallCheck, FindsNothingInTheTablesOfTheProgram) {
  for (const CallTable& table : BuiltInTables()) {
    for (const Call& call : table.calls) {
      OwnCall own{.kind = call.kind,
                  .method = std::string(call.method),
                  .params = std::string(call.params),
                  .pointer = std::string(call.pointer),
                  .hash = std::string(call.hash),
                  .parent_hash = std::string(call.parent_hash),
                  .time = std::string(call.time)};
      EXPECT_THAT(PartsOf(own), IsEmpty()) << call.method;
    }
  }
}

TEST(CallCheck, RefusesPathsThatNoUrlMayHaveAndNamesThatNoMethodHas) {
  for (const char* method : {"GET head", "GET ", "GET  /head", "GET /a b", "GET /a#b", "GET /a\"b",
                             "GET /a{b}", "GET /a\\b", "POST /\xC3\xA9", "GET /a\nb"}) {
    EXPECT_THAT(PartsOfMethod(method), ElementsAre(CallPart::kPath)) << method;
  }
  for (const char* method : {"", "a b", "a\"b", "get /head", "PUT /head", "a{height}b", "a\\b"}) {
    EXPECT_THAT(PartsOfMethod(method), ::testing::Contains(CallPart::kMethod)) << method;
  }
  const std::size_t most = base::limits::kMaxLabelValueBytes;
  EXPECT_THAT(PartsOfMethod(std::string(most, 'a')), IsEmpty());
  EXPECT_THAT(PartsOfMethod(std::string(most + 1, 'a')), ElementsAre(CallPart::kMethod));
  EXPECT_THAT(PartsOfMethod("GET /" + std::string(most, 'a')), ElementsAre(CallPart::kPath));
}

TEST(CallCheck, RefusesParamsThatAreNoStructure) {
  for (const char* params : {"7", "\"a\"", "null", "[", "[1,]", "{'a':1}", "[height]", "[1] 2"}) {
    EXPECT_THAT(PartsOfParams("chain_head", params), ElementsAre(CallPart::kParams)) << params;
  }
  EXPECT_THAT(PartsOfParams("GET /head", "{}"), ElementsAre(CallPart::kParams));
}

TEST(CallCheck, WantsTheHeightOfABlockAndOfNothingElse) {
  OwnCall block = Block();
  block.method = "GET /blocks/{hex-height}";
  EXPECT_THAT(PartsOf(block), IsEmpty());
  block.method = "GET /blocks/latest";
  EXPECT_THAT(PartsOf(block), ElementsAre(CallPart::kPath));
  block.method = "chain_block";
  EXPECT_THAT(PartsOf(block), ElementsAre(CallPart::kParams));
  block.params = R"([{"at":"{height}"}])";
  EXPECT_THAT(PartsOf(block), IsEmpty());
  EXPECT_THAT(PartsOfMethod("GET /head/{height}"), ElementsAre(CallPart::kPath));
  EXPECT_THAT(PartsOfParams("chain_head", "[{height}]"), ElementsAre(CallPart::kParams));
}

TEST(CallCheck, ReportsEveryPointerThatIsNone) {
  OwnCall block = Block();
  block.pointer = "h";
  block.hash = "$.hash";
  block.parent_hash = "/a~2";
  block.time = "time";
  EXPECT_THAT(PartsOf(block), ElementsAre(CallPart::kPointer, CallPart::kHash,
                                          CallPart::kParentHash, CallPart::kTime));
}

}  // namespace
}  // namespace headway::chains::declarative
