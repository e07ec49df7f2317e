#include "exporter/lava_api.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "json/reader.h"
#include "tests/exporter/sample_lava.h"

namespace headway::exporter {
namespace {

constexpr base::WallTime kNow{std::chrono::seconds(1'767'225'600)};

std::string Written(std::shared_ptr<const LavaSample> lava) {
  Snapshot snapshot;
  snapshot.lava = std::move(lava);
  json::Writer writer;
  WriteLava(snapshot, writer);
  return writer.Take();
}

TEST(LavaApi, SaysThatNothingIsWatched) { EXPECT_EQ(Written(nullptr), R"({"watched":false})"); }

TEST(LavaApi, SaysAllThatIsKnownAndNothingElse) {
  const std::string text = Written(SampleLava(kNow));
  json::Reader reader;
  const auto document = reader.Read(text);
  ASSERT_TRUE(document.ok()) << text;
  const auto at = [&](std::string_view pointer) { return document.value().Point(pointer); };
  EXPECT_EQ(at("/watched_height")->Uint64(), 410U);
  EXPECT_EQ(at("/blocks_not_read/body_too_large")->Uint64(), 2U);
  EXPECT_EQ(at("/providers/0/provider")->String(), "lava@1known");
  EXPECT_EQ(at("/providers/0/jail_risk/ratio")->Double(), 0.75);
  EXPECT_EQ(at("/providers/0/jail_risk/exempt_few_providers")->Bool(), true);
  EXPECT_EQ(at("/providers/0/consumer_qos/latency")->Double(), 0.5);
  EXPECT_EQ(at("/providers/0/stake/jailed")->Bool(), true);
  EXPECT_EQ(at("/providers/0/jails/temporary")->Uint64(), 2U);
  EXPECT_FALSE(at("/providers/1/stake").has_value());
  EXPECT_FALSE(at("/providers/1/consumer_qos").has_value());
  EXPECT_TRUE(at("/providers/1/jail_risk")->IsEmptyObject());
}

}  // namespace
}  // namespace headway::exporter
