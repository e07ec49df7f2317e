#include "exporter/route_table.h"

#include <string>

#include <gtest/gtest.h>

#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

using Methods = RouteTable::Methods;

/// Answers with a name and what the holes took.
RouteTable::Answer Echo(const std::string& name) {
  return [name](const HttpRequest&, std::span<const std::string_view> parts) {
    std::string body = name;
    for (const std::string_view part : parts) body += '[' + std::string(part) + ']';
    return TextReply(200, body);
  };
}

RouteTable Sample() {
  RouteTable table;
  table.Add(Methods::kGet, "/", Echo("root"));
  table.Add(Methods::kGet, "/health/{}/{}", Echo("chain"));
  table.Add(Methods::kGet, "/health/{}/{}/{*}", Echo("endpoint"));
  table.Add(Methods::kGet, "/health/fixed/path", Echo("fixed"));
  table.Add(Methods::kPost, "/do", Echo("done"));
  table.Add(Methods::kAny, "/any", Echo("any"));
  return table;
}

HttpResponse Ask(std::string_view path, std::string_view method = "GET", bool too_large = false) {
  return Sample().Respond(
      {.method = method, .path = path, .query = {}, .body = {}, .body_too_large = too_large});
}

TEST(RouteTable, FillsHolesSegmentBySegmentAndTheLastWithTheRest) {
  EXPECT_EQ(Ask("/").body, "root");
  EXPECT_EQ(Ask("/health/ETH1/jsonrpc").body, "chain[ETH1][jsonrpc]");
  EXPECT_EQ(Ask("/health/ETH1/jsonrpc/alpha").body, "endpoint[ETH1][jsonrpc][alpha]");
  EXPECT_EQ(Ask("/health/ETH1/jsonrpc/a/b c/").body, "endpoint[ETH1][jsonrpc][a/b c/]");
  EXPECT_EQ(Ask("/health/fixed/path").body, "fixed");
}

TEST(RouteTable, DoesNotMatchEmptySegmentsOrPiecesOfPatterns) {
  for (const char* const path :
       {"", "health", "/health", "/health/", "/health/ETH1", "/health/ETH1/", "/health//jsonrpc",
        "/health/ETH1/jsonrpc/", "//health/ETH1/jsonrpc", "/healthy/ETH1/jsonrpc", "/do/", "/{}"}) {
    EXPECT_EQ(Ask(path).status, 404) << path;
  }
}

TEST(RouteTable, SaysWhichMethodsAPathTakes) {
  for (const char* const method : {"POST", "PUT", "", "get"}) {
    const HttpResponse response = Ask("/health/ETH1/jsonrpc", method);
    EXPECT_EQ(response.status, 405) << method;
    ASSERT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.headers[0], std::pair(std::string("Allow"), std::string("GET, HEAD")));
  }
  for (const char* const method : {"GET", "HEAD", "PUT"}) {
    const HttpResponse response = Ask("/do", method);
    EXPECT_EQ(response.status, 405) << method;
    ASSERT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.headers[0], std::pair(std::string("Allow"), std::string("POST")));
  }
  EXPECT_EQ(Ask("/any", "BREW").body, "any");
}

TEST(RouteTable, RefusesTooLargeBodiesWhereABodyIsTaken) {
  EXPECT_EQ(Ask("/do", "POST", true).status, 413);
  EXPECT_EQ(Ask("/do", "POST", false).status, 200);
  EXPECT_EQ(Ask("/", "POST", true).status, 405);
  EXPECT_EQ(Ask("/any", "POST", true).status, 200);
}

TEST(RouteTable, LetsTheLastOfEqualPatternsWin) {
  RouteTable table = Sample();
  table.Add(Methods::kGet, "/", Echo("other root"));
  table.Add(Methods::kGet, "/health/{}/{}", Echo("other chain"));
  EXPECT_EQ(table.Respond({.method = "GET", .path = "/", .query = {}}).body, "other root");
  EXPECT_EQ(table.Respond({.method = "GET", .path = "/health/a/b", .query = {}}).body,
            "other chain[a][b]");
}

}  // namespace
}  // namespace headway::exporter
