#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace headway::exporter {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class LogFormat : std::uint8_t { kLogfmt, kJson };

std::optional<LogLevel> ParseLogLevel(std::string_view text);
std::optional<LogFormat> ParseLogFormat(std::string_view text);

/// Structured lines on standard error: transitions and events of ours, never single polls. Values
/// are sanitised and capped here, so that text from outside cannot forge a line. Nobody passes a
/// secret. May be used from any thread.
class Log {
 public:
  using Field = std::pair<std::string_view, std::string_view>;
  using Fields = std::initializer_list<Field>;

  Log(LogLevel level, LogFormat format);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log();

  void Debug(std::string_view message, Fields fields = {}) const;
  void Info(std::string_view message, Fields fields = {}) const;
  void Warn(std::string_view message, Fields fields = {}) const;
  void Error(std::string_view message, Fields fields = {}) const;

  /// For lines whose level or fields are known at run time only.
  void Write(LogLevel level, std::string_view message, std::span<const Field> fields) const;

 private:
  const LogFormat format_;
  class Sink;
  std::unique_ptr<Sink> sink_;
};

/// One line without time stamp and newline, as Log writes it; apart from it for tests.
std::string RenderLogLine(LogFormat format, LogLevel level, std::string_view message,
                          Log::Fields fields);
std::string RenderLogLine(LogFormat format, LogLevel level, std::string_view message,
                          std::span<const Log::Field> fields);

}  // namespace headway::exporter
