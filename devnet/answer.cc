#include "devnet/answer.h"

#include <optional>
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

/// The HTTP error that a proxy or a provider in front of the node answers; nullopt: another fault.
std::optional<Answer> HttpErrorOf(Fault fault) {
  switch (fault) {
    case Fault::kRedirect:
      return HtmlError(302, "302 Found", "Location: /elsewhere\r\n");
    case Fault::kHttp400:
      return HtmlError(400, "400 Bad Request");
    case Fault::kHttp401:
      return HtmlError(401, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"devnet\"\r\n");
    case Fault::kHttp402:
      return HtmlError(402, "402 Payment Required");
    case Fault::kHttp403:
      return HtmlError(403, "403 Forbidden");
    case Fault::kHttp404:
      return HtmlError(404, "404 Not Found");
    case Fault::kHttp408:
      return HtmlError(408, "408 Request Timeout");
    case Fault::kHttp413:
      return HtmlError(413, "413 Payload Too Large");
    case Fault::kHttp429:
      return HtmlError(429, "429 Too Many Requests", "Retry-After: 2\r\n");
    case Fault::kHttp500:
      return HtmlError(500, "500 Internal Server Error");
    case Fault::kHttp502:
      return HtmlError(502, "502 Bad Gateway");
    case Fault::kHttp503:
      return HtmlError(503, "503 Service Unavailable");
    case Fault::kHttp504:
      return HtmlError(504, "504 Gateway Timeout");
    default:
      return std::nullopt;
  }
}

}  // namespace

Answer OnlyPost() {
  Answer answer;
  answer.status = 405;
  answer.content_type = "text/plain";
  answer.extra_fields = "Allow: POST\r\n";
  return answer;
}

Answer ApplyFault(Fault fault, Answer correct) {
  if (const auto error = HttpErrorOf(fault)) return *error;
  Answer answer = std::move(correct);
  switch (fault) {
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
      answer.status = 200;
      answer.body = R"({"jsonrpc":"2.0","id":1,"result":)";
      break;
    default:
      break;
  }
  return answer;
}

}  // namespace headway::devnet
