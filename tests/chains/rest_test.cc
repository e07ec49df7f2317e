#include "chains/rest.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "chains/error_id.h"

namespace headway::chains {
namespace {

/// The name of the error, or "a document".
std::string Read(int status, std::string_view body, FamilyId family = FamilyId::kTendermint) {
  json::Reader reader;
  const auto document = ReadRestDocument(family, {.http_status = status, .body = body}, reader);
  if (!document) return std::string(Describe(document.error().error).name);
  return "a document";
}

TEST(ReadRestDocument, IsWhateverIsJsonBehindAGoodStatus) {
  for (const char* body :
       {"{}", "[]", "12", R"({"error":null})", R"({"error":false})",
        R"({"error":"","message":"all is well"})", R"({"error":[]})", R"({"error":0})",
        R"({"error":{}})", R"({"error":{"code":0,"message":""}})", R"({"error":{"code":0}})",
        R"({"ok":true})", R"({"Error":""})"}) {
    EXPECT_EQ(Read(200, body), "a document") << body;
    EXPECT_EQ(Read(206, body), "a document") << body;
  }
}

TEST(ReadRestDocument, IsNoneWhereTheBodyIsNoJson) {
  for (const char* body : {"", "<html>", "{", "{}{}", R"({"a":1,"a":2})"}) {
    EXPECT_EQ(Read(200, body), "NODE_REPLY_MALFORMED") << body;
  }
}

TEST(ReadRestDocument, AnErrorBehindAGoodStatusIsAnError) {
  EXPECT_EQ(Read(200, R"({"Error":"class java.lang.NullPointerException : null"})"),
            "UNKNOWN_ERROR");
  EXPECT_EQ(Read(200, R"({"ok":false,"error":"Ratelimit exceeded","code":429})"),
            "NODE_RATE_LIMITED");
  EXPECT_EQ(Read(200, R"({"error":{"message":"rate limit reached"}})"), "NODE_RATE_LIMITED");
  EXPECT_EQ(Read(200, R"({"error":"rate limit reached"})"), "NODE_RATE_LIMITED");
  EXPECT_EQ(Read(200, R"({"error":1})"), "UNKNOWN_ERROR");
  EXPECT_EQ(Read(200, R"({"error":{"code":7}})"), "UNKNOWN_ERROR");
  EXPECT_EQ(Read(200, R"({"error":{"code":0,"message":"what"}})"), "UNKNOWN_ERROR");
}

TEST(ReadRestDocument, ABadStatusIsToldApartByWhatTheDocumentSays) {
  EXPECT_EQ(Read(500, ""), "NODE_INTERNAL_ERROR");
  EXPECT_EQ(Read(404, "<html>not here</html>"), "NODE_ENDPOINT_NOT_FOUND");
  EXPECT_EQ(Read(429, R"({"message":"block not found"})"), "NODE_RATE_LIMITED");
  EXPECT_EQ(Read(404, R"({"code":404,"message":"Block not found"})", FamilyId::kBeacon),
            "CHAIN_BLOCK_NOT_FOUND");
  EXPECT_EQ(Read(400, R"({"status":400,"title":"x","detail":"block not found"})"),
            "CHAIN_BLOCK_NOT_FOUND");
  EXPECT_EQ(Read(503, R"({"code":503,"message":"node is syncing"})"), "NODE_SYNCING");
}

TEST(WriteGetRequest, LeavesNothingOfTheFormerRequest) {
  Request request{.method = HttpMethod::kPost, .path = "/former/path", .body = "{}"};
  WriteGetRequest("/p", request);
  EXPECT_EQ(request.method, HttpMethod::kGet);
  EXPECT_EQ(request.path, "/p");
  EXPECT_EQ(request.body, "");
}

}  // namespace
}  // namespace headway::chains
