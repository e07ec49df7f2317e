#include "exporter/http_reply.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace headway::exporter {

HttpResponse TextReply(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

HttpResponse JsonReply(int status, json::Writer& writer) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.body = writer.Take() + '\n';
  return response;
}

HttpResponse PageReply(int status, std::string body) {
  HttpResponse response = TextReply(status, std::move(body));
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                       "connect-src 'self'; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'none'"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

HttpResponse MethodNotAllowed(std::string allowed) {
  HttpResponse response = TextReply(405, "method not allowed\n");
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

std::string Rfc3339(base::WallTime at, Precision precision) {
  using std::chrono::days;
  const auto since_epoch = at.time_since_epoch();
  const auto day = std::chrono::floor<days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const std::chrono::hh_mm_ss time(since_epoch - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%09d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  constexpr std::size_t kDigitsBelowMilliseconds = 6;
  std::string stamp = text.data();
  if (precision == Precision::kMilliseconds) stamp.resize(stamp.size() - kDigitsBelowMilliseconds);
  return stamp + 'Z';
}

}  // namespace headway::exporter
