#include "chains/rest.h"

#include <array>

#include "chains/classify.h"

namespace headway::chains {
namespace {

bool IsGood(int status) { return status >= 200 && status <= 299; }

std::string_view TextOf(const json::Value& object, std::string_view key) {
  const auto member = object.Find(key);
  return (member ? member->String() : std::nullopt).value_or("");
}

/// What the document says is wrong: cosmos-sdk, Aptos, Blockfrost and beacon nodes in `message`,
/// java-tron in `Error`, TON and gateways in `error` (text, or an object with a message), Horizon
/// in the `detail` and `title` of RFC 9457.
std::string_view MessageOf(const json::Value& document) {
  constexpr std::array<std::string_view, 5> kKeys = {"message", "Error", "error", "detail",
                                                     "title"};
  for (const std::string_view key : kKeys) {
    const std::string_view text = TextOf(document, key);
    if (!text.empty()) return text;
  }
  const auto error = document.Find("error");
  return error ? TextOf(*error, "message") : "";
}

/// Some say with it that there was none: null, false, 0, or something empty.
bool IsErrorMember(const json::Value& error) {
  if (error.IsNull() || error.Bool() == false || error.String() == "") return false;
  if (error.Uint64() == 0 || error.IsEmptyObject()) return false;
  if (error.IsArray()) return error.Size() > 0;
  const auto code = error.Find("code");
  return !code || code->Uint64() != 0 || !TextOf(error, "message").empty();
}

/// Whether a document behind a good status says that it is no answer.
bool IsError(const json::Value& document) {
  if (!TextOf(document, "Error").empty()) return true;
  const auto ok = document.Find("ok");
  if (ok && ok->Bool() == false) return true;
  const auto error = document.Find("error");
  return error && IsErrorMember(*error);
}

/// TON and gateways repeat the status that they mean in `code`.
int StatusOf(const json::Value& document, int told) {
  const auto code = document.Find("code");
  const auto status = (code ? code->Uint64() : std::nullopt).value_or(0);
  return status >= 400 && status <= 599 ? static_cast<int>(status) : told;
}

}  // namespace

void WriteGetRequest(std::string_view path, Request& request) {
  request.method = HttpMethod::kGet;
  request.path.assign(path);
  request.body.clear();
}

base::Result<json::Value, Fault> ReadRestDocument(FamilyId family, const Reply& reply,
                                                  json::Reader& reader) {
  const auto document = reader.Read(reply.body);
  if (!IsGood(reply.http_status)) {
    const std::string_view message = document ? MessageOf(document.value()) : reply.body;
    return ClassifyRestError(family, reply.http_status, message);
  }
  if (!document) return FaultOfRead(document.error());
  if (IsError(document.value())) {
    return ClassifyRestError(family, StatusOf(document.value(), reply.http_status),
                             MessageOf(document.value()));
  }
  return document.value();
}

}  // namespace headway::chains
