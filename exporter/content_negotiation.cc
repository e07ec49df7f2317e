#include "exporter/content_negotiation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>

#include "config/ascii.h"

namespace headway::exporter {
namespace {

struct MediaRange {
  std::string_view type;  // `*`: any, and then the subtype is `*` as well
  std::string_view subtype;
  std::string_view version;  // empty: any
  double quality = 1;        // 0 refuses
};

struct Offer {
  ExpositionFormat format;
  std::string_view type;
  std::string_view subtype;
  std::string_view version;
};

/// In the order in which they are taken where the header has no preference.
constexpr std::array kOffers = {
    Offer{ExpositionFormat::kText004, "text", "plain", "0.0.4"},
    Offer{ExpositionFormat::kOpenMetrics100, "application", "openmetrics-text", "1.0.0"},
    Offer{ExpositionFormat::kOpenMetrics001, "application", "openmetrics-text", "0.0.1"}};

/// How closely a media range names an offer.
enum class Closeness : std::uint8_t { kNot, kAnything, kType, kMediaType, kVersion };

/// What the header says of one offer.
struct Verdict {
  Closeness closeness = Closeness::kNot;
  double quality = 0;
  std::size_t position = 0;  // of the media range in the header
};

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

bool SameWord(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return config::ToLower(a) == config::ToLower(b); });
}

/// Cuts what stands before the first `separator` that is not in a quoted string, and the separator,
/// off `text`.
std::string_view Cut(char separator, std::string_view& text) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (quoted || text[end] != separator); ++end) {
    if (text[end] == '"') quoted = !quoted;
    if (quoted && text[end] == '\\') ++end;
  }
  end = std::min(end, text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return Trim(part);
}

std::optional<double> ParseQuality(std::string_view text) {
  double quality = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, quality, std::chars_format::fixed);
  const bool is_weight =
      result.ec == std::errc() && result.ptr == end && quality >= 0 && quality <= 1;
  return is_weight ? std::optional(quality) : std::nullopt;
}

std::string_view Unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::optional<MediaRange> ParseMediaRange(std::string_view text) {
  std::string_view media_type = Cut(';', text);
  MediaRange range;
  range.type = Cut('/', media_type);
  range.subtype = media_type;
  if (range.type.empty() || range.subtype.empty()) return std::nullopt;
  if (range.type == "*" && range.subtype != "*") return std::nullopt;
  while (!text.empty()) {
    std::string_view value = Cut(';', text);
    const std::string_view name = Cut('=', value);
    if (SameWord(name, "version")) range.version = Unquoted(value);
    if (!SameWord(name, "q")) continue;
    const auto quality = ParseQuality(value);
    if (!quality) return std::nullopt;
    range.quality = *quality;
  }
  return range;
}

Closeness ClosenessOf(const MediaRange& range, const Offer& offer) {
  if (!range.version.empty() && range.version != offer.version) return Closeness::kNot;
  if (range.type == "*") return Closeness::kAnything;
  if (!SameWord(range.type, offer.type)) return Closeness::kNot;
  if (range.subtype == "*") return Closeness::kType;
  if (!SameWord(range.subtype, offer.subtype)) return Closeness::kNot;
  return range.version.empty() ? Closeness::kMediaType : Closeness::kVersion;
}

bool IsPreferred(const Verdict& one, const Verdict& other) {
  // A version adds nothing to a wish: it only says which one.
  const auto wish = [](const Verdict& verdict) {
    return std::tuple(verdict.quality, std::min(verdict.closeness, Closeness::kMediaType));
  };
  if (wish(one) != wish(other)) return wish(one) > wish(other);
  return one.position < other.position;
}

}  // namespace

ExpositionFormat NegotiateFormat(std::string_view accept) {
  std::array<Verdict, kOffers.size()> verdicts;
  for (std::size_t position = 0; !accept.empty(); ++position) {
    const auto range = ParseMediaRange(Cut(',', accept));
    if (!range) continue;
    for (std::size_t offer = 0; offer < kOffers.size(); ++offer) {
      const Closeness closeness = ClosenessOf(*range, kOffers.at(offer));
      if (closeness <= verdicts.at(offer).closeness) continue;
      verdicts.at(offer) = {closeness, range->quality, position};
    }
  }
  std::size_t best = 0;
  for (std::size_t offer = 1; offer < kOffers.size(); ++offer) {
    if (verdicts.at(offer).quality <= 0) continue;
    if (IsPreferred(verdicts.at(offer), verdicts.at(best))) best = offer;
  }
  return kOffers.at(best).format;
}

}  // namespace headway::exporter
