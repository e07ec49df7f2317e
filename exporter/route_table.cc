#include "exporter/route_table.h"

#include <utility>

#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

constexpr std::string_view kHole = "{}";
constexpr std::string_view kRest = "{*}";

/// Cuts the first segment, and the slash behind it, off `path`.
std::string_view CutSegment(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return segment;
}

bool Matches(std::span<const std::string> segments, std::string_view path,
             std::vector<std::string_view>& parts) {
  parts.clear();
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  bool ended = false;
  for (const std::string& wanted : segments) {
    if (ended) return false;
    if (wanted == kRest) {
      parts.push_back(path);
      return !path.empty();
    }
    ended = path.find('/') == std::string_view::npos;
    const std::string_view segment = CutSegment(path);
    if (wanted == kHole) {
      if (segment.empty()) return false;
      parts.push_back(segment);
    } else if (wanted != segment) {
      return false;
    }
  }
  return ended;
}

}  // namespace

void RouteTable::Add(Methods methods, const std::string& pattern, Answer answer) {
  Route route{.methods = methods, .answer = std::move(answer)};
  if (pattern.find('{') == std::string::npos) {
    exact_.insert_or_assign(pattern, std::move(route));
    return;
  }
  std::vector<std::string> segments;
  std::string_view rest = pattern;
  rest.remove_prefix(1);
  while (!rest.empty()) segments.emplace_back(CutSegment(rest));
  patterns_.insert(patterns_.begin(), {.segments = std::move(segments), .route = std::move(route)});
}

HttpResponse RouteTable::Respond(const HttpRequest& request) const {
  const Route* route = nullptr;
  std::vector<std::string_view> parts;
  const auto exact = exact_.find(request.path);
  if (exact != exact_.end()) route = &exact->second;
  for (const Pattern& pattern : patterns_) {
    if (route != nullptr) break;
    if (Matches(pattern.segments, request.path, parts)) route = &pattern.route;
  }
  if (route == nullptr) return TextReply(404, "not found\n");
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (route->methods == Methods::kGet && !is_read) return MethodNotAllowed("GET, HEAD");
  if (route->methods == Methods::kPost) {
    if (request.method != "POST") return MethodNotAllowed("POST");
    if (request.body_too_large) return TextReply(413, "the request body is too large\n");
  }
  return route->answer(request, parts);
}

}  // namespace headway::exporter
