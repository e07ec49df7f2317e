#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "chains/fault.h"
#include "chains/observation.h"
#include "chains/probe_kind.h"
#include "json/reader.h"

namespace headway::chains {

/// One question to a node.
struct Probe {
  ProbeKind kind = ProbeKind::kHead;
  base::BlockHeight height;  // of kBlock and kState
};

enum class HttpMethod : std::uint8_t { kGet, kPost };

/// What is sent for a probe: where behind the URL, and the body of a POST.
struct Request {
  HttpMethod method = HttpMethod::kPost;
  /// Goes behind the path of the URL, and before its query: "" or `/…`, and perhaps a query of its
  /// own.
  std::string path;
  std::string body;  // of kPost
};

/// A complete HTTP response. The body is untrusted, within the transport's bounds, and valid only
/// during the call.
struct Reply {
  int http_status = 0;
  std::string_view body;
};

/// Seam 2 of 3. What a family of chains means: which request asks for what, and how a reply becomes
/// an observation or a fault. Implementations are stateless and may be shared by every URL of the
/// family; nothing a node sends makes them throw or abort.
class ChainFamily {
 public:
  ChainFamily() = default;
  ChainFamily(const ChainFamily&) = delete;
  ChainFamily& operator=(const ChainFamily&) = delete;
  virtual ~ChainFamily() = default;

  /// The RPC method that answers probes of this kind, or verb and path template of a REST call (a
  /// metric label, a constant); nullopt where the family has none. Every family has one for kHead.
  /// Several kinds may share a method.
  virtual std::optional<std::string_view> MethodOf(ProbeKind kind) const = 0;

  /// Writes the request into `request`, whose memory is reused and whose fields may hold anything
  /// before. MethodOf(probe.kind) has a value.
  virtual void WriteRequest(const Probe& probe, Request& request) const = 0;

  /// The observation is the alternative that belongs to `probe.kind`.
  virtual base::Result<Observation, Fault> ReadReply(const Probe& probe, const Reply& reply,
                                                     json::Reader& reader) const = 0;

  /// What the operator or the catalogue wrote of a chain's identity, in the form in which nodes'
  /// answers are observed. nullopt if no chain of the family can have it.
  virtual std::optional<ChainIdentity> CanonicalIdentity(std::string_view configured) const = 0;

  /// Whether blocks are observed with their own times.
  virtual bool TellsBlockTimes() const = 0;

  /// How many blocks a tracker of this family keeps hashes of, whatever `configured` says. 1 where
  /// the family keeps no history.
  virtual std::uint32_t BlocksToSave(std::uint32_t configured) const = 0;
};

}  // namespace headway::chains
