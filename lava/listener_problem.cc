#include "lava/listener_problem.h"

namespace headway::lava {
namespace {

struct Naming {
  std::string_view name;
  std::string_view words;
};

// In the order of the enum.
constexpr std::array<Naming, kProblemCount> kNamings = {{
    {"none", ""},
    {"not_sent", "headway itself could not send what it wanted to ask"},
    {"unknown_name", "its name has no address"},
    {"nobody_listens", "nobody listens there"},
    {"unreachable", "there is no way to it"},
    {"no_answer", "it does not answer in time"},
    {"connection_broken", "it breaks the connection before it has answered"},
    {"jsonrpc_node",
     "this is a node, which speaks JSON-RPC: the provider's own gRPC listener belongs here, not "
     "the URL of its node"},
    {"tendermint_node",
     "this is a node, the Tendermint RPC of one: the provider's own gRPC listener belongs here, "
     "not the URL of its node"},
    {"rest_node",
     "this is a node, the REST interface of one: the provider's own gRPC listener belongs here, "
     "not the URL of its node"},
    {"other_grpc_service",
     "this is a gRPC server, but not a provider's: it does not know Lava's Relayer; the gRPC port "
     "of a node looks like that"},
    {"gateway_error", "a proxy answers, but the provider behind it does not"},
    {"no_http2", "it speaks HTTP/1.1 alone, and gRPC needs HTTP/2"},
    {"not_grpc", "a web server answers, but not with gRPC"},
    {"plain_text", "it speaks plain text where consumers expect TLS"},
    {"tls_failed", "the TLS handshake failed"},
    {"certificate_expired", "its certificate has expired or is not valid yet"},
    {"certificate_name", "its certificate is for another host name"},
    {"certificate_untrusted", "the issuer of its certificate is not trusted"},
    {"probe_refused",
     "it refuses the probe: often the chain and interface are not served at this address"},
    {"no_grpc_status", "its answers come without a gRPC status: a proxy drops the trailers"},
    {"bad_reply", "its answer to the probe is no valid one"},
    {"wrong_guid", "it answers another question than the one asked: the GUID is not ours"},
    {"wrong_network", "it is a provider of another Lava network"},
    {"no_block", "it has no block of its chain to show"},
    {"no_trailers", "it does not tell its version: a proxy drops trailers, or it is very old"},
    {"cors_no_answer", "it does not answer what browsers ask first (CORS)"},
    {"cors_origin", "it does not allow all origins: Access-Control-Allow-Origin must be *"},
    {"cors_headers", "it does not allow the header x-grpc-web in Access-Control-Allow-Headers"},
}};

const Naming& NamingOf(Problem problem) { return kNamings.at(static_cast<std::size_t>(problem)); }

}  // namespace

std::string_view ToString(Problem problem) { return NamingOf(problem).name; }
std::string_view WordsOn(Problem problem) { return NamingOf(problem).words; }

}  // namespace headway::lava
