#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace headway::health {

enum class TlsVersion : std::uint8_t { kTls10, kTls11, kTls12, kTls13 };

inline constexpr std::array<TlsVersion, 4> kAllTlsVersions = {
    TlsVersion::kTls10, TlsVersion::kTls11, TlsVersion::kTls12, TlsVersion::kTls13};

constexpr std::string_view ToString(TlsVersion version) {
  constexpr std::array<std::string_view, kAllTlsVersions.size()> kNames = {"1.0", "1.1", "1.2",
                                                                           "1.3"};
  return kNames.at(static_cast<std::size_t>(version));
}

/// What a node shows of itself in a TLS handshake, whether we trust it or not.
struct TlsFacts {
  /// When the first certificate of the chain served ends, to the second. What lies beyond WallTime
  /// (the year 2262) is cut down to its end.
  base::WallTime cert_expiry;
  TlsVersion version = TlsVersion::kTls13;

  friend bool operator==(const TlsFacts&, const TlsFacts&) = default;
};

}  // namespace headway::health
