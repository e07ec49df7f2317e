#include "config/url_identity.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <openssl/evp.h>

#include "base/check.h"
#include "config/ascii.h"

namespace headway::config {
namespace {

constexpr std::size_t kIdBytes = 6;  // 12 hex digits

// With its length in front no field can run into the next one.
void AppendField(std::string& identity, std::string_view field) {
  identity += std::to_string(field.size());
  identity += ':';
  identity += field;
}

}  // namespace

std::string CanonicalIdentity(const probes::HttpTarget& target) {
  std::string identity;
  AppendField(identity, target.url);
  AppendField(identity, target.userinfo);
  std::vector<std::pair<std::string, std::string_view>> headers;
  for (const probes::HttpHeader& header : target.headers) {
    headers.emplace_back(ToLower(header.name), header.value);
  }
  std::sort(headers.begin(), headers.end());
  AppendField(identity, std::to_string(headers.size()));
  for (const auto& [name, value] : headers) {
    AppendField(identity, name);
    AppendField(identity, value);
  }
  AppendField(identity, target.tls.allow_insecure ? "insecure" : "verified");
  AppendField(identity, target.tls.ca_cert_path);
  AppendField(identity, target.tls.client_cert_path);
  AppendField(identity, target.tls.client_key_path);
  return identity;
}

std::string HashIdentity(std::string_view identity) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int digest_bytes = 0;
  const int done = EVP_Digest(identity.data(), identity.size(), digest.data(), &digest_bytes,
                              EVP_sha256(), nullptr);
  HEADWAY_CHECK(done == 1 && digest_bytes >= kIdBytes);
  std::string id;
  for (std::size_t index = 0; index < kIdBytes; ++index) {
    const unsigned char byte = digest.at(index);
    id += kHexDigits[byte >> 4U];
    id += kHexDigits[byte & 0xFU];
  }
  return id;
}

std::optional<std::string> UrlIds::IdOf(const probes::HttpTarget& target) {
  const std::string identity = CanonicalIdentity(target);
  std::string id = hash_(identity);
  const auto [known, is_new] = identity_by_id_.emplace(id, identity);
  if (!is_new && known->second != identity) return std::nullopt;
  return id;
}

}  // namespace headway::config
