#include "chains/declarative/declarative_family.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "chains/ability.h"
#include "chains/classify.h"
#include "chains/declarative/answer.h"
#include "chains/declarative/call_text.h"
#include "chains/height_text.h"
#include "chains/json_rpc.h"
#include "chains/rest.h"

namespace headway::chains::declarative {
namespace {

constexpr int kNotFound = 404;

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
  if (!IsRest(call->method)) {
    WriteJsonRpcRequest(call->method, call->params, probe.height, request);
    return;
  }
  const std::string_view path = PathOf(call->method);
  request.method = call->method.starts_with(kGet) ? HttpMethod::kGet : HttpMethod::kPost;
  request.path.clear();
  if (path != "/") AppendWithHeight(path, probe.height, request.path);
  request.body.clear();
  AppendWithHeight(call->params, probe.height, request.body);
}

base::Result<json::Value, Fault> DeclarativeFamily::ReadAnswer(const Call& call, const Reply& reply,
                                                               json::Reader& reader) const {
  if (IsRest(call.method)) return ReadRestDocument(family_, reply, reader);
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
  // Where the head is there, a block that is not was skipped, or is none: no fault of the URL.
  if (probe.kind == ProbeKind::kBlock && reply.http_status == kNotFound) {
    return FaultOfReply(ErrorId::kBlockNotFound);
  }
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
