#include "chains/ability.h"

#include <gtest/gtest.h>

#include "chains/classify.h"

namespace headway::chains {
namespace {

TEST(Ability, OfAMissingMethodIsAnAnswer) {
  for (const Fault& fault :
       {ClassifyRpcError(FamilyId::kEvm, -32601, "what?"), ClassifyHttpStatus(405),
        ClassifyHttpStatus(404), ClassifyRpcError(FamilyId::kEvm, -32004, "no"),
        ClassifyRpcError(FamilyId::kSvm, -32601, "Method not found")}) {
    const auto answer = AbilityOfFault(fault);
    ASSERT_TRUE(answer.ok()) << Describe(fault.error).name;
    EXPECT_FALSE(std::get<AbilityObservation>(answer.value()).able);
  }
}

TEST(Ability, IsNotToldByWhatSaysNothingAboutTheMethod) {
  for (const Fault& fault :
       {ClassifyTransport(TransportFault::kTimeout), ClassifyHttpStatus(429),
        ClassifyHttpStatus(401), ClassifyHttpStatus(500),
        ClassifyRpcError(FamilyId::kEvm, -32000, "broken"),
        ClassifyRpcError(FamilyId::kEvm, -32602, "bad"), FaultOfReply(ErrorId::kReplyMalformed)}) {
    const auto answer = AbilityOfFault(fault);
    ASSERT_FALSE(answer.ok()) << Describe(fault.error).name;
    EXPECT_EQ(answer.error(), fault);
  }
}

}  // namespace
}  // namespace headway::chains
