#include "lava/listener_problem.h"

#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace headway::lava {
namespace {

TEST(ListenerProblem, EachHasANameForALabelAndWordsOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> words;
  for (const Problem problem : AllProblems()) {
    names.insert(ToString(problem));
    words.insert(WordsOn(problem));
    EXPECT_EQ(ToString(problem).find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"),
              std::string_view::npos);
    EXPECT_EQ(WordsOn(problem).empty(), problem == Problem::kNone) << ToString(problem);
  }
  EXPECT_EQ(names.size(), kProblemCount);
  EXPECT_EQ(words.size(), kProblemCount);
}

TEST(ListenerProblem, NamesStandWithTheirWords) {
  EXPECT_EQ(ToString(Problem::kCertificateExpired), "certificate_expired");
  EXPECT_NE(WordsOn(Problem::kCertificateExpired).find("expired"), std::string_view::npos);
  EXPECT_EQ(ToString(Problem::kJsonRpcNode), "jsonrpc_node");
  EXPECT_NE(WordsOn(Problem::kJsonRpcNode).find("not the URL of its node"), std::string_view::npos);
  EXPECT_EQ(ToString(Problem::kCorsHeaders), "cors_headers");
  EXPECT_NE(WordsOn(Problem::kCorsHeaders).find("x-grpc-web"), std::string_view::npos);
}

}  // namespace
}  // namespace headway::lava
