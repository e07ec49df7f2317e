#include "exporter/commands.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "base/limits.h"
#include "chains/catalogue.h"
#include "chains/family_registry.h"
#include "config/loader.h"
#include "devnet/devnet.h"
#include "devnet/scenario.h"
#include "exporter/metric_catalogue.h"
#include "exporter/run.h"
#include "exporter/version.h"

namespace headway::exporter {
namespace {

constexpr int kBadInput = 2;
constexpr const char* kDefaultListenAddress = ":9788";
constexpr const char* kDemoListenAddress = "127.0.0.1:9788";

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
          [](chains::FamilyId family, std::string_view api_interface) {
            return chains::FindFamily(family, api_interface) != nullptr;
          }};
}

void Print(std::FILE* stream, const std::string& line) {
  std::fputs((line + '\n').c_str(), stream);
}

config::LoadResult LoadFile(const std::string& path) {
  const auto text = ReadFile(path, base::limits::kMaxConfigBytes);
  if (!text) {
    config::LoadResult result;
    result.diagnostics.push_back({.severity = config::Severity::kError,
                                  .file = path,
                                  .line = 0,
                                  .column = 0,
                                  .message = "the file cannot be read"});
    return result;
  }
  return config::LoadYaml(*text, path, LoaderInputs());
}

config::LoadResult Load(const CommandLine& line) {
  if (!line.config_file.empty()) return LoadFile(line.config_file);
  return config::LoadUrls(line.urls, LoaderInputs());
}

std::size_t PrintDiagnostics(const config::LoadResult& result) {
  for (const config::Diagnostic& diagnostic : result.diagnostics) {
    Print(stderr, config::ToString(diagnostic));
  }
  return result.diagnostics.size();
}

int RunWith(const config::Settings& settings, const CommandLine& line,
            const char* default_address) {
  const Log log(line.log_level, line.log_format);
  const std::string address =
      line.listen_address.value_or(settings.web.listen_address.value_or(default_address));
  std::string why;
  const auto listen = ParseListenAddress(address, why);
  if (!listen) {
    Print(stderr, "error: listen address \"" + address + "\" " + why);
    return kBadInput;
  }
  if (!settings.ignored_keys.empty()) {
    std::string keys;
    for (const std::string& key : settings.ignored_keys) keys += (keys.empty() ? "" : " ") + key;
    log.Debug("keys of the configuration that are not for headway", {{"keys", keys}});
  }
  return RunSidecar(settings, {.listen = *listen, .telemetry_path = line.telemetry_path}, log);
}

int Run(const CommandLine& line) {
  if (line.config_file.empty() && line.urls.empty()) {
    Print(stderr,
          "error: nothing to watch: give --config.file=FILE or --url SPEC=URL, or try "
          "'headway demo'");
    return kBadInput;
  }
  if (!line.config_file.empty() && !line.urls.empty()) {
    Print(stderr, "error: --config.file and --url exclude each other");
    return kBadInput;
  }
  const config::LoadResult result = Load(line);
  PrintDiagnostics(result);
  if (!result.settings) return kBadInput;
  return RunWith(*result.settings, line, kDefaultListenAddress);
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
  devnet::Devnet devnet;
  const auto fleet = devnet::StartDemo(devnet);
  if (!fleet) {
    Print(stderr, "error: " + fleet.error());
    return EXIT_FAILURE;
  }
  const config::LoadResult result =
      config::LoadYaml(devnet::DemoConfig(fleet.value()), "demo", LoaderInputs());
  PrintDiagnostics(result);
  if (!result.settings) return EXIT_FAILURE;
  const std::string address = line.listen_address.value_or(kDemoListenAddress);
  const std::string base = "http://" + (address.starts_with(':') ? "127.0.0.1" + address : address);
  Print(stdout,
        "headway demo: a devnet of simulated nodes on loopback, one of which dies and "
        "comes back every minute.\n"
        "  metrics  " +
            base + line.telemetry_path +
            "\n"
            "  summary  " +
            base +
            "/\n"
            "Transitions are logged below. Ctrl-C ends it.");
  std::fflush(stdout);
  return RunWith(*result.settings, line, kDemoListenAddress);
}

}  // namespace

int Execute(const CommandLine& line) {
  switch (line.command) {
    case Command::kRun:
      return Run(line);
    case Command::kDemo:
      return Demo(line);
    case Command::kCheckConfig:
      return CheckConfig(line.file_to_check);
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
