#include "exporter/commands.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include <unistd.h>

#include "base/limits.h"
#include "chains/catalogue.h"
#include "chains/family_registry.h"
#include "config/listen_address.h"
#include "config/loader.h"
#include "devnet/devnet.h"
#include "devnet/scenario.h"
#include "exporter/check.h"
#include "exporter/check_json.h"
#include "exporter/check_table.h"
#include "exporter/metric_catalogue.h"
#include "exporter/monitoring_files.h"
#include "exporter/reload.h"
#include "exporter/run.h"
#include "exporter/signals.h"
#include "exporter/terminal.h"
#include "exporter/version.h"
#include "exporter/write_file.h"
#include "probes/curl_shard.h"

namespace headway::exporter {
namespace {

constexpr int kBadInput = 2;
constexpr const char* kDefaultListenAddress = ":9788";
constexpr const char* kDemoListenAddress = "127.0.0.1:9788";
constexpr const char* kEraseToEnd = "\x1B[K";

/// At most `limit` bytes and one more, so that a longer file is seen to be one.
std::optional<std::string> ReadFile(const std::string& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(limit + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

config::LoaderInputs LoaderInputs() {
  return {
      .environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return value;
      },
      .read_file =
          [](const std::string& path) { return ReadFile(path, base::limits::kMaxSecretFileBytes); },
      .catalogue = chains::BuiltInCatalogue(),
      .speaks =
          [](const chains::ChainSpec& chain, std::string_view api_interface) {
            return chains::FindFamily(chain, api_interface) != nullptr;
          },
      .is_identity = chains::CanHaveIdentity,
      .mistakes_of = [](const chains::OwnCall& call) { return chains::MistakesOf(call); }};
}

void Print(std::FILE* stream, const std::string& line) {
  std::fputs((line + '\n').c_str(), stream);
}

/// A mistyped command line can put a URL, with its key, where a path belongs.
std::string ShownPath(const std::string& path) {
  return path.find("://") == std::string::npos ? path : "(a URL where a file belongs)";
}

config::LoadResult LoadFile(const std::string& path) {
  const auto text = ReadFile(path, base::limits::kMaxConfigBytes);
  if (!text) {
    config::LoadResult result;
    result.diagnostics.push_back({.severity = config::Severity::kError,
                                  .file = ShownPath(path),
                                  .line = 0,
                                  .column = 0,
                                  .message = "the file cannot be read"});
    return result;
  }
  return config::LoadYaml(*text, path, LoaderInputs());
}

config::LoadResult Load(const CommandLine& line) {
  config::LoadResult result = line.config_file.empty() ? config::LoadUrls(line.urls, LoaderInputs())
                                                       : LoadFile(line.config_file);
  // The flag wins, over each version of the file.
  if (result.settings && line.listen_address) {
    result.settings->web.listen_address = line.listen_address;
  }
  return result;
}

std::size_t PrintDiagnostics(const config::LoadResult& result) {
  for (const config::Diagnostic& diagnostic : result.diagnostics) {
    Print(stderr, config::ToString(diagnostic));
  }
  return result.diagnostics.size();
}

/// What the commands that watch differ in.
struct Watch {
  const char* default_address;
  std::function<config::LoadResult()> load;                  // see RunOptions
  std::function<void(const std::string& address)> announce;  // called once the program listens
  std::function<void(const CheckReport& report)> on_ready;   // see RunOptions
};

int RunWith(const config::LoadResult& result, const CommandLine& line, const Watch& watch) {
  const config::Settings& settings = *result.settings;
  std::string why;
  const auto listen =
      config::ParseListenAddress(settings.web.listen_address.value_or(watch.default_address), why);
  if (!listen) {
    Print(stderr, "error: the listen address " + why);
    return kBadInput;
  }
  const Log log(line.log_level, line.log_format);
  LogDiagnostics(result.diagnostics, log);
  LogIgnoredKeys(settings, log);
  const auto on_listening = [&](std::uint16_t port) {
    const std::string host = listen->host.empty() ? "127.0.0.1" : listen->host;
    watch.announce("http://" + host + ':' + std::to_string(port));
  };
  return RunSidecar(settings,
                    {.listen = *listen,
                     .telemetry_path = line.telemetry_path,
                     .enable_lifecycle = line.enable_lifecycle,
                     .enable_debug = line.enable_debug,
                     .load = watch.load,
                     .on_listening = on_listening,
                     .on_ready = watch.on_ready},
                    log);
}

/// Whether the command line says what to watch; if not, that has been printed.
bool NamesWhatToWatch(const CommandLine& line) {
  if (line.config_file.empty() && line.urls.empty()) {
    Print(stderr,
          "error: nothing to watch: give --config.file=FILE or --url SPEC=URL, or try "
          "'headway demo'");
    return false;
  }
  if (!line.config_file.empty() && !line.urls.empty()) {
    Print(stderr, "error: --config.file and --url exclude each other");
    return false;
  }
  return true;
}

int Run(const CommandLine& line) {
  if (!NamesWhatToWatch(line)) return kBadInput;
  const config::LoadResult result = Load(line);
  if (!result.settings) {
    PrintDiagnostics(result);
    return kBadInput;
  }
  Watch watch{.default_address = kDefaultListenAddress,
              .load = {},
              .announce = [](const std::string&) {},
              .on_ready = {}};
  if (!line.config_file.empty()) watch.load = [&line] { return Load(line); };
  return RunWith(result, line, watch);
}

/// One line that is written over again and again, on a terminal.
void ShowProgress(const CheckProgress& progress) {
  const std::string line = ProgressLine(progress, TerminalColumns(STDERR_FILENO));
  std::fputs(('\r' + line + kEraseToEnd).c_str(), stderr);
  std::fflush(stderr);
}

void PrintTable(const CheckReport& report) {
  std::fputs(CheckTable(report, {.colour = TakesColour(STDOUT_FILENO)}).c_str(), stdout);
  std::fflush(stdout);
}

int Check(const CommandLine& line) {
  if (!NamesWhatToWatch(line)) return kBadInput;
  const config::LoadResult result = Load(line);
  PrintDiagnostics(result);
  if (!result.settings) return kBadInput;
  const Log log(line.log_level, line.log_format);
  const bool shows_progress = isatty(STDERR_FILENO) == 1;
  const CheckReport report =
      RunCheck(*result.settings,
               shows_progress ? &ShowProgress : std::function<void(const CheckProgress&)>(), log);
  if (shows_progress) std::fputs(("\r" + std::string(kEraseToEnd)).c_str(), stderr);
  if (report.urls == 0 && report.listeners.empty()) {
    Print(stderr, "error: nothing to check: no listener, and no URL of a kind that headway speaks");
    return kBadInput;
  }
  if (line.json) {
    Print(stdout, CheckReportAsJson(report));
  } else {
    PrintTable(report);
  }
  return report.AllHealthy() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int CheckConfig(const std::string& path) {
  const config::LoadResult result = LoadFile(path);
  PrintDiagnostics(result);
  if (!result.settings) return kBadInput;
  std::size_t urls = 0;
  for (const config::Endpoint& endpoint : result.settings->endpoints) urls += endpoint.urls.size();
  Print(stdout, path + ": good: " + std::to_string(result.settings->endpoints.size()) +
                    " entries with " + std::to_string(urls) + " URLs to watch, " +
                    std::to_string(result.diagnostics.size()) + " warnings");
  return EXIT_SUCCESS;
}

int Demo(const CommandLine& line) {
  // Before the devnet's thread starts: libcurl's own initialisation is not for threads.
  probes::InitialiseCurl();
  devnet::Devnet devnet;
  const auto fleet = devnet::StartDemo(devnet);
  if (!fleet) {
    Print(stderr, "error: " + fleet.error());
    return EXIT_FAILURE;
  }
  config::LoadResult result =
      config::LoadYaml(devnet::DemoConfig(fleet.value()), "demo", LoaderInputs());
  if (!result.settings) {
    PrintDiagnostics(result);
    return EXIT_FAILURE;
  }
  const auto announce = [&line](const std::string& base) {
    Print(stdout,
          "headway demo: a devnet of simulated nodes on loopback; every minute one of them dies\n"
          "and comes back.\n  metrics  " +
              base + line.telemetry_path + "\n  status   " + base +
              "/\nTransitions are logged here. Ctrl-C ends it.");
    std::fflush(stdout);
  };
  if (line.listen_address) result.settings->web.listen_address = line.listen_address;
  return RunWith(result, line,
                 {.default_address = kDemoListenAddress,
                  .load = {},
                  .announce = announce,
                  .on_ready = [](CheckReport report) {
                    // Of verification, which has only begun.
                    for (CheckRow& row : report.rows) row.notes.clear();
                    PrintTable(report);
                  }});
}

int WriteDashboards(const CommandLine& line) {
  const std::filesystem::path folder(line.output_folder);
  for (const PrintedFile& file :
       line.compat ? CompatDashboardsFor(*line.compat) : DashboardsFor(line.metric_prefix)) {
    if (const auto error = WriteFile((folder / file.name).string(), file.text)) {
      Print(stderr, "error: " + file.name + " cannot be written into " +
                        ShownPath(line.output_folder) + ": " + *error);
      return EXIT_FAILURE;
    }
    Print(stdout, (folder / file.name).string());
  }
  return EXIT_SUCCESS;
}

}  // namespace

int Execute(const CommandLine& line) {
  if (line.command == Command::kRun || line.command == Command::kDemo) Signals::Hold();
  switch (line.command) {
    case Command::kRun:
      return Run(line);
    case Command::kDemo:
      return Demo(line);
    case Command::kCheck:
      return Check(line);
    case Command::kCheckConfig:
      return CheckConfig(line.file_to_check);
    case Command::kRules:
      std::fputs(
          (line.compat ? CompatRulesFor(*line.compat) : RulesFor(line.metric_prefix)).c_str(),
          stdout);
      return EXIT_SUCCESS;
    case Command::kDashboards:
      return WriteDashboards(line);
    case Command::kMetrics:
      Print(stdout, MetricsAsJson());
      return EXIT_SUCCESS;
    case Command::kVersion:
      Print(stdout, "headway " + Version() + " (" + Compiler() + ')');
      return EXIT_SUCCESS;
  }
  return kBadInput;
}

}  // namespace headway::exporter
