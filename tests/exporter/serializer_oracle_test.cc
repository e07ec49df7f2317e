// Our encoder against prometheus-cpp's serializer over the same snapshots.
#include <array>
#include <charconv>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include "exporter/exposition.h"
#include "exporter/prometheus_bridge.h"
#include "tests/exporter/parsed_exposition.h"
#include "tests/exporter/sample_snapshots.h"

namespace headway::exporter {
namespace {

const ExpositionOptions& Everything() {
  static const ExpositionOptions options{.prefix = "pre_",
                                         .compat = {CompatSet::kLava, CompatSet::kSmartRouter}};
  return options;
}

// `le` is spelled otherwise there: bounds are told apart as the numbers that they are.
void SpellBoundsAlike(ParsedExposition& parsed) {
  decltype(parsed.samples) alike;
  for (const auto& sample : parsed.samples) {
    auto [name, labels] = sample.first;
    const auto bound = labels.find("le");
    if (bound != labels.end() && bound->second != "+Inf") {
      double value = 0;
      const std::string& text = bound->second;
      std::from_chars(text.data(), text.data() + text.size(), value);
      bound->second.clear();
      AppendNumber(value, bound->second);
    }
    alike.try_emplace({name, labels}, sample.second);
  }
  ASSERT_EQ(alike.size(), parsed.samples.size());
  parsed.samples.swap(alike);
}

ParsedExposition Ours(const Snapshot& snapshot) {
  std::string text;
  ExpositionWriter writer(ExpositionFormat::kText004, text);
  EncodeSnapshot(snapshot, Everything(), writer);
  return ParseExposition(text);
}

ParsedExposition Theirs(const std::shared_ptr<const Snapshot>& snapshot) {
  const auto collectable = MakeCollectable([snapshot] { return snapshot; }, Everything());
  return ParseExposition(prometheus::TextSerializer().Serialize(collectable->Collect()));
}

// prometheus-cpp writes 16 digits, which is one less than a double may need.
double WithSixteenDigits(double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::scientific, 15);
  double rounded = 0;
  std::from_chars(text.data(), end.ptr, rounded);
  return rounded;
}

void ExpectSameFamilies(const ParsedExposition& ours, const ParsedExposition& theirs) {
  ASSERT_EQ(ours.families.size(), theirs.families.size());
  for (const auto& family : ours.families) {
    ASSERT_EQ(theirs.families.count(family.first), 1U) << family.first;
    EXPECT_EQ(family.second.type, theirs.families.at(family.first).type) << family.first;
    EXPECT_EQ(family.second.help, theirs.families.at(family.first).help) << family.first;
  }
}

void ExpectSame(const std::shared_ptr<const Snapshot>& snapshot) {
  ParsedExposition ours = Ours(*snapshot);
  ParsedExposition theirs = Theirs(snapshot);
  SpellBoundsAlike(ours);
  SpellBoundsAlike(theirs);
  EXPECT_EQ(ours.problems, std::vector<std::string>());
  EXPECT_EQ(theirs.problems, std::vector<std::string>());
  ExpectSameFamilies(ours, theirs);
  ASSERT_EQ(ours.samples.size(), theirs.samples.size());
  for (const auto& sample : ours.samples) {
    const auto same = theirs.samples.find(sample.first);
    ASSERT_NE(same, theirs.samples.end()) << sample.first.first;
    EXPECT_EQ(WithSixteenDigits(sample.second), same->second) << sample.first.first;
  }
}

TEST(Encoder, WritesTheSeriesAndValuesOfTheOracle) { ExpectSame(FullSnapshot()); }

TEST(Encoder, WritesTheSeriesAndValuesOfTheOracleForRandomSnapshots) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    ExpectSame(RandomSnapshot(seed));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST(Collectable, ReadsTheSnapshotOfTheMomentAtEachCollect) {
  std::shared_ptr<const Snapshot> current = RandomSnapshot(0);
  const auto collectable = MakeCollectable([&current] { return current; }, {});
  const std::string before = prometheus::TextSerializer().Serialize(collectable->Collect());
  current = FullSnapshot();
  const std::string after = prometheus::TextSerializer().Serialize(collectable->Collect());
  EXPECT_FALSE(ParseExposition(before).Has("endpoint_info", {{"endpoint_id", "sol"}}));
  EXPECT_TRUE(ParseExposition(after).Has("endpoint_info", {{"endpoint_id", "sol"}}));
}

}  // namespace
}  // namespace headway::exporter
