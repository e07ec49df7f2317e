#include "config/url.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>

#include <boost/url.hpp>
#include <boost/url/src.hpp>

#include "config/ascii.h"
#include "config/suggest.h"

namespace headway::config {
namespace {

namespace urls = boost::urls;

constexpr std::size_t kMaxHostBytes = 253;

constexpr std::array<std::string_view, 2> kHttpSchemes = {"https", "http"};
constexpr std::array<std::string_view, 4> kHttpAndWsSchemes = {"https", "http", "wss", "ws"};
constexpr std::array<std::string_view, 2> kGrpcSchemes = {"grpc", "grpcs"};

std::span<const std::string_view> SchemesOf(std::string_view api_interface) {
  if (api_interface == "grpc") return kGrpcSchemes;
  if (api_interface == "rest") return kHttpSchemes;
  return kHttpAndWsSchemes;
}

// 0: there is none, the port must be written.
std::uint16_t DefaultPort(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  return 0;
}

bool IsSpaceOrControl(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code <= 0x20U || code == 0x7FU;
}

bool HasSpaceOrControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), IsSpaceOrControl);
}

// Of a path and query. The escapes that are there stay as they are, so that a key in the path is
// sent as it was given.
std::string EncodeHarmless(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x80U && std::string_view("\"<>[\\]^`{|}").find(byte) == std::string_view::npos) {
      encoded += byte;
    } else {
      encoded += '%';
      encoded += kHexDigits[code >> 4U];
      encoded += kHexDigits[code & 0xFU];
    }
  }
  return encoded;
}

struct Split {
  std::string scheme;
  std::string authority;
  std::string path;   // empty, or with a leading slash
  std::string query;  // without the question mark
};

base::Result<Split, UrlError> SplitUrl(std::string_view text, std::string_view api_interface) {
  if (text.empty()) return UrlError{"is empty"};
  if (HasSpaceOrControl(text)) return UrlError{"holds a space or a control character"};
  if (text.find('#') != std::string_view::npos) {
    return UrlError{"holds a fragment (#...), which is never sent: take it away, or write %23"};
  }
  const std::span<const std::string_view> schemes = SchemesOf(api_interface);
  Split split;
  const std::size_t separator = text.find("://");
  if (separator == std::string_view::npos) {
    split.scheme = schemes.front();
  } else {
    split.scheme = ToLower(text.substr(0, separator));
    text.remove_prefix(separator + 3);
  }
  const std::size_t authority_end = std::min(text.find_first_of("/?"), text.size());
  split.authority = text.substr(0, authority_end);
  text.remove_prefix(authority_end);
  const std::size_t question = std::min(text.find('?'), text.size());
  split.path = EncodeHarmless(text.substr(0, question));
  if (question < text.size()) split.query = EncodeHarmless(text.substr(question + 1));
  return split;
}

std::optional<UrlError> CheckScheme(std::string_view scheme, std::string_view api_interface) {
  // Long or odd text before "://" is no scheme that somebody mistyped, and may be a secret.
  constexpr std::size_t kMaxShownBytes = 10;
  const std::span<const std::string_view> schemes = SchemesOf(api_interface);
  if (std::find(schemes.begin(), schemes.end(), scheme) != schemes.end()) return std::nullopt;
  const bool is_word =
      scheme.size() <= kMaxShownBytes && std::all_of(scheme.begin(), scheme.end(), IsAsciiLetter);
  std::string message = "has a bad scheme";
  if (is_word) {
    message += " \"" + std::string(scheme) + '"' + DidYouMean(scheme, schemes);
  }
  message += "; " + std::string(api_interface) + " takes ";
  if (api_interface == "grpc") return UrlError{message + "host:port, grpc:// or grpcs://"};
  for (std::size_t index = 0; index < schemes.size(); ++index) {
    if (index > 0) message += index + 1 == schemes.size() ? " or " : ", ";
    message += std::string(schemes[index]) + "://";
  }
  return UrlError{std::move(message)};
}

std::optional<UrlError> AppendInternalPath(std::string_view internal_path, std::string& path) {
  if (internal_path.empty()) return std::nullopt;
  if (HasSpaceOrControl(internal_path) ||
      internal_path.find_first_of("?#") != std::string_view::npos) {
    return UrlError{"cannot take the internal-path: it must be a path without ?, # and spaces"};
  }
  if (path.ends_with('/')) path.pop_back();
  if (!internal_path.starts_with('/')) path += '/';
  path += EncodeHarmless(internal_path);
  return std::nullopt;
}

std::optional<UrlError> AppendQuery(std::string_view auth_query, std::string& query) {
  if (HasSpaceOrControl(auth_query) || auth_query.find('#') != std::string_view::npos) {
    return UrlError{"cannot take the auth-query: it holds a space, # or a control character"};
  }
  if (auth_query.starts_with('?') || auth_query.starts_with('&')) auth_query.remove_prefix(1);
  if (auth_query.empty()) return std::nullopt;
  if (!query.empty() && !query.ends_with('&')) query += '&';
  query += EncodeHarmless(auth_query);
  return std::nullopt;
}

// A name of letters, digits, dots, dashes and underscores, or an IP address; in normal form.
base::Result<std::string, UrlError> HostOf(const urls::url_view& view) {
  if (view.host_type() == urls::host_type::ipv6) {
    return '[' + view.host_ipv6_address().to_string() + ']';
  }
  const urls::pct_string_view encoded = view.encoded_host();
  std::string host = ToLower(std::string_view(encoded.data(), encoded.size()));
  const bool is_name = std::all_of(host.begin(), host.end(), [](char c) {
    return IsAsciiLetter(c) || IsAsciiDigit(c) || c == '.' || c == '-' || c == '_';
  });
  if (host.empty() || host.size() > kMaxHostBytes || !is_name) {
    return UrlError{"has no valid host name (names beyond ASCII are written in punycode)"};
  }
  return host;
}

// Boost.URL 1.81 wraps a port above 65535, so the digits are read here.
base::Result<std::uint16_t, UrlError> PortOf(const urls::url_view& view, std::string_view scheme) {
  const urls::string_view digits = view.port();
  if (digits.empty()) {
    const std::uint16_t port = DefaultPort(scheme);
    if (port == 0) return UrlError{"needs a port, as in host:9090"};
    return port;
  }
  std::uint16_t port = 0;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || port == 0) {
    return UrlError{"has a bad port: it must be from 1 to 65535"};
  }
  return port;
}

std::optional<UrlError> TakeUserinfo(const urls::url_view& view, Url& url) {
  if (!view.has_userinfo()) return std::nullopt;
  const urls::pct_string_view encoded = view.encoded_userinfo();
  url.encoded_userinfo.assign(encoded.data(), encoded.size());
  const std::string user = view.user();
  const std::string password = view.password();
  if (user.empty() && password.empty()) return std::nullopt;
  const auto is_control = [](char byte) { return byte != ' ' && IsSpaceOrControl(byte); };
  // Basic auth ends the user at the first colon.
  if (user.find(':') != std::string::npos || std::any_of(user.begin(), user.end(), is_control) ||
      std::any_of(password.begin(), password.end(), is_control)) {
    return UrlError{
        "has userinfo that basic auth cannot carry: a colon in the user name, or a "
        "control character"};
  }
  url.userinfo = user + ':' + password;
  return std::nullopt;
}

base::Result<Url, UrlError> Assemble(const Split& split) {
  const std::string path_and_query =
      (split.path.empty() ? "/" : split.path) + (split.query.empty() ? "" : "?" + split.query);
  const std::string text = split.scheme + "://" + split.authority + path_and_query;
  const auto parsed = urls::parse_uri(text);
  if (!parsed) return UrlError{"is not a valid URL"};
  // Boost.URL 1.81 takes "h:x/y" for a host without a port and a path "x/y".
  const urls::pct_string_view authority = parsed->encoded_authority();
  if (std::string_view(authority.data(), authority.size()) != split.authority) {
    return UrlError{"is not a valid URL"};
  }
  Url url;
  url.scheme = split.scheme;
  std::optional<UrlError> userinfo_error = TakeUserinfo(*parsed, url);
  if (userinfo_error.has_value()) return *std::move(userinfo_error);
  base::Result<std::string, UrlError> host = HostOf(*parsed);
  if (!host.ok()) return std::move(host).error();
  const base::Result<std::uint16_t, UrlError> port = PortOf(*parsed, split.scheme);
  if (!port.ok()) return port.error();
  const std::string port_suffix = ':' + std::to_string(port.value());
  const bool is_default = port.value() == DefaultPort(split.scheme);
  url.host = host.value() + port_suffix;
  url.url = split.scheme + "://" + host.value() + (is_default ? "" : port_suffix) + path_and_query;
  return url;
}

}  // namespace

std::string Url::WithUserinfo() const {
  if (encoded_userinfo.empty()) return url;
  std::string text = url;
  return text.insert(scheme.size() + 3, encoded_userinfo + '@');
}

base::Result<Url, UrlError> ParseUrl(const UrlParts& parts, std::string_view api_interface) {
  base::Result<Split, UrlError> split = SplitUrl(parts.url, api_interface);
  if (!split.ok()) return split.error();
  for (std::optional<UrlError> error : {CheckScheme(split.value().scheme, api_interface),
                                        AppendInternalPath(parts.internal_path, split.value().path),
                                        AppendQuery(parts.auth_query, split.value().query)}) {
    if (error.has_value()) return *std::move(error);
  }
  return Assemble(split.value());
}

}  // namespace headway::config
