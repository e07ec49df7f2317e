#pragma once

#include <string>
#include <string_view>

namespace headway::probes {

/// `path` (`/…`, perhaps with a query of its own) behind the path of `base_url` and before its
/// query; the two queries are joined by `&`, that of `base_url` first, because it may be a key that
/// a gateway looks for. Where both have a slash, one stays. `base_url` is absolute and has no
/// fragment. An empty `path` leaves it as it is.
std::string RequestUrl(std::string_view base_url, std::string_view path);

}  // namespace headway::probes
