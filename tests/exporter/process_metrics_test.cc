#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "base/system_clock.h"
#include "exporter/exposition.h"
#include "exporter/proc_self.h"
#include "exporter/prometheus_bridge.h"
#include "tests/exporter/parsed_exposition.h"

namespace headway::exporter {
namespace {

TEST(ProcSelf, GivesPlausibleFigures) {
  const ProcSelf self = ReadProcSelf();
  ASSERT_TRUE(self.cpu_seconds.has_value());
  EXPECT_GE(*self.cpu_seconds, 0);
  EXPECT_LT(*self.cpu_seconds, 600);
  ASSERT_TRUE(self.resident_memory_bytes.has_value());
  EXPECT_GT(*self.resident_memory_bytes, 1e5);
  ASSERT_TRUE(self.virtual_memory_bytes.has_value());
  EXPECT_GE(*self.virtual_memory_bytes, *self.resident_memory_bytes);
  ASSERT_TRUE(self.open_fds.has_value());
  EXPECT_GE(*self.open_fds, 3);
  ASSERT_TRUE(self.max_fds.has_value());
  EXPECT_GE(*self.max_fds, *self.open_fds);
  ASSERT_TRUE(self.start_time_seconds.has_value());
  const double now = base::ToUnixSeconds(base::SystemClock().Wall());
  // The boot time is whole seconds.
  EXPECT_LT(*self.start_time_seconds, now + 2);
  EXPECT_GT(*self.start_time_seconds, now - 600);
}

ParsedExposition Encode(const ProcessInstruments& instruments,
                        ExpositionFormat format = ExpositionFormat::kText004) {
  std::string text;
  ExpositionWriter writer(format, text);
  instruments.Encode(writer);
  writer.Finish();
  return ParseExposition(text, format);
}

TEST(ProcessInstruments, SayWhatWasBuilt) {
  const ParsedExposition parsed = Encode(ProcessInstruments("1.2.3", "g++ \"12\""));
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_EQ(
      parsed.ValueOf("headway_build_info", {{"version", "1.2.3"}, {"compiler", "g++ \"12\""}}), 1);
}

TEST(ProcessInstruments, CountScrapes) {
  ProcessInstruments instruments("1", "g++");
  EXPECT_EQ(Encode(instruments).ValueOf("headway_scrape_duration_seconds_count"), 0);
  instruments.ObserveScrape(std::chrono::milliseconds(2));
  instruments.ObserveScrape(std::chrono::seconds(3));
  const ParsedExposition parsed = Encode(instruments);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_EQ(parsed.ValueOf("headway_scrape_duration_seconds_count"), 2);
  EXPECT_DOUBLE_EQ(parsed.ValueOf("headway_scrape_duration_seconds_sum"), 3.002);
  const auto below = [&parsed](const char* bound) {
    return parsed.ValueOf("headway_scrape_duration_seconds_bucket", {{"le", bound}});
  };
  EXPECT_EQ(below("0.001"), 0);
  EXPECT_EQ(below("0.005"), 1);
  EXPECT_EQ(below("1.0"), 1);
  EXPECT_EQ(below("+Inf"), 2);
}

TEST(ProcessInstruments, GoOutInOpenMetricsToo) {
  const ParsedExposition parsed =
      Encode(ProcessInstruments("1", "g++"), ExpositionFormat::kOpenMetrics100);
  EXPECT_EQ(parsed.problems, std::vector<std::string>());
  EXPECT_EQ(parsed.families.at("process_cpu_seconds").type, "counter");
  EXPECT_EQ(parsed.families.at("process_cpu_seconds").unit, "seconds");
  EXPECT_TRUE(parsed.Has("process_cpu_seconds_total"));
  EXPECT_EQ(parsed.families.at("process_start_time_seconds").unit, "seconds");
  EXPECT_EQ(parsed.families.at("process_resident_memory_bytes").unit, "bytes");
  EXPECT_EQ(parsed.families.at("process_open_fds").unit, "");
}

}  // namespace
}  // namespace headway::exporter
