#include "chains/declarative/declarative_family.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "base/check.h"
#include "chains/ability.h"
#include "chains/classify.h"
#include "chains/declarative/answer.h"
#include "chains/json_rpc.h"
#include "chains/rest.h"

namespace headway::chains::declarative {
namespace {

constexpr std::string_view kGet = "GET ";
constexpr std::string_view kPost = "POST ";

Call ViewOf(const OwnCall& call) {
  Call view{.kind = call.kind,
            .method = call.method,
            .params = call.params,
            .pointer = call.pointer,
            .format = call.format,
            .absent_is_zero = call.absent_is_zero,
            .yes = {},
            .hash = call.hash,
            .hash_format = call.hash_format,
            .parent_hash = call.parent_hash,
            .time = call.time,
            .time_format = call.time_format};
  std::copy(call.yes.begin(), call.yes.end(), view.yes.begin());
  return view;
}

std::string_view TakeUpTo(std::string_view& rest, std::string_view mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + mark.size());
  return taken;
}

/// Appends the text with each `mark` in it replaced by the number.
void AppendWith(std::string_view text, std::string_view mark, std::string_view number,
                std::string& out) {
  while (text.find(mark) != std::string_view::npos) {
    out.append(TakeUpTo(text, mark));
    out.append(number);
  }
  out.append(text);
}

std::string Expand(std::string_view text, base::BlockHeight height) {
  constexpr std::string_view kDecimalMark = "{height}";
  constexpr std::string_view kHexMark = "{hex-height}";
  std::array<char, 16> digits{};
  const auto hex = std::to_chars(digits.data(), digits.data() + digits.size(), height.value, 16);
  std::string decimal_done;
  AppendWith(text, kDecimalMark, std::to_string(height.value), decimal_done);
  std::string done;
  AppendWith(decimal_done, kHexMark, "0x" + std::string(digits.data(), hex.ptr), done);
  return done;
}

bool IsRest(const Call& call) {
  return call.method.starts_with(kGet) || call.method.starts_with(kPost);
}

}  // namespace

DeclarativeFamily::DeclarativeFamily(const CallTable& table)
    : family_(table.family),
      dialect_(table.dialect),
      calls_(table.calls.begin(), table.calls.end()) {
  Index();
}

DeclarativeFamily::DeclarativeFamily(std::vector<OwnCall> calls)
    : family_(FamilyId::kDeclarative), dialect_(Dialect::kStandard), owned_(std::move(calls)) {
  std::transform(owned_.begin(), owned_.end(), std::back_inserter(calls_), ViewOf);
  Index();
}

void DeclarativeFamily::Index() {
  for (const Call& call : calls_) {
    const Call*& place = by_kind_.at(static_cast<std::size_t>(call.kind));
    HEADWAY_CHECK(place == nullptr);
    place = &call;
  }
  HEADWAY_CHECK(Find(ProbeKind::kHead) != nullptr);
}

std::optional<std::string_view> DeclarativeFamily::MethodOf(ProbeKind kind) const {
  const Call* call = Find(kind);
  if (call == nullptr) return std::nullopt;
  return call->method;
}

void DeclarativeFamily::WriteRequest(const Probe& probe, Request& request) const {
  const Call* call = Find(probe.kind);
  HEADWAY_CHECK(call != nullptr);
  const std::string params = Expand(call->params, probe.height);
  if (!IsRest(*call)) {
    WriteJsonRpcRequest(call->method, params, request);
    return;
  }
  const bool is_get = call->method.starts_with(kGet);
  const std::string_view path = call->method.substr(is_get ? kGet.size() : kPost.size());
  request.method = is_get ? HttpMethod::kGet : HttpMethod::kPost;
  request.path = path == "/" ? std::string() : Expand(path, probe.height);
  request.body = params;
}

base::Result<json::Value, Fault> DeclarativeFamily::ReadAnswer(const Call& call, const Reply& reply,
                                                               json::Reader& reader) const {
  if (IsRest(call)) return ReadRestDocument(family_, reply, reader);
  return dialect_ == Dialect::kXrp ? ReadXrpResult(reply, reader)
                                   : ReadJsonRpcResult(family_, reply, reader);
}

base::Result<Observation, Fault> DeclarativeFamily::ReadReply(const Probe& probe,
                                                              const Reply& reply,
                                                              json::Reader& reader) const {
  const Call* call = Find(probe.kind);
  HEADWAY_CHECK(call != nullptr);
  const auto answer = ReadAnswer(*call, reply, reader);
  if (answer) return Observe(*call, probe.height, answer.value());
  return IsAbility(probe.kind) ? AbilityOfFault(answer.error()) : answer.error();
}

std::optional<ChainIdentity> DeclarativeFamily::CanonicalIdentity(
    std::string_view configured) const {
  const Call* call = Find(ProbeKind::kIdentity);
  return call == nullptr ? std::nullopt : IdentityOf(configured, call->format);
}

bool DeclarativeFamily::TellsBlockTimes() const {
  const Call* call = Find(ProbeKind::kBlock);
  return call != nullptr && !call->time.empty();
}

std::uint32_t DeclarativeFamily::BlocksToSave(std::uint32_t configured) const {
  return Find(ProbeKind::kBlock) == nullptr ? 1 : configured;
}

}  // namespace headway::chains::declarative
