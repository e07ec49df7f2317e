#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/http_server.h"

namespace headway::exporter {

/// Which answer belongs to a path and a method. What is not in it is a 404; a method that a path
/// does not take a 405, with those that it takes.
class RouteTable {
 public:
  enum class Methods : std::uint8_t {
    kGet,   // GET and HEAD
    kPost,  // with a body within the limit, else 413
    kAny,   // the answer sees to it
  };
  /// `parts`: what the holes of the pattern took, in their order; valid during the call.
  using Answer = std::function<HttpResponse(const HttpRequest& request,
                                            std::span<const std::string_view> parts)>;

  /// `pattern` is a path whose segments may be holes: `{}` takes one segment that is not empty, and
  /// `{*}`, as the last one, the rest of the path, which is not empty and may hold slashes. A path
  /// without holes wins over one with; of equal patterns the last one added counts.
  void Add(Methods methods, const std::string& pattern, Answer answer);

  HttpResponse Respond(const HttpRequest& request) const;

 private:
  struct Route {
    Methods methods = Methods::kGet;
    Answer answer;
  };
  struct Pattern {
    std::vector<std::string> segments;
    Route route;
  };

  std::map<std::string, Route, std::less<>> exact_;
  std::vector<Pattern> patterns_;
};

}  // namespace headway::exporter
