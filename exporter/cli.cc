// The only file that includes CLI11.
#include "exporter/cli.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string_view>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "config/metric_prefix.h"
#include "config/suggest.h"

namespace headway::exporter {
namespace {

constexpr int kUsageError = 2;

constexpr std::array<std::string_view, 12> kOwnPaths = {"/",
                                                        "/livez",
                                                        "/readyz",
                                                        "/-/healthy",
                                                        "/-/ready",
                                                        "/-/reload",
                                                        "/-/quit",
                                                        "/metrics/overall-health",
                                                        "/metrics/health-overall",
                                                        "/status/backups_needed",
                                                        "/debug/time-warp",
                                                        "/debug/time"};
constexpr std::array<std::string_view, 4> kSwitchValues = {"true", "false", "1", "0"};
constexpr std::array<std::string_view, 4> kOwnPrefixes = {"/health/", "/api/", "/endpoints/",
                                                          "/static/"};

constexpr const char* kAbout =
    "headway watches blockchain RPC nodes and exports what it finds to Prometheus.";

bool IsTaken(std::string_view path) {
  return std::find(kOwnPaths.begin(), kOwnPaths.end(), path) != kOwnPaths.end() ||
         std::any_of(kOwnPrefixes.begin(), kOwnPrefixes.end(),
                     [path](std::string_view prefix) { return path.starts_with(prefix); });
}

/// A flag that is on or off, with its environment twin. Its values are checked here because the
/// library repeats a bad one in its message.
void AddSwitch(CLI::App& app, const std::string& name, const char* environment, bool& value,
               const std::string& help) {
  app.add_flag(name, value, help)->envname(environment)->check([](const std::string& text) {
    const bool known =
        std::find(kSwitchValues.begin(), kSwitchValues.end(), text) != kSwitchValues.end();
    return std::string(known ? "" : "must be true or false");
  });
}

/// An option whose values are words that `parse` knows. What was given instead is not repeated in
/// the message: it may be anything, a URL with its key too.
template <class Value, class Enum>
CLI::Option* AddChoice(CLI::App& app, const std::string& name, Value& value,
                       std::optional<Enum> (*parse)(std::string_view), const std::string& words,
                       const std::string& help) {
  const auto set = [&value, parse](const std::string& text) {
    if (const auto parsed = parse(text)) value = *parsed;
  };
  return app.add_option_function<std::string>(name, set, help + ": " + words)
      ->check([parse, words](const std::string& text) {
        return parse(text) ? std::string() : "must be one of " + words;
      })
      ->type_name("");
}

void AddFlags(CLI::App& app, CommandLine& line) {
  app.add_option("--config.file", line.config_file,
                 "Configuration: the router's or provider's YAML (Env:HEADWAY_CONFIG_FILE)")
      ->type_name("FILE");
  app.add_option("--url", line.urls,
                 "Without a file: watch URL as a node of chain SPEC; repeatable")
      ->type_name("SPEC=URL");
  app.add_option("--web.listen-address", line.listen_address,
                 "Where to listen, IPv4 (default :9788)")
      ->envname("HEADWAY_WEB_LISTEN_ADDRESS")
      ->type_name("HOST:PORT");
  app.add_option("--web.telemetry-path", line.telemetry_path, "Path of the metrics")
      ->envname("HEADWAY_WEB_TELEMETRY_PATH")
      ->type_name("PATH")
      ->capture_default_str()
      ->check([](const std::string& path) {
        if (!path.starts_with('/')) return std::string("must start with /");
        // Routes are patterns, in which braces are holes.
        if (path.find_first_of("{}") != std::string::npos) {
          return std::string("must be without { and }");
        }
        return std::string(IsTaken(path) ? "is taken by another answer" : "");
      });
  AddSwitch(app, "--web.enable-lifecycle", "HEADWAY_WEB_ENABLE_LIFECYCLE", line.enable_lifecycle,
            "Serve POST /-/reload and POST /-/quit");
  AddSwitch(app, "--web.enable-debug", "HEADWAY_WEB_ENABLE_DEBUG", line.enable_debug,
            "Serve POST /debug/time-warp and GET /debug/time, for tests; without authentication");
  AddChoice(app, "--log.level", line.log_level, &ParseLogLevel, "debug, info, warn, error",
            "Least severe level that is logged")
      ->envname("HEADWAY_LOG_LEVEL");
  AddChoice(app, "--log.format", line.log_format, &ParseLogFormat, "logfmt, json",
            "Format of log lines")
      ->envname("HEADWAY_LOG_FORMAT");
}

/// The two commands that print what goes into other programs.
template <class AddCommand>
void AddMonitoringCommands(const AddCommand& command, CommandLine& line) {
  CLI::App* const rules =
      command("rules", "Print alert and recording rules for Prometheus", Command::kRules);
  CLI::App* const dashboards =
      command("dashboards", "Write the Grafana dashboards into a folder", Command::kDashboards);
  dashboards->add_option("FOLDER", line.output_folder, "Where to; it must exist")->required();
  for (CLI::App* const each : {rules, dashboards}) {
    each->add_option("--prefix", line.metric_prefix, "As headway.metrics.prefix of the sidecars")
        ->type_name("PREFIX")
        ->check([](const std::string& prefix) {
          return std::string(prefix.empty() || config::IsMetricPrefix(prefix)
                                 ? ""
                                 : "must be letters, digits, underscores and colons, the first of "
                                   "them no digit");
        });
    AddChoice(*each, "--compat", line.compat, &ParseCompatSet, "lava, smart-router",
              "Those that read the router's own series alone, in its spelling");
  }
}

/// Adds the long names of an application's options, and the names of its commands.
void AddNames(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
    AddNames(*command, names);
  }
}

/// Says which arguments are not known and what may have been meant, and repeats no more of them
/// than the names of flags: a URL behind a mistyped --url holds its key.
std::string DescribeUnknown(const CLI::App& app) {
  std::vector<std::string> names;
  AddNames(app, names);
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::string text = "not expected:";
  for (const std::string& argument : app.remaining(true)) {
    const std::string name = argument.substr(0, argument.find('='));
    const bool is_flag = name.starts_with('-') && name.find_first_of(":/@?") == std::string::npos;
    text += is_flag ? ' ' + name : " a value (not shown)";
    text += config::DidYouMean(name, known);
  }
  return text + "\nRun with --help for more information.\n";
}

/// What is wrong with flags that are good each by itself; empty: nothing.
std::string ProblemOf(const CommandLine& line) {
  if (line.compat && !line.metric_prefix.empty()) {
    return "--compat and --prefix exclude each other: the router's own series have no prefix";
  }
  if (line.command == Command::kDashboards && line.output_folder.empty()) {
    return "FOLDER is empty; . is the current folder";
  }
  if (line.command == Command::kDemo && !(line.config_file.empty() && line.urls.empty())) {
    return "demo watches its own devnet: it takes neither --config.file nor --url";
  }
  return "";
}

/// The options of the program and its commands that are followed by a value.
std::set<std::string, std::less<>> NamesOfValues(const CLI::App& app) {
  std::set<std::string, std::less<>> names;
  const auto add = [&names](const CLI::App& of) {
    for (const CLI::Option* option : of.get_options()) {
      if (option->get_items_expected_max() == 0) continue;
      for (const std::string& name : option->get_lnames()) names.insert("--" + name);
    }
  };
  add(app);
  for (const CLI::App* command : app.get_subcommands({})) add(*command);
  return names;
}

/// The arguments, last first, as the library wants them. `--name=` becomes two: the library takes
/// it for a --name without a value, and the next argument for that.
std::vector<std::string> ArgumentsOf(const CLI::App& app, int argc, const char* const* argv) {
  const auto names = NamesOfValues(app);
  std::vector<std::string> arguments;
  for (int at = 1; at < argc; ++at) {
    std::string argument = argv[at];
    const bool is_empty_value =
        argument.ends_with('=') && names.contains(argument.substr(0, argument.size() - 1));
    if (is_empty_value) argument.pop_back();
    arguments.push_back(std::move(argument));
    if (is_empty_value) arguments.emplace_back();
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

}  // namespace

std::variant<CommandLine, int> ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  CLI::App app(kAbout, "headway");
  app.fallthrough();
  app.require_subcommand(0, 1);
  AddFlags(app, line);
  const auto command = [&app, &line](const char* name, const char* help, Command which) {
    CLI::App* sub = app.add_subcommand(name, help)->fallthrough();
    sub->callback([&line, which] { line.command = which; });
    return sub;
  };
  command("run", "Watch the nodes of the configuration (the default command)", Command::kRun);
  command("demo", "Watch an embedded devnet, for a first look", Command::kDemo);
  command("check", "Ask every URL once: a table of all that is wrong; exit 0 all healthy, 1 not",
          Command::kCheck)
      ->add_flag("--json", line.json, "Print one JSON document instead of the table");
  command("check-config", "Validate a configuration: all findings, exit 0 or 2",
          Command::kCheckConfig)
      ->add_option("FILE", line.file_to_check, "The file to validate")
      ->required();
  command("metrics", "Print the metric catalogue as JSON", Command::kMetrics);
  AddMonitoringCommands(command, line);
  command("version", "Print the version", Command::kVersion);
  try {
    app.parse(ArgumentsOf(app, argc, argv));
  } catch (const CLI::ExtrasError&) {
    std::fputs(DescribeUnknown(app).c_str(), stderr);
    return kUsageError;
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream problems;
    const int code = app.exit(error, out, problems);
    std::fputs(out.str().c_str(), stdout);
    std::fputs(problems.str().c_str(), stderr);
    return code == 0 ? 0 : kUsageError;
  }
  if (const std::string problem = ProblemOf(line); !problem.empty()) {
    std::fputs((problem + "\nRun with --help for more information.\n").c_str(), stderr);
    return kUsageError;
  }
  // By hand, so that --url on the command line wins over a file in the environment.
  const char* const file = std::getenv("HEADWAY_CONFIG_FILE");
  if (file != nullptr && line.config_file.empty() && line.urls.empty()) line.config_file = file;
  return line;
}

}  // namespace headway::exporter
