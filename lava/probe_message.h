#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The messages of the gRPC method Probe, behind plain types.
namespace headway::lava {

/// The method, as a path of HTTP.
inline constexpr std::string_view kProbePath = "/lavanet.lava.pairing.Relayer/Probe";

struct ProbeQuestion {
  std::uint64_t guid = 0;  // the provider says it back
  std::string spec;
  std::string api_interface;
};

/// What a provider says of itself.
struct ProbeReply {
  std::uint64_t guid = 0;
  std::int64_t latest_block = 0;
  /// Names of the verifications that it failed at its own nodes; sanitised, kMaxFailedNames at
  /// most.
  std::vector<std::string> failed_verifications;
};

inline constexpr std::size_t kMaxFailedNames = 16;

/// Asks for the verifications too.
std::string WriteProbe(const ProbeQuestion& question);

/// nullopt: no such message.
std::optional<ProbeReply> ReadProbe(std::string_view message);

}  // namespace headway::lava
