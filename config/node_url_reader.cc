#include "config/node_url_reader.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "config/ascii.h"

namespace headway::config {
namespace {

constexpr base::Duration kMinReflectionTimeout = std::chrono::milliseconds(100);
constexpr base::Duration kMaxReflectionTimeout = std::chrono::seconds(30);
constexpr base::Duration kMaxExtraTimeout = std::chrono::hours(1);

// RFC 9110, section 5.6.2.
bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char byte) {
    return IsAsciiLetter(byte) || IsAsciiDigit(byte) ||
           std::string_view("!#$%&'*+-.^_`|~").find(byte) != std::string_view::npos;
  });
}

// They frame the request or hold for one connection only: with another value the request breaks.
// Host is not among them, because nodes behind a proxy may need another one than their address.
bool IsSetByHeadway(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames = {
      "connection", "content-length",    "expect", "keep-alive", "te",
      "trailer",    "transfer-encoding", "upgrade"};
  return std::find(kNames.begin(), kNames.end(), ToLower(name)) != kNames.end();
}

// A newline in a value would let it add headers, or a request, of its own.
bool IsHeaderValue(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return (code < 0x20U && byte != '\t') || code == 0x7FU;
  });
}

void ReadHeaders(const Context& context, const Node& node,
                 std::vector<probes::HttpHeader>& headers) {
  if (node.kind != Node::Kind::kMapping) {
    context.diagnostics.Error(node.mark,
                              "auth-headers must be a mapping of header names to "
                              "values, and is " +
                                  std::string(Describe(node.kind)));
    return;
  }
  std::set<std::string> names;
  for (const Member& member : node.members) {
    const std::string path = "auth-headers" + Named(member.key);
    if (!IsToken(member.key)) {
      context.diagnostics.Error(member.key_mark, "auth-headers: not a header name");
      continue;
    }
    if (IsSetByHeadway(member.key)) {
      context.diagnostics.Error(member.key_mark, path + ": headway sets it itself");
      continue;
    }
    if (!names.insert(ToLower(member.key)).second) {
      context.diagnostics.Error(member.key_mark,
                                path + " is here twice; letter case makes no difference");
      continue;
    }
    std::optional<Text> value = ReadSecret(context, *member.value, path);
    if (!value.has_value()) continue;
    if (!IsHeaderValue(value->value)) {
      context.diagnostics.Error(value->mark, path + " holds a newline or a control character");
      continue;
    }
    headers.push_back({member.key, std::move(value->value)});
  }
  // The order in the file means nothing, so it must not make another target.
  std::sort(headers.begin(), headers.end(), [](const auto& left, const auto& right) {
    return ToLower(left.name) < ToLower(right.name);
  });
}

// Returns the auth-query.
std::optional<Text> ReadAuth(const Context& context, const Node& node, KeyOwner owner,
                             NodeUrl& url) {
  MappingReader reader(context, node, "auth-config", owner);
  const Node* headers = reader.Find("auth-headers");
  if (headers != nullptr) ReadHeaders(context, *headers, url.target.headers);
  std::optional<Text> query = reader.ReadSecret("auth-query");
  reader.ReadBool("use-tls", url.use_tls);
  probes::TlsSettings& tls = url.target.tls;
  reader.ReadBool("allow-insecure", tls.allow_insecure);
  reader.ReadString("key-pem", tls.client_key_path);
  reader.ReadString("cert-pem", tls.client_cert_path);
  reader.ReadString("cacert-pem", tls.ca_cert_path);
  if (tls.client_key_path.empty() != tls.client_cert_path.empty()) {
    reader.Error(reader.MarkOf(tls.client_key_path.empty() ? "cert-pem" : "key-pem"),
                 "auth-config: key-pem and cert-pem go together, and one is missing");
  }
  reader.Finish();
  return query;
}

void ReadGrpc(const Context& context, const Node& node, KeyOwner owner, GrpcSettings& grpc) {
  constexpr std::array<std::string_view, 3> kSources = {"reflection", "file", "hybrid"};
  MappingReader reader(context, node, "grpc-config", owner);
  const std::optional<std::size_t> source = reader.ReadOneOf("descriptor-source", kSources);
  if (source.has_value()) grpc.descriptor_source = kSources.at(*source);
  reader.ReadString("descriptor-set-path", grpc.descriptor_set_path);
  reader.ReadDuration("reflection-timeout", grpc.reflection_timeout, kMinReflectionTimeout,
                      kMaxReflectionTimeout);
  reader.ReadBool("allow-insecure", grpc.allow_insecure);
  if (grpc.descriptor_source != "reflection" && grpc.descriptor_set_path.empty()) {
    reader.Error(reader.MarkOf("descriptor-source"), "grpc-config.descriptor-source \"" +
                                                         grpc.descriptor_source +
                                                         "\" needs a descriptor-set-path");
  }
  reader.Finish();
}

struct UrlTexts {
  std::optional<Text> url;
  std::optional<Text> internal_path;
  std::optional<Text> auth_query;
};

bool FillTarget(MappingReader& reader, const UrlTexts& texts, std::string_view api_interface,
                UrlIds& url_ids, NodeUrl& url) {
  const auto value_of = [](const std::optional<Text>& text) {
    return text.has_value() ? std::string_view(text->value) : std::string_view();
  };
  base::Result<Url, UrlError> parsed =
      ParseUrl({value_of(texts.url), value_of(texts.internal_path), value_of(texts.auth_query)},
               api_interface);
  if (!parsed.ok()) {
    reader.Error(texts.url->mark, reader.PathOf("url") + ' ' + parsed.error().message);
    return false;
  }
  if (SetUrl(std::move(parsed).value(), url_ids, url)) return true;
  reader.Error(texts.url->mark,
               reader.PathOf("url") +
                   " has the same url_id as a different URL of this file: change one of them");
  return false;
}

}  // namespace

bool SetUrl(Url url, UrlIds& url_ids, NodeUrl& node_url) {
  node_url.target.url = std::move(url.url);
  node_url.target.userinfo = std::move(url.userinfo);
  node_url.scheme = std::move(url.scheme);
  node_url.host = std::move(url.host);
  std::optional<std::string> id = url_ids.IdOf(node_url.target);
  if (!id.has_value()) return false;
  node_url.url_id = std::move(*id);
  return true;
}

std::optional<NodeUrl> ReadNodeUrl(const Context& context, MappingReader& reader,
                                   std::string_view api_interface, UrlIds& url_ids) {
  const std::size_t errors_before = reader.error_count();
  NodeUrl url;
  UrlTexts texts;
  texts.url = reader.ReadSecret("url");
  if (!texts.url.has_value() && reader.error_count() == errors_before) {
    reader.Error(reader.mark(), reader.PathOf("url") + " is missing");
  }
  texts.internal_path = reader.ReadSecret("internal-path");
  const Node* auth = reader.Find("auth-config");
  if (auth != nullptr) texts.auth_query = ReadAuth(context, *auth, reader.owner(), url);
  const Node* grpc = reader.Find("grpc-config");
  if (grpc != nullptr) ReadGrpc(context, *grpc, reader.owner(), url.grpc);
  reader.ReadBool("ip-forwarding", url.ip_forwarding);
  reader.ReadDuration("timeout", url.extra_timeout, base::Duration(0), kMaxExtraTimeout);
  reader.ReadStrings("addons", url.addons);
  reader.ReadStrings("skip-verifications", url.skip_verifications);
  reader.ReadStrings("methods", url.methods);
  const bool is_filled = texts.url.has_value() && !api_interface.empty() &&
                         FillTarget(reader, texts, api_interface, url_ids, url);
  if (!is_filled || reader.error_count() != errors_before) return std::nullopt;
  return url;
}

}  // namespace headway::config
