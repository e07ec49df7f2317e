// The only file that includes spdlog. No registry, no global logger, no asynchronous sink: lines
// are few, and a thread pool that outlives main is a way to lose the last of them.
#include "exporter/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

namespace headway::exporter {
namespace {

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::off;
}

std::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
  }
  return "";
}

void AppendLogfmt(std::string_view key, std::string_view raw, std::string& line) {
  const std::string value = base::Sanitize(raw, base::limits::kMaxLogValueBytes);
  if (!line.empty()) line += ' ';
  line += key;
  line += '=';
  if (!value.empty() && value.find_first_of(" =\"\\") == std::string::npos) {
    line += value;
    return;
  }
  line += '"';
  for (const char symbol : value) {
    if (symbol == '"' || symbol == '\\') line += '\\';
    line += symbol;
  }
  line += '"';
}

std::span<const Log::Field> ViewOf(Log::Fields fields) { return {fields.begin(), fields.size()}; }

// Behind the time stamp that the sink's pattern opens the object with.
std::string RenderJson(LogLevel level, std::string_view message,
                       std::span<const Log::Field> fields) {
  json::Writer writer;
  writer.StartObject();
  writer.Key("level");
  writer.String(NameOf(level));
  writer.Key("msg");
  writer.String(base::Sanitize(message, base::limits::kMaxLogValueBytes));
  for (const auto& [key, value] : fields) {
    writer.Key(key);
    writer.String(base::Sanitize(value, base::limits::kMaxLogValueBytes));
  }
  writer.EndObject();
  return writer.Take();
}

}  // namespace

std::optional<LogLevel> ParseLogLevel(std::string_view text) {
  for (const LogLevel level :
       {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarn, LogLevel::kError}) {
    if (text == NameOf(level)) return level;
  }
  return std::nullopt;
}

std::optional<LogFormat> ParseLogFormat(std::string_view text) {
  if (text == "logfmt") return LogFormat::kLogfmt;
  if (text == "json") return LogFormat::kJson;
  return std::nullopt;
}

std::string RenderLogLine(LogFormat format, LogLevel level, std::string_view message,
                          Log::Fields fields) {
  return RenderLogLine(format, level, message, ViewOf(fields));
}

std::string RenderLogLine(LogFormat format, LogLevel level, std::string_view message,
                          std::span<const Log::Field> fields) {
  if (format == LogFormat::kJson) return RenderJson(level, message, fields);
  std::string line;
  AppendLogfmt("level", NameOf(level), line);
  AppendLogfmt("msg", message, line);
  for (const auto& [key, value] : fields) AppendLogfmt(key, value, line);
  return line;
}

class Log::Sink {
 public:
  Sink(LogLevel level, LogFormat format)
      : logger("headway", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    const char* const pattern = format == LogFormat::kJson ? R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ",%v)"
                                                           : "ts=%Y-%m-%dT%H:%M:%S.%eZ %v";
    logger.set_formatter(
        std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
    logger.set_level(SpdlogLevel(level));
    logger.flush_on(spdlog::level::debug);
  }

  spdlog::logger logger;
};

Log::Log(LogLevel level, LogFormat format)
    : format_(format), sink_(std::make_unique<Sink>(level, format)) {}
Log::~Log() = default;

void Log::Debug(std::string_view message, Fields fields) const {
  Write(LogLevel::kDebug, message, ViewOf(fields));
}
void Log::Info(std::string_view message, Fields fields) const {
  Write(LogLevel::kInfo, message, ViewOf(fields));
}
void Log::Warn(std::string_view message, Fields fields) const {
  Write(LogLevel::kWarn, message, ViewOf(fields));
}
void Log::Error(std::string_view message, Fields fields) const {
  Write(LogLevel::kError, message, ViewOf(fields));
}

void Log::Write(LogLevel level, std::string_view message, std::span<const Field> fields) const {
  if (!sink_->logger.should_log(SpdlogLevel(level))) return;
  std::string line = RenderLogLine(format_, level, message, fields);
  // The pattern has opened the object already.
  if (format_ == LogFormat::kJson) line.erase(0, 1);
  sink_->logger.log(SpdlogLevel(level), "{}", line);
}

}  // namespace headway::exporter
