#include "chains/error_meaning.h"

#include <array>

#include "base/check.h"

namespace headway::chains {
namespace {

struct Meaning {
  ErrorId id;
  std::string_view text;
};

constexpr std::array<Meaning, kErrorCount> kMeanings = {{
    {ErrorId::kUnknown, "the node answered with an error that no rule knows"},
    {ErrorId::kConnectionTimeout, "no complete answer came in time"},
    {ErrorId::kConnectionRefused, "nobody listens there"},
    {ErrorId::kDnsFailure, "the host name has no address"},
    {ErrorId::kTlsMismatch, "the TLS handshake failed, or nobody speaks TLS there"},
    {ErrorId::kConnectionReset, "the peer broke the connection"},
    {ErrorId::kConnectionClosed, "the connection was closed before the answer was complete"},
    {ErrorId::kNetworkUnreachable, "there is no route to the host"},
    {ErrorId::kMethodNotFound, "the node does not know the method"},
    {ErrorId::kMethodNotSupported, "the node does not support the method"},
    {ErrorId::kInternalError, "the node reports an internal error"},
    {ErrorId::kServerError, "the node reports a server error"},
    {ErrorId::kRateLimited, "the node limits the rate of requests"},
    {ErrorId::kServiceUnavailable, "the service is unavailable"},
    {ErrorId::kSyncing, "the node is syncing and does not answer"},
    {ErrorId::kEndpointNotFound, "there is nothing at the path of the URL"},
    {ErrorId::kMethodNotAllowed, "the server does not allow POST there"},
    {ErrorId::kLimitExceeded, "a limit of the node or its plan is exceeded"},
    {ErrorId::kResourceNotFound, "the node does not have what was asked for"},
    {ErrorId::kResourceUnavailable, "the node cannot give what was asked for at present"},
    {ErrorId::kGatewayTimeout, "a proxy waited for the node in vain"},
    {ErrorId::kBadGateway, "a proxy got no valid answer from the node"},
    {ErrorId::kSolanaUnhealthy, "the node says that it is unhealthy or behind"},
    {ErrorId::kBlockNotFound, "the node does not have the block"},
    {ErrorId::kStatePruned, "the node has pruned what was asked for"},
    {ErrorId::kSolanaMissingLongTerm, "the slot was skipped or is missing in long-term storage"},
    {ErrorId::kSolanaLedgerJump, "the slot is missing after a jump of the ledger"},
    {ErrorId::kSolanaBlockStatusUnavailable, "the status of the block is not available yet"},
    {ErrorId::kSolanaMinContextSlot, "the node has not reached the slot yet"},
    {ErrorId::kParseError, "the node could not parse the request"},
    {ErrorId::kInvalidRequest, "the node calls the request invalid"},
    {ErrorId::kInvalidParams, "the node calls the parameters invalid"},
    {ErrorId::kRequestTooLarge, "the node calls the request too large"},
    {ErrorId::kAuthFailed, "the credentials are missing, wrong or not enough"},
    {ErrorId::kPlanRequired, "the provider asks for payment or another plan"},
    {ErrorId::kBadRequest, "the server calls the request bad"},
    {ErrorId::kRequestTimeout, "the server waited for the request in vain"},
    {ErrorId::kRedirected, "the server redirects to another URL, which is not followed"},
    {ErrorId::kHttpStatus, "the server answered with an HTTP status that means no answer"},
    {ErrorId::kReplyMalformed, "the answer is no valid reply to the question"},
    {ErrorId::kReplyTooLarge, "the answer is larger than any valid reply"},
    {ErrorId::kReplyWrongId, "the answer belongs to another request"},
    {ErrorId::kHeadZero, "the node says that its chain has no blocks"},
    {ErrorId::kRequestNotSent, "the request could not be built or sent"},
    {ErrorId::kTlsExpired, "its certificate has expired or is not valid yet"},
    {ErrorId::kTlsUntrusted, "the issuer of its certificate is not trusted"},
    {ErrorId::kTlsNameMismatch, "its certificate is for another host name"},
}};

constexpr bool RowsAreInOrder() {
  for (std::size_t row = 0; row < kErrorCount; ++row) {
    if (kMeanings.at(row).id != static_cast<ErrorId>(row) || kMeanings.at(row).text.empty()) {
      return false;
    }
  }
  return true;
}
static_assert(RowsAreInOrder());

}  // namespace

std::string_view MeaningOf(ErrorId id) {
  const auto row = static_cast<std::size_t>(id);
  HEADWAY_CHECK(row < kErrorCount);
  return kMeanings.at(row).text;
}

}  // namespace headway::chains
