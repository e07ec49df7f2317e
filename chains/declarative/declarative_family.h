#pragma once

#include <array>
#include <optional>
#include <vector>

#include "chains/call.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/declarative/call_table.h"

namespace headway::chains::declarative {

/// A family that is nothing but a table of calls.
class DeclarativeFamily final : public ChainFamily {
 public:
  explicit DeclarativeFamily(const CallTable& table);
  /// A chain of the operator's own; MistakesOf (chains/declarative/call_check.h) found none in its
  /// calls.
  explicit DeclarativeFamily(std::vector<OwnCall> calls);

  std::optional<std::string_view> MethodOf(ProbeKind kind) const override;
  void WriteRequest(const Probe& probe, Request& request) const override;
  base::Result<Observation, Fault> ReadReply(const Probe& probe, const Reply& reply,
                                             json::Reader& reader) const override;
  /// By the format of the identity; nullopt for all where there is no call for it.
  std::optional<ChainIdentity> CanonicalIdentity(std::string_view configured) const override;
  bool TellsBlockTimes() const override;
  /// 1 where blocks cannot be asked for.
  std::uint32_t BlocksToSave(std::uint32_t configured) const override;

 private:
  void Index();
  const Call* Find(ProbeKind kind) const { return by_kind_.at(static_cast<std::size_t>(kind)); }
  base::Result<json::Value, Fault> ReadAnswer(const Call& call, const Reply& reply,
                                              json::Reader& reader) const;

  FamilyId family_;
  Dialect dialect_;
  std::vector<OwnCall> owned_;  // what `calls_` view, where it is the operator's
  std::vector<Call> calls_;
  std::array<const Call*, kProbeKindCount> by_kind_{};
};

}  // namespace headway::chains::declarative
