#include "exporter/cli.h"

#include <array>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace headway::exporter {
namespace {

/// Sets an environment variable as long as it lives.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { unsetenv(name_); }

 private:
  const char* const name_;
};

struct Outcome {
  std::variant<CommandLine, int> result;
  std::string output;
  std::string errors;
};

Outcome Parse(std::initializer_list<const char*> arguments) {
  std::vector<const char*> argv = {"headway"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  auto result = ParseCommandLine(static_cast<int>(argv.size()), argv.data());
  return {.result = std::move(result),
          .output = ::testing::internal::GetCapturedStdout(),
          .errors = ::testing::internal::GetCapturedStderr()};
}

CommandLine Good(std::initializer_list<const char*> arguments) {
  const Outcome outcome = Parse(arguments);
  EXPECT_TRUE(std::holds_alternative<CommandLine>(outcome.result)) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  const auto* line = std::get_if<CommandLine>(&outcome.result);
  return line == nullptr ? CommandLine{} : *line;
}

void ExpectUsageError(std::initializer_list<const char*> arguments) {
  const Outcome outcome = Parse(arguments);
  const int* code = std::get_if<int>(&outcome.result);
  ASSERT_NE(code, nullptr) << *arguments.begin();
  EXPECT_EQ(*code, 2);
  EXPECT_NE(outcome.errors, "");
  EXPECT_EQ(outcome.output, "");
}

TEST(CommandLine, RunsWithDefaultsWithoutArguments) {
  const CommandLine line = Good({});
  EXPECT_EQ(line.command, Command::kRun);
  EXPECT_EQ(line.config_file, "");
  EXPECT_TRUE(line.urls.empty());
  EXPECT_FALSE(line.listen_address.has_value());
  EXPECT_EQ(line.telemetry_path, "/metrics");
  EXPECT_FALSE(line.enable_debug);
  EXPECT_FALSE(line.enable_lifecycle);
  EXPECT_EQ(line.log_level, LogLevel::kInfo);
  EXPECT_EQ(line.log_format, LogFormat::kLogfmt);
}

TEST(CommandLine, KnowsItsCommands) {
  EXPECT_EQ(Good({"run"}).command, Command::kRun);
  EXPECT_EQ(Good({"demo"}).command, Command::kDemo);
  EXPECT_EQ(Good({"metrics"}).command, Command::kMetrics);
  EXPECT_EQ(Good({"version"}).command, Command::kVersion);
  EXPECT_EQ(Good({"check"}).command, Command::kCheck);
  const CommandLine check = Good({"check-config", "a.yml"});
  EXPECT_EQ(check.command, Command::kCheckConfig);
  EXPECT_EQ(check.file_to_check, "a.yml");
}

TEST(CommandLine, TakesFlagsBeforeAndAfterTheCommand) {
  for (const CommandLine& line : {Good({"--config.file=a.yml", "--log.level=debug", "run"}),
                                  Good({"run", "--config.file", "a.yml", "--log.level", "debug"}),
                                  Good({"--config.file=a.yml", "--log.level=debug"})}) {
    EXPECT_EQ(line.command, Command::kRun);
    EXPECT_EQ(line.config_file, "a.yml");
    EXPECT_EQ(line.log_level, LogLevel::kDebug);
  }
}

TEST(CommandLine, TakesEveryFlag) {
  const CommandLine line =
      Good({"run", "--url", "ETH1=http://a.test/?x=1", "--url=BASE=http://b.test",
            "--web.listen-address=127.0.0.1:0", "--web.telemetry-path=/m", "--log.level=error",
            "--log.format=json"});
  EXPECT_EQ(line.urls, (std::vector<std::string>{"ETH1=http://a.test/?x=1", "BASE=http://b.test"}));
  EXPECT_EQ(line.listen_address, "127.0.0.1:0");
  EXPECT_EQ(line.telemetry_path, "/m");
  EXPECT_EQ(line.log_level, LogLevel::kError);
  EXPECT_EQ(line.log_format, LogFormat::kJson);
}

TEST(CommandLine, CheckTakesWhatRunTakesAndItsOwnFlag) {
  EXPECT_FALSE(Good({"check", "--config.file=a.yml"}).json);
  const CommandLine line = Good({"check", "--json", "--url=ETH1=http://a.test"});
  EXPECT_TRUE(line.json);
  EXPECT_EQ(line.urls, std::vector<std::string>{"ETH1=http://a.test"});
  ExpectUsageError({"run", "--json"});
}

TEST(CommandLine, ReadsTheEnvironment) {
  const Environment file("HEADWAY_CONFIG_FILE", "env.yml");
  const Environment address("HEADWAY_WEB_LISTEN_ADDRESS", ":1");
  const Environment path("HEADWAY_WEB_TELEMETRY_PATH", "/env");
  const Environment level("HEADWAY_LOG_LEVEL", "warn");
  const Environment format("HEADWAY_LOG_FORMAT", "json");
  const CommandLine line = Good({});
  EXPECT_EQ(line.config_file, "env.yml");
  EXPECT_EQ(line.listen_address, ":1");
  EXPECT_EQ(line.telemetry_path, "/env");
  EXPECT_EQ(line.log_level, LogLevel::kWarn);
  EXPECT_EQ(line.log_format, LogFormat::kJson);
}

TEST(CommandLine, FlagsGoBeforeTheEnvironment) {
  const Environment file("HEADWAY_CONFIG_FILE", "env.yml");
  const Environment level("HEADWAY_LOG_LEVEL", "warn");
  const CommandLine line = Good({"run", "--config.file=flag.yml", "--log.level=debug"});
  EXPECT_EQ(line.config_file, "flag.yml");
  EXPECT_EQ(line.log_level, LogLevel::kDebug);
}

TEST(CommandLine, SwitchesDebugAndLifecycleOnEachByItself) {
  const CommandLine debug = Good({"run", "--web.enable-debug"});
  EXPECT_TRUE(debug.enable_debug);
  EXPECT_FALSE(debug.enable_lifecycle);
  const CommandLine lifecycle = Good({"--web.enable-lifecycle", "run"});
  EXPECT_FALSE(lifecycle.enable_debug);
  EXPECT_TRUE(lifecycle.enable_lifecycle);
}

TEST(CommandLine, TakesSwitchesWithAValue) {
  EXPECT_TRUE(Good({"--web.enable-debug=true"}).enable_debug);
  EXPECT_TRUE(Good({"--web.enable-debug=1"}).enable_debug);
  EXPECT_FALSE(Good({"--web.enable-debug=false"}).enable_debug);
  EXPECT_FALSE(Good({"--web.enable-lifecycle=0"}).enable_lifecycle);
}

TEST(CommandLine, ReadsSwitchesFromTheEnvironment) {
  const Environment debug("HEADWAY_WEB_ENABLE_DEBUG", "true");
  const Environment lifecycle("HEADWAY_WEB_ENABLE_LIFECYCLE", "1");
  const CommandLine line = Good({});
  EXPECT_TRUE(line.enable_debug);
  EXPECT_TRUE(line.enable_lifecycle);
  EXPECT_FALSE(Good({"--web.enable-debug=false"}).enable_debug);
}

TEST(CommandLine, ReadsASwitchThatIsOffFromTheEnvironment) {
  for (const char* const value : {"false", "0", ""}) {
    const Environment debug("HEADWAY_WEB_ENABLE_DEBUG", value);
    EXPECT_FALSE(Good({}).enable_debug) << value;
  }
}

TEST(CommandLine, DoesNotRepeatTheBadValueOfASwitch) {
  const Outcome flag = Parse({"--web.enable-debug=http://h/s3cret"});
  ASSERT_TRUE(std::holds_alternative<int>(flag.result));
  EXPECT_NE(flag.errors.find("must be true or false"), std::string::npos) << flag.errors;
  EXPECT_EQ(flag.errors.find("s3cret"), std::string::npos) << flag.errors;
  const Environment lifecycle("HEADWAY_WEB_ENABLE_LIFECYCLE", "s3cret");
  const Outcome environment = Parse({"run"});
  ASSERT_TRUE(std::holds_alternative<int>(environment.result));
  EXPECT_EQ(environment.errors.find("s3cret"), std::string::npos) << environment.errors;
}

TEST(CommandLine, KeepsTheTelemetryPathOffItsOtherAnswers) {
  for (const char* const path :
       {"/", "/livez", "/-/reload", "/metrics/overall-health", "/health/ETH1/jsonrpc",
        "/api/v1/urls", "/endpoints/ETH1/jsonrpc/alpha", "/static/headway.js", "/debug/time",
        "/debug/time-warp", "/status/backups_needed"}) {
    ExpectUsageError({"--web.telemetry-path", path});
  }
  for (const char* const path : {"/{*}", "/{}", "/a/{x}", "/a}"}) {
    ExpectUsageError({"--web.telemetry-path", path});
  }
  for (const char* const path : {"/m", "/metrics/all", "/healthz", "/debug/metrics"}) {
    EXPECT_EQ(Good({"--web.telemetry-path", path}).telemetry_path, path);
  }
}

TEST(CommandLine, RefusesWhatItDoesNotUnderstand) {
  ExpectUsageError({"frobnicate"});
  ExpectUsageError({"--frobnicate"});
  ExpectUsageError({"run", "demo"});
  ExpectUsageError({"check-config"});
  ExpectUsageError({"--config.file"});
  ExpectUsageError({"--log.level=loud"});
  ExpectUsageError({"--log.level=INFO"});
  ExpectUsageError({"--log.format=xml"});
  ExpectUsageError({"--web.telemetry-path=metrics"});
}

TEST(CommandLine, SaysWhichCommandOrFlagWasMeant) {
  EXPECT_EQ(Parse({"chek"}).errors,
            "not expected: a value (not shown) (did you mean \"check\"?)\n"
            "Run with --help for more information.\n");
  EXPECT_EQ(Parse({"--web.listen-adress=:1"}).errors,
            "not expected: --web.listen-adress (did you mean \"--web.listen-address\"?)\n"
            "Run with --help for more information.\n");
  EXPECT_EQ(Parse({"rules", "--prefx=a"}).errors,
            "not expected: --prefx (did you mean \"--prefix\"?)\n"
            "Run with --help for more information.\n");
}

TEST(CommandLine, RepeatsNoUrlThatItDidNotExpect) {
  EXPECT_EQ(Parse({"https://h.example/key"}).errors,
            "not expected: a value (not shown)\n"
            "Run with --help for more information.\n");
  EXPECT_EQ(Parse({"--urls=ETH1=https://h.example/key"}).errors,
            "not expected: --urls (did you mean \"--url\"?)\n"
            "Run with --help for more information.\n");
}

TEST(CommandLine, PrintsRulesAndDashboardsForAPrefixOrForASpellingOfTheRouter) {
  const CommandLine native = Good({"rules", "--prefix=acme_"});
  EXPECT_EQ(native.command, Command::kRules);
  EXPECT_EQ(native.metric_prefix, "acme_");
  EXPECT_EQ(native.compat, std::nullopt);
  EXPECT_EQ(Good({"rules", "--compat=lava"}).compat, CompatSet::kLava);
  const CommandLine written = Good({"dashboards", "folder", "--compat", "smart-router"});
  EXPECT_EQ(written.command, Command::kDashboards);
  EXPECT_EQ(written.output_folder, "folder");
  EXPECT_EQ(written.compat, CompatSet::kSmartRouter);
}

TEST(CommandLine, AnEmptyPrefixIsNone) {
  EXPECT_EQ(Good({"rules", "--prefix="}).metric_prefix, "");
  EXPECT_EQ(Good({"rules", "--prefix", ""}).metric_prefix, "");
  const CommandLine written = Good({"dashboards", "--prefix=", "folder"});
  EXPECT_EQ(written.metric_prefix, "");
  EXPECT_EQ(written.output_folder, "folder");
  EXPECT_EQ(Good({"rules", "--compat=lava", "--prefix="}).compat, CompatSet::kLava);
}

TEST(CommandLine, AnEmptyValueDoesNotTakeTheNextArgument) {
  const CommandLine line = Good({"--config.file=", "run", "--url=ETH1=http://a.test"});
  EXPECT_EQ(line.config_file, "");
  EXPECT_EQ(line.urls, std::vector<std::string>{"ETH1=http://a.test"});
  EXPECT_EQ(Good({"run", "--url=ETH1=http://a.test/?key="}).urls,
            std::vector<std::string>{"ETH1=http://a.test/?key="});
}

TEST(CommandLine, RefusesAFolderWithoutAName) {
  ExpectUsageError({"dashboards", ""});
  EXPECT_NE(Parse({"dashboards", ""}).errors.find("FOLDER is empty"), std::string::npos);
}

TEST(CommandLine, TheDemoTakesNothingElseToWatch) {
  for (const char* const flag : {"--config.file=/nope", "--url=ETH1=http://a.test/hunter2"}) {
    ExpectUsageError({"demo", flag});
    const std::string errors = Parse({"demo", flag}).errors;
    EXPECT_NE(errors.find("neither --config.file nor --url"), std::string::npos) << errors;
    EXPECT_EQ(errors.find("hunter2"), std::string::npos) << errors;
  }
  const Environment file("HEADWAY_CONFIG_FILE", "env.yml");
  EXPECT_EQ(Good({"demo"}).command, Command::kDemo);
}

TEST(CommandLine, TheRoutersSeriesTakeNoPrefix) {
  ExpectUsageError({"rules", "--compat=lava", "--prefix=acme_"});
  const Outcome outcome = Parse({"dashboards", "folder", "--prefix=acme_", "--compat=lava"});
  EXPECT_NE(outcome.errors.find("--compat and --prefix exclude each other"), std::string::npos);
}

TEST(CommandLine, KnowsNoOtherSpellingAndDoesNotRepeatIt) {
  ExpectUsageError({"rules", "--compat="});
  EXPECT_EQ(
      Parse({"rules", "--compat="}).errors.find("--compat: must be one of lava, smart-router"), 0U);
  ExpectUsageError({"run", "--compat=lava"});
  const Outcome outcome = Parse({"rules", "--compat=https://user:hunter2@node.example"});
  ASSERT_TRUE(std::holds_alternative<int>(outcome.result));
  EXPECT_NE(outcome.errors.find("must be one of lava, smart-router"), std::string::npos);
  EXPECT_EQ(outcome.errors.find("hunter2"), std::string::npos);
}

TEST(CommandLine, RefusesABadValueFromTheEnvironment) {
  const Environment level("HEADWAY_LOG_LEVEL", "loud");
  ExpectUsageError({"run"});
}

TEST(CommandLine, ShowsHelpOnStandardOutput) {
  for (const Outcome& outcome : {Parse({"--help"}), Parse({"run", "--help"})}) {
    const int* code = std::get_if<int>(&outcome.result);
    ASSERT_NE(code, nullptr);
    EXPECT_EQ(*code, 0);
    EXPECT_NE(outcome.output, "");
    EXPECT_EQ(outcome.errors, "");
  }
  EXPECT_NE(Parse({"--help"}).output.find("--config.file"), std::string::npos);
}

}  // namespace
}  // namespace headway::exporter
