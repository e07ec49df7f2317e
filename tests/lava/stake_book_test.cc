#include "lava/stake_book.h"

#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace headway::lava {
namespace {

using Kind = StakeQuestion::Kind;

constexpr base::MonoTime kStart{std::chrono::hours(1)};

std::string Entry(const std::string& address, const std::string& applied,
                  const std::string& jails = "0") {
  return R"({"stake":{"denom":"ulava","amount":"5000"},"address":")" + address +
         R"(","stake_applied_block":")" + applied +
         R"(","chain":"ETH1","delegate_total":{"denom":"ulava","amount":"2500"},)"
         R"("delegate_commission":"50","jails":")" +
         jails + R"(","jail_end_time":"1767225600"})";
}

/// A book of one provider on one chain, and a node that answers by kind.
class Rig {
 public:
  Rig() {
    Account account;
    account.provider = "lava@1ours";
    account.spec = "ETH1";
    accounts.push_back(account);
  }

  std::string AnswerTo(const StakeQuestion& question) const {
    switch (question.kind) {
      case Kind::kProvider:
        return R"({"stakeEntries":[)" + Entry("lava@1ours", applied, jails) + "]}";
      case Kind::kChain:
        return R"({"stakeEntry":[)" + Entry("lava@1a", "5") + "," + Entry("lava@1b", "5") + "]}";
      case Kind::kPlans:
        return R"({"plans_info":[{"index":"free"},{"index":"whale"})" + more_plans + "]}";
      case Kind::kPlan:
        return std::string(R"({"plan_info":{"plan_policy":{"max_providers_to_pair":")") +
               (question.plan == "free" ? free_pairs : "24") + "\"}}}";
    }
    return {};
  }

  std::vector<Kind> Round() {
    std::vector<Kind> kinds;
    while (const auto question = book.Next(accounts, now)) {
      kinds.push_back(question->kind);
      probes::Completion reply;
      const bool is_lost = ++asked_ == drops || question->kind == lost_kind ||
                           (!question->plan.empty() && question->plan == lost_plan);
      reply.http_status = is_lost ? 503 : status;
      const std::string body = AnswerTo(*question);
      reply.body = body;
      book.OnReply(*question, reply, now, reader);
    }
    return kinds;
  }

  std::optional<bool> FewProviders() const {
    return book.ExemptionsOf(accounts.front(), {}).few_providers;
  }

  EpochStarts EpochsUpTo(std::uint64_t last) const {
    EpochStarts epochs;
    for (std::uint64_t start = 20; start <= last; start += 20) epochs.Begin(start);
    return epochs;
  }

  std::vector<Account> accounts;
  StakeBook book;
  json::Reader reader;
  base::MonoTime now = kStart;
  std::string applied = "10";
  std::string jails = "0";
  std::string free_pairs = "2";  // providers for a consumer of the plan `free`
  std::string more_plans;        // of the list, behind a comma
  int status = 200;
  std::optional<Kind> lost_kind;  // of questions that have no answer
  std::string lost_plan;
  int drops = 0;  // the how-manieth answer is lost; 0: none

 private:
  int asked_ = 0;
};

TEST(StakeBook, AsksForProvidersChainsAndPlansOneByOne) {
  Rig rig;
  EXPECT_EQ(rig.Round(), (std::vector<Kind>{Kind::kProvider, Kind::kChain, Kind::kPlans,
                                            Kind::kPlan, Kind::kPlan}));
  EXPECT_TRUE(rig.Round().empty());
  rig.now += StakeBook::kInterval;
  EXPECT_EQ(rig.Round().size(), 5U);
  rig.book.Hurry();
  EXPECT_EQ(rig.Round().size(), 5U);
}

TEST(StakeBook, ReadsTheStakeOfAProvider) {
  Rig rig;
  rig.Round();
  const auto stake = rig.book.StakeOf(rig.accounts.front());
  ASSERT_TRUE(stake.has_value());
  EXPECT_EQ(stake->stake, 5'000U);
  EXPECT_EQ(stake->delegated, 2'500U);
  EXPECT_DOUBLE_EQ(stake->commission, 0.5);
  EXPECT_EQ(stake->jails, 0U);
  EXPECT_EQ(stake->jail_end, base::WallTime(std::chrono::seconds(1'767'225'600)));
  EXPECT_FALSE(stake->frozen());
}

TEST(StakeBook, AFrozenProviderIsStakedForNever) {
  Rig rig;
  rig.applied = "9223372036854775807";
  rig.Round();
  EXPECT_TRUE(rig.book.StakeOf(rig.accounts.front())->frozen());
  EXPECT_EQ(rig.book.ExemptionsOf(rig.accounts.front(), rig.EpochsUpTo(400)).frozen, true);
}

TEST(StakeBook, AProviderIsNewUntilElevenEpochsHavePassedOrItWasJailed) {
  for (const auto& [applied, jails, is_new] :
       {std::tuple("180", "0", false), std::tuple("181", "0", true),
        std::tuple("181", "1", false)}) {
    Rig rig;
    rig.applied = applied;
    rig.jails = jails;
    rig.Round();
    EXPECT_EQ(rig.book.ExemptionsOf(rig.accounts.front(), rig.EpochsUpTo(400)).is_new, is_new)
        << applied;
  }
}

TEST(StakeBook, TwoProvidersAreTooFewWhereEveryPlanPairsTwo) {
  Rig rig;
  EXPECT_EQ(rig.FewProviders(), std::nullopt);
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), true);
}

TEST(StakeBook, APlanThatDoesNotAnswerCountsAsItLastDidForAnHour) {
  for (const char* const lost : {"free", "whale"}) {
    Rig rig;
    rig.Round();
    rig.lost_plan = lost;
    rig.now += std::chrono::minutes(50);
    rig.Round();
    EXPECT_EQ(rig.FewProviders(), true) << lost;
    rig.now += std::chrono::minutes(20);
    rig.Round();
    EXPECT_EQ(rig.FewProviders(), std::nullopt) << lost;
  }
}

TEST(StakeBook, PlansAreForgottenAfterAnHourWithoutTheirList) {
  Rig rig;
  rig.Round();
  rig.lost_kind = Kind::kPlans;
  rig.now += std::chrono::minutes(50);
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), true);
  rig.now += std::chrono::minutes(20);
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), std::nullopt);
}

TEST(StakeBook, APlanCountsThoughTheOneAskedForLastDoesNotAnswer) {
  Rig rig;
  rig.Round();
  rig.lost_plan = "whale";
  rig.free_pairs = "1";
  rig.now += StakeBook::kInterval;
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), false);
}

// It may pair fewer than the others, and the two providers be punished after all.
TEST(StakeBook, NobodyIsSparedWhileAPlanIsUnknown) {
  for (const char* const lost : {"free", "whale"}) {
    Rig rig;
    rig.lost_plan = lost;
    rig.Round();
    EXPECT_EQ(rig.FewProviders(), std::nullopt) << lost;
    rig.lost_plan.clear();
    rig.now += StakeBook::kInterval;
    rig.Round();
    EXPECT_EQ(rig.FewProviders(), true) << lost;
  }
  Rig cannot_ask;
  cannot_ask.more_plans = R"(,{"index":"../x"})";
  EXPECT_EQ(cannot_ask.Round().size(), 5U);
  EXPECT_EQ(cannot_ask.FewProviders(), std::nullopt);
  Rig too_many;
  for (std::size_t plan = 0; plan < StakeBook::kMaxPlans; ++plan) {
    too_many.more_plans += R"(,{"index":"p)" + std::to_string(plan) + R"("})";
  }
  EXPECT_EQ(too_many.Round().size(), 3 + StakeBook::kMaxPlans);
  EXPECT_EQ(too_many.FewProviders(), std::nullopt);
}

TEST(StakeBook, PlansThatAreNoLongerListedDoNotCount) {
  Rig rig;
  rig.more_plans = R"(,{"index":"gone"})";
  rig.lost_plan = "gone";
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), std::nullopt);
  rig.more_plans.clear();
  rig.now += StakeBook::kInterval;
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), true);
}

TEST(StakeBook, AnAnswerThatDoesNotComeLeavesTheLastForAnHour) {
  Rig rig;
  rig.Round();
  rig.status = 503;
  rig.now += std::chrono::minutes(50);
  rig.Round();
  EXPECT_TRUE(rig.book.StakeOf(rig.accounts.front()).has_value());
  rig.now += std::chrono::minutes(20);
  rig.Round();
  EXPECT_FALSE(rig.book.StakeOf(rig.accounts.front()).has_value());
}

TEST(StakeBook, AsksThreeTimesForAnAnswerThatDoesNotCome) {
  Rig rig;
  rig.status = 503;
  EXPECT_EQ(rig.Round().size(), 9U) << "three questions, without the plans of a list";
}

TEST(StakeBook, KnowsThePlansAlsoWhileAnotherAnswerIsStillAskedForAgain) {
  Rig rig;
  rig.drops = 3;  // the list of plans: the plans come behind its second answer
  rig.Round();
  EXPECT_EQ(rig.FewProviders(), true);
  Rig other;
  other.drops = 4;  // the first plan
  other.Round();
  EXPECT_EQ(other.FewProviders(), true);
  Rig third;
  third.drops = 1;  // the provider: asked for again behind the plans of the list
  third.Round();
  EXPECT_EQ(third.FewProviders(), true);
}

TEST(StakeBook, SurvivesAnswersThatMakeNoSense) {
  constexpr const char* kTooMuchStake =
      R"({"stakeEntries":[{"address":"lava@1ours","stake_applied_block":"1",)"
      R"("stake":{"amount":"99999999999999999999999"}}]})";
  Rig rig;
  const StakeQuestion question{
      .kind = Kind::kProvider, .provider = "lava@1ours", .spec = "ETH1", .plan = {}};
  for (const std::string body :
       {"", "[]", "{}", R"({"stakeEntries":1})", R"({"stakeEntries":[null,1,{}]})",
        R"({"stakeEntries":[{"address":"lava@1ours","stake":{"amount":"-1"}}]})", kTooMuchStake}) {
    probes::Completion reply;
    reply.http_status = 200;
    reply.body = body;
    rig.book.OnReply(question, reply, rig.now, rig.reader);
    EXPECT_FALSE(rig.book.StakeOf(rig.accounts.front()).has_value()) << body;
  }
}

TEST(StakeRequests, NameWhomTheyAreAbout) {
  chains::Request request;
  WriteStakeRequest({.kind = Kind::kProvider, .provider = "lava@1ours", .spec = "ETH1", .plan = {}},
                    request);
  EXPECT_EQ(request.path, "/lavanet/lava/pairing/provider/lava@1ours/ETH1");
  WriteStakeRequest({.kind = Kind::kChain, .provider = {}, .spec = "ETH1", .plan = {}}, request);
  EXPECT_EQ(request.path, "/lavanet/lava/pairing/providers/ETH1");
}

}  // namespace
}  // namespace headway::lava
