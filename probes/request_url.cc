#include "probes/request_url.h"

#include <algorithm>

namespace headway::probes {
namespace {

struct Split {
  std::string_view before;
  std::string_view query;  // without the question mark
};

Split SplitAtQuery(std::string_view text) {
  const std::size_t question = std::min(text.find('?'), text.size());
  return {.before = text.substr(0, question),
          .query = text.substr(std::min(question + 1, text.size()))};
}

}  // namespace

std::string RequestUrl(std::string_view base_url, std::string_view path) {
  if (path.empty()) return std::string(base_url);
  Split target = SplitAtQuery(base_url);
  const Split asked = SplitAtQuery(path);
  if (target.before.ends_with('/') && asked.before.starts_with('/')) target.before.remove_suffix(1);
  std::string url;
  url.reserve(base_url.size() + path.size() + 1);
  url.append(target.before).append(asked.before);
  char separator = '?';
  for (const std::string_view query : {target.query, asked.query}) {
    if (query.empty()) continue;
    url += separator;
    url += query;
    separator = '&';
  }
  return url;
}

}  // namespace headway::probes
