// The only file that includes CLI11.
#include "exporter/cli.h"

#include <cstdio>
#include <sstream>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace headway::exporter {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kAbout =
    "headway watches blockchain RPC nodes and exports what it finds to Prometheus.";

template <class Enum>
using Choices = std::vector<std::pair<std::string, Enum>>;

template <class Enum>
std::optional<Enum> FindChoice(const Choices<Enum>& choices, const std::string& text) {
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
  }
  return std::nullopt;
}

template <class Enum>
CLI::Option* AddChoice(CLI::App& app, const std::string& name, Enum& value,
                       const Choices<Enum>& choices, const std::string& help) {
  std::string list;
  for (const auto& choice : choices) list += (list.empty() ? "" : ", ") + choice.first;
  return app
      .add_option_function<std::string>(
          name,
          [&value, choices](const std::string& text) {
            value = FindChoice(choices, text).value_or(value);
          },
          help + ": " + list)
      ->check([choices, list](const std::string& text) {
        return FindChoice(choices, text) ? std::string() : text + " is none of " + list;
      })
      ->type_name("");
}

void AddFlags(CLI::App& app, CommandLine& line) {
  app.add_option("--config.file", line.config_file,
                 "Configuration: the router's or provider's YAML")
      ->envname("HEADWAY_CONFIG_FILE")
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
        return path.starts_with('/') ? std::string() : std::string("must start with /");
      });
  AddChoice<LogLevel>(app, "--log.level", line.log_level,
                      {{"debug", LogLevel::kDebug},
                       {"info", LogLevel::kInfo},
                       {"warn", LogLevel::kWarn},
                       {"error", LogLevel::kError}},
                      "Least severe level that is logged")
      ->envname("HEADWAY_LOG_LEVEL");
  AddChoice<LogFormat>(app, "--log.format", line.log_format,
                       {{"logfmt", LogFormat::kLogfmt}, {"json", LogFormat::kJson}},
                       "Format of log lines")
      ->envname("HEADWAY_LOG_FORMAT");
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
  command("check-config", "Validate a configuration: all findings, exit 0 or 2",
          Command::kCheckConfig)
      ->add_option("FILE", line.file_to_check, "The file to validate")
      ->required();
  command("metrics", "Print the metric catalogue as JSON", Command::kMetrics);
  command("version", "Print the version", Command::kVersion);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream problems;
    const int code = app.exit(error, out, problems);
    std::fputs(out.str().c_str(), stdout);
    std::fputs(problems.str().c_str(), stderr);
    return code == 0 ? 0 : kUsageError;
  }
  return line;
}

}  // namespace headway::exporter
