#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "probes/http_target.h"

namespace headway::config {

/// All that makes a URL what it is, as one string: the normalised URL, userinfo, headers (names in
/// lower case, sorted) and TLS settings. Two targets are the same URL if and only if their strings
/// are equal. Secret.
std::string CanonicalIdentity(const probes::HttpTarget& target);

/// The first 12 hex digits of the SHA-256 of `identity`: safe to show, the same in every process.
std::string HashIdentity(std::string_view identity);

/// Hands out the `url_id`s of one configuration. Not thread-safe.
class UrlIds {
 public:
  using Hash = std::function<std::string(std::string_view identity)>;

  explicit UrlIds(Hash hash = HashIdentity) : hash_(std::move(hash)) {}

  /// The id of a target; nullopt: a different target has that id already. With 48 bits that happens
  /// to nobody by chance, but two URLs shown as one would be a lie.
  std::optional<std::string> IdOf(const probes::HttpTarget& target);

 private:
  Hash hash_;
  std::map<std::string, std::string> identity_by_id_;
};

}  // namespace headway::config
