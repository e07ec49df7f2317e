// The interpreter of tables, by tables of the operator's own: formats, bounds, hostile values.
#include "chains/declarative/declarative_family.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "chains/family_registry.h"
#include "tests/chains/outcome.h"

namespace headway::chains::declarative {
namespace {

constexpr std::string_view kMalformed = "NODE_REPLY_MALFORMED";

OwnCall Head(ValueFormat format = ValueFormat::kDecimal) {
  return {.kind = ProbeKind::kHead, .method = "GET /head", .pointer = "/h", .format = format};
}

OwnCall Block(TimeFormat time_format = TimeFormat::kSeconds) {
  return {.kind = ProbeKind::kBlock,
          .method = "GET /block/{height}",
          .pointer = "/h",
          .hash = "/hash",
          .parent_hash = "/parent",
          .time = "/time",
          .time_format = time_format};
}

/// What the call makes of a body.
std::string Read(const OwnCall& call, std::string_view body, std::uint64_t height = 7) {
  std::vector<OwnCall> calls = {call};
  if (call.kind != ProbeKind::kHead) calls.push_back(Head());
  const DeclarativeFamily family(std::move(calls));
  return Outcome(family, {.kind = call.kind, .height = {height}}, 200, body);
}

std::string BlockAt(TimeFormat format, std::string_view time) {
  return Read(Block(format),
              R"({"h":7,"hash":"aa","parent":"bb","time":)" + std::string(time) + "}");
}

Request RequestOf(const OwnCall& call, std::uint64_t height) {
  std::vector<OwnCall> calls = {call};
  if (call.kind != ProbeKind::kHead) calls.push_back(Head());
  Request request{.method = HttpMethod::kPost, .path = "/former", .body = "former"};
  DeclarativeFamily(std::move(calls))
      .WriteRequest({.kind = call.kind, .height = {height}}, request);
  return request;
}

TEST(DeclarativeRequest, PutsTheHeightWhereItsMarksAre) {
  OwnCall call = Block();
  EXPECT_EQ(RequestOf(call, 31).path, "/block/31");
  call.method = "GET /b?from={height}&to={height}&hex={hex-height}";
  EXPECT_EQ(RequestOf(call, 31).path, "/b?from=31&to=31&hex=0x1f");
  call.method = "chain_block";
  call.params = R"([{"at":"{hex-height}"},{height}])";
  EXPECT_EQ(RequestOf(call, 31).body,
            R"({"jsonrpc":"2.0","id":1,"method":"chain_block","params":[{"at":"0x1f"},31]})");
  call.method = "POST /block";
  call.params = R"({"at":{height}})";
  const Request post = RequestOf(call, 9'007'199'254'740'991);
  EXPECT_EQ(post.method, HttpMethod::kPost);
  EXPECT_EQ(post.path, "/block");
  EXPECT_EQ(post.body, R"({"at":9007199254740991})");
}

TEST(DeclarativeRequest, OfTheRootIsTheUrlItself) {
  OwnCall call = Head();
  call.method = "GET /";
  const Request request = RequestOf(call, 0);
  EXPECT_EQ(request.method, HttpMethod::kGet);
  EXPECT_EQ(request.path, "");
  EXPECT_EQ(request.body, "");
}

TEST(DeclarativeRequest, WithoutParamsSendsNone) {
  OwnCall call = Head();
  call.method = "head";
  EXPECT_EQ(RequestOf(call, 0).body, R"({"jsonrpc":"2.0","id":1,"method":"head"})");
}

TEST(DeclarativeHead, IsDecimalOrHexadecimalAndAboveZero) {
  EXPECT_EQ(Read(Head(), R"({"h":7})"), "head 7");
  EXPECT_EQ(Read(Head(), R"({"h":"7"})"), "head 7");
  EXPECT_EQ(Read(Head(), R"({"h":"0x7"})"), kMalformed);
  EXPECT_EQ(Read(Head(ValueFormat::kHex), R"({"h":"0x1F"})"), "head 31");
  EXPECT_EQ(Read(Head(ValueFormat::kHex), R"({"h":"0x00"})"), "NODE_HEAD_ZERO");
  for (const char* value : {"7", "\"7\"", "\"0x\"", "\"0x1g\"", "\"0x-1\"", "\"0x20000000000000\"",
                            "\"0x10000000000000000\"", "null"}) {
    EXPECT_EQ(Read(Head(ValueFormat::kHex), R"({"h":)" + std::string(value) + "}"), kMalformed)
        << value;
  }
  EXPECT_EQ(Read(Head(), R"({"h":0})"), "NODE_HEAD_ZERO");
  EXPECT_EQ(Read(Head(), R"({"h":9007199254740992})"), kMalformed);
  for (const char* body :
       {"{}", "[]", "7", "null", R"({"h":-1})", R"({"h":7.0})", R"({"h":[7]})"}) {
    EXPECT_EQ(Read(Head(), body), kMalformed) << body;
  }
}

TEST(DeclarativeHead, HasItsHashOrIsMalformed) {
  OwnCall call = Head();
  call.hash = "/hash";
  EXPECT_EQ(Read(call, R"({"h":7,"hash":"0xAB"})"), "head 7 hash ab");
  EXPECT_EQ(Read(call, R"({"h":7,"hash":"xy"})"), kMalformed);
  EXPECT_EQ(Read(call, R"({"h":7})"), kMalformed);
  call.hash_format = HashFormat::kText;
  EXPECT_EQ(Read(call, R"({"h":7,"hash":"0xAB"})"), "head 7 hash 0xAB");
  EXPECT_EQ(Read(call, R"({"h":7,"hash":""})"), kMalformed);
  EXPECT_EQ(Read(call, R"({"h":7,"hash":"a\nb"})"), kMalformed);
  EXPECT_EQ(Read(call, R"({"h":7,"hash":")" + std::string(89, 'a') + "\"}"), kMalformed);
}

TEST(DeclarativeBlock, IsTheOneThatWasAskedFor) {
  const std::string body = R"({"h":7,"hash":"aa","parent":"bb"})";
  EXPECT_EQ(Read(Block(), body), "block 7 hash aa parent bb");
  EXPECT_EQ(Read(Block(), body, 8), kMalformed);
  EXPECT_EQ(Read(Block(), R"({"h":7,"hash":"aa"})"), kMalformed);
  EXPECT_EQ(Read(Block(), R"({"h":7,"parent":"bb"})"), kMalformed);
  EXPECT_EQ(Read(Block(), "{}"), "CHAIN_BLOCK_NOT_FOUND");
  EXPECT_EQ(Read(Block(), "null"), "CHAIN_BLOCK_NOT_FOUND");
  EXPECT_EQ(Read(Block(), "[]"), kMalformed);
}

TEST(DeclarativeBlock, ThatIsNotFoundIsNoWrongUrl) {
  const DeclarativeFamily family({Head(), Block()});
  EXPECT_EQ(Outcome(family, {.kind = ProbeKind::kBlock, .height = {7}}, 404,
                    R"({"code":404,"message":"NOT_FOUND: beacon block at slot 7"})"),
            "CHAIN_BLOCK_NOT_FOUND");
  EXPECT_EQ(Outcome(family, {.kind = ProbeKind::kHead, .height = {}}, 404, "{}"),
            "NODE_ENDPOINT_NOT_FOUND");
}

TEST(DeclarativeBlock, HasATimeInItsUnitOrNone) {
  const std::string block = "block 7 hash aa parent bb";
  EXPECT_EQ(BlockAt(TimeFormat::kSeconds, "1704067200"), block + " time 1704067200");
  EXPECT_EQ(BlockAt(TimeFormat::kSeconds, "\"1704067200\""), block + " time 1704067200");
  EXPECT_EQ(BlockAt(TimeFormat::kMilliseconds, "1704067200999"), block + " time 1704067200");
  EXPECT_EQ(BlockAt(TimeFormat::kMicroseconds, "1704067200999999"), block + " time 1704067200");
  EXPECT_EQ(BlockAt(TimeFormat::kNanoseconds, "1704067200999999999"), block + " time 1704067200");
  EXPECT_EQ(BlockAt(TimeFormat::kRippleSeconds, "757382400"), block + " time 1704067200");
  EXPECT_EQ(BlockAt(TimeFormat::kRfc3339, "\"2024-01-01T01:00:00+01:00\""),
            block + " time 1704067200");
  for (const TimeFormat format :
       {TimeFormat::kSeconds, TimeFormat::kMilliseconds, TimeFormat::kMicroseconds,
        TimeFormat::kNanoseconds, TimeFormat::kRippleSeconds, TimeFormat::kRfc3339}) {
    for (const char* time : {"18446744073709551615", "-1", "1.5", "null", "\"soon\"", "{}"}) {
      EXPECT_EQ(BlockAt(format, time), block) << time;
    }
  }
}

TEST(DeclarativeBlock, HasNoTimeBehindTheEndOfTheClockWhateverTheEpoch) {
  const std::string block = "block 7 hash aa parent bb";
  EXPECT_EQ(BlockAt(TimeFormat::kSeconds, "9000000000"), block + " time 9000000000");
  EXPECT_EQ(BlockAt(TimeFormat::kSeconds, "9000000001"), block);
  EXPECT_EQ(BlockAt(TimeFormat::kRippleSeconds, "8053315200"), block + " time 9000000000");
  EXPECT_EQ(BlockAt(TimeFormat::kRippleSeconds, "8053315201"), block);
  EXPECT_EQ(BlockAt(TimeFormat::kRippleSeconds, "8500000000"), block);
}

TEST(DeclarativeIdentity, IsComparedByItsFormat) {
  const auto canonical = [](std::string_view text, ValueFormat format) {
    OwnCall call{
        .kind = ProbeKind::kIdentity, .method = "GET /id", .pointer = "", .format = format};
    const DeclarativeFamily family(std::vector<OwnCall>{call, Head()});
    const auto identity = family.CanonicalIdentity(text);
    return identity ? std::string(identity->text()) : "none";
  };
  EXPECT_EQ(canonical("007", ValueFormat::kDecimal), "7");
  EXPECT_EQ(canonical("seven", ValueFormat::kDecimal), "none");
  EXPECT_EQ(canonical("0xAB", ValueFormat::kHex), "0xab");
  EXPECT_EQ(canonical("ab", ValueFormat::kHex), "0xab");
  EXPECT_EQ(canonical("0x00", ValueFormat::kHex), "0x00");
  EXPECT_EQ(canonical("main", ValueFormat::kHex), "none");
  EXPECT_EQ(canonical("Main Net ; 2015", ValueFormat::kText), "Main Net ; 2015");
  EXPECT_EQ(canonical("", ValueFormat::kText), "none");
  EXPECT_EQ(canonical("a\tb", ValueFormat::kText), "none");
  const std::string zero_state = "F6OpKZKqvqeFp6CQmFomXNMfMj2EnaUSOXN+Mh+wVWk=";
  EXPECT_EQ(canonical(zero_state, ValueFormat::kBase64), zero_state);
  EXPECT_EQ(canonical("zerostate:82e7", ValueFormat::kBase64), "none");
  EXPECT_EQ(canonical("Zm9v", ValueFormat::kBase64), "none") << "three bytes";
}

TEST(DeclarativeIdentity, IsReadFromANumberOrAText) {
  const auto read = [](std::string_view body, ValueFormat format) {
    return Read(
        {.kind = ProbeKind::kIdentity, .method = "GET /", .pointer = "/id", .format = format},
        body);
  };
  EXPECT_EQ(read(R"({"id":7})", ValueFormat::kDecimal), "identity 7");
  EXPECT_EQ(read(R"({"id":"7"})", ValueFormat::kDecimal), "identity 7");
  EXPECT_EQ(read(R"({"id":7})", ValueFormat::kText), "identity 7");
  EXPECT_EQ(read(R"({"id":"0xFF"})", ValueFormat::kHex), "identity 0xff");
  for (const char* body : {"{}", R"({"id":null})", R"({"id":true})", R"({"id":""})"}) {
    EXPECT_EQ(read(body, ValueFormat::kText), kMalformed) << body;
  }
}

TEST(DeclarativeSyncing, IsWhateverIsNoneOfTheWordsForSynced) {
  const auto read = [](std::string_view value,
                       const std::array<std::string, kMaxYesTexts>& synced) {
    return Read({.kind = ProbeKind::kSyncing, .method = "GET /", .pointer = "/s", .yes = synced},
                R"({"s":)" + std::string(value) + "}");
  };
  EXPECT_EQ(read("false", {"false"}), "not syncing");
  EXPECT_EQ(read("true", {"false"}), "syncing");
  EXPECT_EQ(read("true", {"true"}), "not syncing");
  EXPECT_EQ(read(R"({"behind":7})", {"false"}), "syncing");
  EXPECT_EQ(read(R"("false")", {"false"}), "not syncing");
  EXPECT_EQ(read(R"("0x1")", {"false"}), kMalformed);
  EXPECT_EQ(read("true", {"full"}), kMalformed);
  EXPECT_EQ(read(R"("full")", {"full", "proposing"}), "not syncing");
  EXPECT_EQ(read(R"("proposing")", {"full", "proposing"}), "not syncing");
  EXPECT_EQ(read(R"("tracking")", {"full", "proposing"}), "syncing");
  EXPECT_EQ(read("false", {"ready", "false"}), "not syncing");
  EXPECT_EQ(read(R"("ready")", {"ready", "false"}), "not syncing");
  for (const char* value : {"null", "1", "[]", "\"\""}) {
    EXPECT_EQ(read(value, {"false"}), kMalformed) << value;
  }
  EXPECT_EQ(
      Read({.kind = ProbeKind::kSyncing, .method = "GET /", .pointer = "/s", .yes = {"false"}},
           "{}"),
      kMalformed);
}

TEST(DeclarativeAbility, IsNoWhereThereIsNothing) {
  const auto read = [](std::string_view body) {
    return Read(
        {.kind = ProbeKind::kTxIndex, .method = "GET /", .pointer = "/t/ok", .yes = {"true"}},
        body);
  };
  EXPECT_EQ(read(R"({"t":{"ok":true}})"), "able");
  EXPECT_EQ(read(R"({"t":{"ok":false}})"), "not able");
  EXPECT_EQ(read("{}"), "not able");
  EXPECT_EQ(read(R"({"t":{"ok":1}})"), kMalformed);
}

TEST(DeclarativeEarliest, IsZeroWhereItIsAbsentAndTheTableSaysSo) {
  OwnCall call{.kind = ProbeKind::kEarliest, .method = "GET /", .pointer = "/e"};
  EXPECT_EQ(Read(call, "{}"), kMalformed);
  EXPECT_EQ(Read(call, R"({"e":0})"), "height 0");
  call.absent_is_zero = true;
  EXPECT_EQ(Read(call, "{}"), "height 0");
  EXPECT_EQ(Read(call, R"({"e":5})"), "height 5");
  EXPECT_EQ(Read(call, R"({"e":null})"), kMalformed);
  EXPECT_EQ(Read(call, "null"), kMalformed);
}

TEST(DeclarativeFamily, KeepsHashesOnlyWhereBlocksCanBeAskedFor) {
  const DeclarativeFamily heads(std::vector<OwnCall>{Head()});
  EXPECT_EQ(heads.BlocksToSave(10), 1U);
  EXPECT_FALSE(heads.TellsBlockTimes());
  EXPECT_EQ(heads.MethodOf(ProbeKind::kBlock), std::nullopt);
  EXPECT_EQ(heads.MethodOf(ProbeKind::kHead), "GET /head");
  EXPECT_FALSE(heads.CanonicalIdentity("anything").has_value());
  const DeclarativeFamily blocks(std::vector<OwnCall>{Head(), Block()});
  EXPECT_EQ(blocks.BlocksToSave(10), 10U);
  EXPECT_TRUE(blocks.TellsBlockTimes());
  OwnCall timeless = Block();
  timeless.time.clear();
  EXPECT_FALSE(DeclarativeFamily(std::vector<OwnCall>{Head(), timeless}).TellsBlockTimes());
}

TEST(XrpResult, NeedsNoIdButTakesNoForeignOne) {
  const ChainFamily& xrp = *FindFamily(FamilyId::kXrp, "jsonrpc");
  const std::string result = R"("result":{"ledger_index":7,"ledger_hash":"AB","status":"success"})";
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 200, "{" + result + "}"), "head 7 hash ab");
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 200, R"({"id":1,)" + result + "}"), "head 7 hash ab");
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 200, R"({"id":2,)" + result + "}"), "NODE_REPLY_WRONG_ID");
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 200, R"({"result":{"status":"error"}})"), "UNKNOWN_ERROR");
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 200, R"({"result":{"error":"tooBusy"}})"),
            "NODE_RATE_LIMITED");
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 200, R"({"result":null})"), kMalformed);
  EXPECT_EQ(Outcome(xrp, kHeadProbe, 400, "Null method"), "NODE_BAD_REQUEST");
}

TEST(BuiltInTables, NameEachKindOnceAndHaveWhatTheirKindsNeed) {
  for (const CallTable& table : BuiltInTables()) {
    std::vector<ProbeKind> kinds;
    for (const Call& call : table.calls) {
      EXPECT_EQ(std::count(kinds.begin(), kinds.end(), call.kind), 0) << call.method;
      kinds.push_back(call.kind);
      EXPECT_TRUE(json::IsPointer(call.pointer)) << call.pointer;
      EXPECT_TRUE(json::IsPointer(call.hash)) << call.hash;
      EXPECT_TRUE(json::IsPointer(call.parent_hash)) << call.parent_hash;
      EXPECT_TRUE(json::IsPointer(call.time)) << call.time;
      const bool has_height = call.method.find("{height}") != std::string_view::npos ||
                              call.params.find("{height}") != std::string_view::npos;
      EXPECT_EQ(has_height, call.kind == ProbeKind::kBlock) << call.method;
      EXPECT_EQ(!call.parent_hash.empty(), call.kind == ProbeKind::kBlock) << call.method;
    }
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), ProbeKind::kHead), 1) << table.api_interface;
  }
}

}  // namespace
}  // namespace headway::chains::declarative
