#include "exporter/content_negotiation.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace headway::exporter {
namespace {

constexpr auto kText = ExpositionFormat::kText004;
constexpr auto kOpen = ExpositionFormat::kOpenMetrics100;
constexpr auto kOpenOld = ExpositionFormat::kOpenMetrics001;

struct AcceptCase {
  std::string accept;
  ExpositionFormat format;
};

void ExpectFormats(const std::vector<AcceptCase>& cases) {
  for (const AcceptCase& each : cases) {
    EXPECT_EQ(NegotiateFormat(each.accept), each.format) << each.accept;
  }
}

TEST(NegotiateFormat, GivesScrapersWhatTheyPrefer) {
  ExpectFormats({
      // Prometheus 2 in its early, middle (Debian 12's) and late versions, and Prometheus 3.
      {"application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       kOpenOld},
      {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
       "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       kOpen},
      {"application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;"
       "version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
       kOpen},
      {"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
       "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
       "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
       kOpen},
      // With native histograms, whose format we do not have.
      {"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
       "encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,"
       "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       kOpen},
      // Of scrape_protocols: [PrometheusText0.0.4].
      {"text/plain;version=0.0.4;q=0.5,*/*;q=0.4", kText},
      {"text/plain;version=0.0.4", kText},
      // A browser, and curl.
      {"text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", kText},
      {"*/*", kText},
  });
}

TEST(NegotiateFormat, TakesTheHighestQualityAndOfEqualsTheOneListedFirst) {
  ExpectFormats({
      {"text/plain;q=0.5,application/openmetrics-text;version=1.0.0;q=0.9", kOpen},
      {"text/plain;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5", kText},
      {"text/plain,application/openmetrics-text;version=1.0.0", kText},
      {"application/openmetrics-text;version=1.0.0,text/plain", kOpen},
      {"application/openmetrics-text;version=0.0.1,application/openmetrics-text;version=1.0.0",
       kOpenOld},
      {"application/openmetrics-text;q=0.123,text/plain;q=0.122", kOpen},
  });
}

TEST(NegotiateFormat, TakesAVersionThatIsNotNamedForTheNewestOne) {
  ExpectFormats({
      {"application/openmetrics-text", kOpen},
      {"application/openmetrics-text;charset=utf-8", kOpen},
      {"text/plain;q=0.1,application/openmetrics-text", kOpen},
      {"text/plain", kText},
      {"application/openmetrics-text;version=2.0.0", kText},
      {"application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;"
       "q=0.1",
       kOpen},
  });
}

TEST(NegotiateFormat, LetsTheMostSpecificMediaRangeCount) {
  ExpectFormats({
      {"*/*,application/openmetrics-text;version=1.0.0;q=0.1", kText},
      {"*/*;q=0.1,application/openmetrics-text;version=1.0.0;q=0.2", kOpen},
      {"*/*,application/openmetrics-text;version=1.0.0", kOpen},
      {"text/*,application/openmetrics-text", kOpen},
      {"text/*;q=0.9,*/*;q=0.8", kText},
      {"application/*;q=0.9,*/*;q=0.8", kOpen},
      {"application/*", kOpen},
      {"application/openmetrics-text;q=0.1,application/openmetrics-text;version=0.0.1,text/plain;"
       "q=0.5",
       kOpenOld},
  });
}

TEST(NegotiateFormat, NeverGivesWhatIsRefusedIfThereIsSomethingElse) {
  ExpectFormats({
      {"application/openmetrics-text;q=0,*/*", kText},
      {"application/openmetrics-text;q=0.000,text/plain;q=0.001", kText},
      {"text/plain;q=0,*/*", kOpen},
      {"text/plain;q=0,*/*;q=0.1", kOpen},
      {"application/openmetrics-text;version=1.0.0;q=0,application/*", kOpenOld},
      {"*/*;q=0,application/openmetrics-text;q=0.1", kOpen},
  });
}

TEST(NegotiateFormat, AnswersInTextWhereNothingFits) {
  ExpectFormats({
      {"", kText},
      {"application/json", kText},
      {"*/*;q=0", kText},
      {"text/plain;q=0", kText},
      {"text/plain;q=0,application/openmetrics-text;q=0", kText},
      {"application/openmetrics-protobuf;version=1.0.0", kText},
  });
}

TEST(NegotiateFormat, ReadsTheHeaderAsTheGrammarAllows) {
  ExpectFormats({
      {"APPLICATION/OpenMetrics-Text;Version=1.0.0;Q=0.9, text/plain;q=0.1", kOpen},
      {" application/openmetrics-text ; version=1.0.0 ; q=1.000 ,\ttext/plain ; q=0.1", kOpen},
      {"application/openmetrics-text;version=\"0.0.1\"", kOpenOld},
      {"text/plain;note=\"a,b;q=0\\\";q=0\";q=0.9,application/openmetrics-text;q=0.5", kText},
      {",,application/openmetrics-text,", kOpen},
      {"application/openmetrics-text;;q=0.5;", kOpen},
      {"text/plain;q=0.,application/openmetrics-text;q=1.", kOpen},
  });
}

TEST(NegotiateFormat, PassesOverWhatItCannotRead) {
  for (const char* const bad : {"application/openmetrics-text;q=",
                                "application/openmetrics-text;q=abc",
                                "application/openmetrics-text;q=2",
                                "application/openmetrics-text;q=-1",
                                "application/openmetrics-text;q=nan",
                                "application/openmetrics-text;q=1e-1",
                                "application/openmetrics-text;q=0.5x",
                                "application/openmetrics-text;q",
                                "application",
                                "application/",
                                "/openmetrics-text",
                                "*/openmetrics-text",
                                "*",
                                "/",
                                ";",
                                ",",
                                "application openmetrics-text",
                                "\"application/openmetrics-text",
                                "\"\\",
                                "=",
                                ";;;,,,"}) {
    EXPECT_EQ(NegotiateFormat(bad), kText) << bad;
    EXPECT_EQ(NegotiateFormat("application/openmetrics-text;q=0.5," + std::string(bad)), kOpen)
        << bad;
  }
}

TEST(NegotiateFormat, HasAnAnswerToWhateverIsSent) {
  const std::vector<std::string> pieces = {"application/openmetrics-text",
                                           "text/plain",
                                           "*/*",
                                           ";",
                                           ",",
                                           "=",
                                           "\"",
                                           "\\",
                                           "q",
                                           "version",
                                           "1.0.0",
                                           "0.5",
                                           " ",
                                           "/",
                                           std::string(1, '\0'),
                                           "\xff"};
  base::Random random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string accept;
    for (std::uint64_t piece = random.Below(24); piece > 0; --piece) {
      accept += pieces[random.Below(pieces.size())];
    }
    const ExpositionFormat format = NegotiateFormat(accept);
    const bool names_it = accept.find("openmetrics") != std::string::npos;
    // Wildcards give OpenMetrics only to who refuses text.
    if (!names_it && accept.find("text/plain") == std::string::npos) {
      ASSERT_EQ(format, kText) << accept;
    }
    ASSERT_FALSE(ContentTypeOf(format).empty());
  }
}

}  // namespace
}  // namespace headway::exporter
