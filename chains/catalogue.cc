#include "chains/catalogue.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

#include "base/check.h"
#include "chains/catalogue_data.h"

namespace headway::chains {
namespace {

constexpr std::size_t kColumns = 7;

/// Cuts the text up to the next `separator` off the front of `rest`.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return taken;
}

std::uint64_t ParseNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  HEADWAY_CHECK(error == std::errc() && end == text.data() + text.size());
  return number;
}

FamilyId FamilyOf(std::string_view key) {
  const auto family = ParseFamily(key);
  HEADWAY_CHECK(family.has_value());
  return *family;
}

ChainSpec ParseRow(std::string_view line) {
  std::array<std::string_view, kColumns> cells;
  for (std::string_view& cell : cells) cell = TakeUntil(line, ',');
  HEADWAY_CHECK(line.empty());
  ChainSpec spec;
  spec.id = cells[0];
  spec.name = cells[1];
  spec.family = FamilyOf(TakeUntil(cells[2], '+'));
  if (!cells[2].empty()) spec.second_family = FamilyOf(cells[2]);
  spec.average_block_time = std::chrono::milliseconds(ParseNumber(cells[3]));
  spec.allowed_block_lag = ParseNumber(cells[4]);
  spec.blocks_in_finalization_proof = static_cast<std::uint32_t>(ParseNumber(cells[5]));
  for (std::string_view ids = cells[6]; !ids.empty();) {
    spec.expected_chain_ids.emplace_back(TakeUntil(ids, '|'));
  }
  return spec;
}

}  // namespace

std::vector<ChainSpec> ParseCatalogue(std::string_view csv) {
  std::vector<ChainSpec> specs;
  bool header_seen = false;
  while (!csv.empty()) {
    const std::string_view line = TakeUntil(csv, '\n');
    if (line.empty() || line.starts_with('#')) continue;
    if (!header_seen) {
      header_seen = true;
      continue;
    }
    specs.push_back(ParseRow(line));
    HEADWAY_CHECK(specs.size() < 2 || specs[specs.size() - 2].id < specs.back().id);
  }
  return specs;
}

std::span<const ChainSpec> BuiltInCatalogue() {
  static const std::vector<ChainSpec> catalogue = ParseCatalogue(kCatalogueCsv);
  return catalogue;
}

}  // namespace headway::chains
