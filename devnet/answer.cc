#include "devnet/answer.h"

#include <utility>

namespace headway::devnet {
namespace {

Answer HtmlError(unsigned status, const std::string& title, std::string extra_fields = {}) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/html";
  answer.extra_fields = std::move(extra_fields);
  answer.body =
      "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n";
  return answer;
}

}  // namespace

Answer ApplyFault(Fault fault, std::string rpc_reply) {
  Answer answer;
  answer.body = std::move(rpc_reply);
  switch (fault) {
    case Fault::kNone:
    case Fault::kRpcError:
    case Fault::kWrongId:
      break;
    case Fault::kHang:
      answer.delivery = Delivery::kNever;
      break;
    case Fault::kDrip:
      answer.delivery = Delivery::kDrip;
      break;
    case Fault::kDead:
    case Fault::kReset:
      answer.delivery = Delivery::kReset;
      break;
    case Fault::kTruncate:
      answer.delivery = Delivery::kTruncate;
      break;
    case Fault::kHuge:
      answer.delivery = Delivery::kEndless;
      break;
    case Fault::kMalformed:
      answer.body = R"({"jsonrpc":"2.0","id":1,"result":)";
      break;
    case Fault::kHttp500:
      return HtmlError(500, "500 Internal Server Error");
    case Fault::kHttp401:
      return HtmlError(401, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"devnet\"\r\n");
    case Fault::kHttp429:
      return HtmlError(429, "429 Too Many Requests", "Retry-After: 2\r\n");
    case Fault::kRedirect:
      return HtmlError(302, "302 Found", "Location: /elsewhere\r\n");
  }
  return answer;
}

}  // namespace headway::devnet
