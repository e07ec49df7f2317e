#include "chains/declarative/call_text.h"

namespace headway::chains::declarative {

bool IsRest(std::string_view method) {
  return method.starts_with(kGet) || method.starts_with(kPost);
}

std::string_view PathOf(std::string_view method) { return method.substr(method.find(' ') + 1); }

}  // namespace headway::chains::declarative
