#pragma once

#include <cstdint>
#include <string>

namespace headway::probes {

/// Both in PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

// Dates that no test run comes near; the first and the last one of validity are within it.
inline constexpr std::int64_t kLongAgo = 946'684'800;      // 2000-01-01T00:00:00Z
inline constexpr std::int64_t kFarAway = 4'102'444'800;    // 2100-01-01T00:00:00Z
inline constexpr std::int64_t kForEver = 253'402'300'799;  // 9999-12-31T23:59:59Z

struct CertificateTerms {
  std::string alternative_name = "IP:127.0.0.1";
  std::int64_t not_before = kLongAgo;  // Unix seconds
  std::int64_t not_after = kFarAway;
  bool may_issue = false;
  const Certificate* issuer = nullptr;  // null: signed by itself
};

/// A new key and a certificate of it.
Certificate Issue(const CertificateTerms& terms);

/// A file with this text, for as long as it lives.
class TextFile {
 public:
  explicit TextFile(const std::string& text);
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace headway::probes
