// Another configuration for a running sidecar: all of it or nothing.
#include "exporter/reload.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "exporter/fleet_builder.h"
#include "tests/probes/sidecar_rig.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_transport.h"

namespace headway::exporter {
namespace {

using health::Role;
using std::chrono::seconds;

/// A sidecar that polls nobody yet, and a file that says what the test wants.
class Reloading {
 public:
  explicit Reloading(config::Settings settings, bool has_file = true)
      : sidecar_(BuildFleet(settings), PolicyOf(settings), transport_, 1, now()),
        reloader_(has_file ? std::function<config::LoadResult()>([this] { return file_; })
                           : std::function<config::LoadResult()>(),
                  settings, clock_.Wall(), log_,
                  [this](const config::Settings& taken) { taken_.push_back(taken); }) {
    file_.settings = std::move(settings);
  }

  Control::Outcome Reload() {
    clock_.Advance(seconds(10));
    ::testing::internal::CaptureStderr();
    Control::Outcome outcome = reloader_.Reload("SIGHUP", now(), sidecar_);
    logged_ = ::testing::internal::GetCapturedStderr();
    return outcome;
  }
  bool Logged(const std::string& text) const { return logged_.find(text) != std::string::npos; }

  config::LoadResult& file() { return file_; }
  const Reloader& reloader() const { return reloader_; }
  const Sidecar& sidecar() const { return sidecar_; }
  const std::string& logged() const { return logged_; }
  const std::vector<config::Settings>& taken() const { return taken_; }
  Instant now() const { return {clock_.Mono(), clock_.Wall(), clock_.Wall()}; }

 private:
  testing::ManualClock clock_;
  testing::ScriptedTransport transport_{
      clock_, [](const probes::TransportRequest&) { return testing::ScriptedReply(); }};
  const Log log_{LogLevel::kDebug, LogFormat::kLogfmt};
  config::LoadResult file_;
  std::string logged_;
  std::vector<config::Settings> taken_;
  Sidecar sidecar_;
  Reloader reloader_;
};

config::Settings TwoPrimaries() {
  return SettingsOf({Endpoint("one", {"first"}), Endpoint("two", {"second"})});
}

TEST(Reloader, TakesWhatTheFileSaysNowAndSumsItUp) {
  Reloading reloading(TwoPrimaries());
  reloading.file().settings =
      SettingsOf({Endpoint("two", {"second"}, Role::kBackup), Endpoint("three", {"third"})});
  const Control::Outcome outcome = reloading.Reload();
  EXPECT_TRUE(outcome.ok);
  EXPECT_EQ(outcome.message,
            "reloaded: endpoints 1 added, 1 removed, 1 moved; URLs 1 added, 1 removed");
  ASSERT_EQ(reloading.sidecar().labels()->endpoints.size(), 2U);
  EXPECT_EQ(reloading.sidecar().labels()->endpoints[0].name, "two");
  EXPECT_TRUE(reloading.Logged(
      "level=info msg=\"configuration reloaded\" cause=SIGHUP endpoints=2 urls=2 "
      "endpoints_added=1 endpoints_removed=1 endpoints_moved=1 urls_added=1 urls_removed=1\n"))
      << reloading.logged();
  EXPECT_TRUE(reloading.reloader().last_successful());
  EXPECT_EQ(reloading.reloader().last_success(), reloading.now().wall);
}

TEST(Reloader, KeepsTheOldConfigurationWhenTheNewOneHasErrorsAndSaysAllOfThem) {
  Reloading reloading(TwoPrimaries());
  const base::WallTime started = reloading.now().wall;
  reloading.file().settings.reset();
  reloading.file().diagnostics = {{.severity = config::Severity::kWarning,
                                   .file = "f.yml",
                                   .line = 3,
                                   .column = 1,
                                   .message = "a warning"},
                                  {.severity = config::Severity::kError,
                                   .file = "f.yml",
                                   .line = 7,
                                   .column = 2,
                                   .message = "an error"}};
  const Control::Outcome outcome = reloading.Reload();
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.message,
            "not reloaded, the old configuration stays in force:\nf.yml:3:1: warning: a warning\n"
            "f.yml:7:2: error: an error");
  EXPECT_TRUE(reloading.Logged("level=warn msg=\"a warning\" at=f.yml:3:1\n"));
  EXPECT_TRUE(reloading.Logged("level=error msg=\"an error\" at=f.yml:7:2\n"));
  EXPECT_TRUE(
      reloading.Logged("not reloaded: it has errors, and the old one stays in force\" "
                       "cause=SIGHUP\n"));
  EXPECT_EQ(reloading.sidecar().labels()->endpoints.size(), 2U);
  EXPECT_FALSE(reloading.reloader().last_successful());
  EXPECT_EQ(reloading.reloader().last_success(), started);
}

TEST(Reloader, NamesTheFileAloneWhereAFindingHasNoPlaceInIt) {
  Reloading reloading(TwoPrimaries());
  reloading.file().settings.reset();
  reloading.file().diagnostics = {{.severity = config::Severity::kError,
                                   .file = "f.yml",
                                   .line = 0,
                                   .column = 0,
                                   .message = "the file cannot be read"}};
  EXPECT_FALSE(reloading.Reload().ok);
  EXPECT_TRUE(reloading.Logged("level=error msg=\"the file cannot be read\" at=f.yml\n"));
}

TEST(Reloader, IsSuccessfulAgainOnceTheFileIs) {
  Reloading reloading(TwoPrimaries());
  reloading.file().settings.reset();
  reloading.Reload();
  reloading.file().settings = TwoPrimaries();
  EXPECT_TRUE(reloading.Reload().ok);
  EXPECT_TRUE(reloading.reloader().last_successful());
  EXPECT_EQ(reloading.reloader().last_success(), reloading.now().wall);
}

TEST(Reloader, HasNothingToDoWithoutAFileAndSaysSo) {
  Reloading reloading(TwoPrimaries(), false);
  const Control::Outcome outcome = reloading.Reload();
  EXPECT_TRUE(outcome.ok);
  EXPECT_EQ(outcome.message, "nothing to reload: headway runs without a configuration file");
  EXPECT_TRUE(reloading.Logged(outcome.message));
  EXPECT_EQ(reloading.sidecar().labels()->endpoints.size(), 2U);
}

TEST(Reloader, WarnsOfAListenAddressThatOnlyARestartCanChange) {
  config::Settings settings = TwoPrimaries();
  settings.web.listen_address = ":9788";
  Reloading reloading(settings);
  EXPECT_TRUE(reloading.Reload().ok);
  EXPECT_FALSE(reloading.Logged("restart"));
  reloading.file().settings->web.listen_address = ":9789";
  EXPECT_TRUE(reloading.Reload().ok);
  EXPECT_TRUE(reloading.Logged("level=warn msg=\"headway.listen-address has changed"));
}

TEST(Reloader, TakesTheNamesOfTheMetricsToo) {
  Reloading reloading(TwoPrimaries());
  reloading.file().settings->metrics = {.prefix = "pre_", .compat = {"lava"}};
  EXPECT_TRUE(reloading.Reload().ok);
  EXPECT_EQ(reloading.sidecar().labels()->metrics.prefix, "pre_");
  EXPECT_EQ(reloading.sidecar().labels()->metrics.compat, std::vector<std::string>{"lava"});
}

TEST(Reloader, ShowsWhatComesIntoForceAndNothingElse) {
  Reloading reloading(TwoPrimaries());
  reloading.file().settings->lava.provider_addresses = {"lava@1abc"};
  EXPECT_TRUE(reloading.Reload().ok);
  ASSERT_EQ(reloading.taken().size(), 1U);
  EXPECT_EQ(reloading.taken()[0].lava.provider_addresses, std::vector<std::string>{"lava@1abc"});
  reloading.file().settings.reset();
  EXPECT_FALSE(reloading.Reload().ok);
  EXPECT_EQ(reloading.taken().size(), 1U);
}

TEST(Reloader, LogsTheEventsOfTheReload) {
  Reloading reloading(TwoPrimaries());
  config::Settings verified = SettingsOf({Endpoint("one", {"other"}), Endpoint("two", {"second"})});
  verified.epoch.reset = health::EpochPolicy::Reset::kVerified;
  reloading.file().settings = verified;
  EXPECT_TRUE(reloading.Reload().ok);
  EXPECT_TRUE(
      reloading.Logged("msg=\"endpoint changed state\" spec=ETH1 api_interface=jsonrpc "
                       "endpoint_id=one from=unknown to=unknown healthy=0"))
      << reloading.logged();
}

TEST(Reloader, NamesKeysThatAreNotForHeadwayInOneDebugLine) {
  Reloading reloading(TwoPrimaries());
  reloading.file().settings->ignored_keys = {"metrics-listen-address", "geolocation"};
  EXPECT_TRUE(reloading.Reload().ok);
  EXPECT_TRUE(
      reloading.Logged("level=debug msg=\"keys of the configuration that are not for "
                       "headway\" keys=\"metrics-listen-address geolocation\"\n"));
}

TEST(ReloadSummary, IsAllZeroWhenNothingChanged) {
  Reloading reloading(TwoPrimaries());
  const Roster before = RosterOf(reloading.sidecar());
  EXPECT_EQ(Compare(before, before), ReloadSummary());
}

}  // namespace
}  // namespace headway::exporter
