#include "chains/client_name.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace headway::chains {

std::optional<ClientName> CleanClientName(std::string_view told) {
  const std::size_t first = told.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nullopt;
  told.remove_prefix(first);
  told = told.substr(0, base::limits::kMaxInlineTextBytes);
  told = told.substr(0, told.find_last_not_of(' ') + 1);
  std::array<char, base::limits::kMaxInlineTextBytes> clean{};
  std::transform(told.begin(), told.end(), clean.begin(),
                 [](char symbol) { return symbol >= ' ' && symbol <= '~' ? symbol : '?'; });
  return ClientName::FromText({clean.data(), told.size()});
}

}  // namespace headway::chains
