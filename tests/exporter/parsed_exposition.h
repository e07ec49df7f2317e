#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/exposition.h"

namespace headway::exporter {

/// An exposition, read back as a scraper would, and more strictly: whatever is not just as the
/// format wants it is an entry of `problems`.
struct ParsedExposition {
  using Labels = std::map<std::string, std::string>;  // values unescaped
  struct Family {
    std::string type;
    std::string help;  // unescaped
    std::string unit;  // of OpenMetrics; empty if it has none
  };
  /// By the name of the family, which in OpenMetrics is without the `_total` of a counter.
  std::map<std::string, Family> families;
  /// By the name of the sample, with _bucket, _sum and _count, and the labels.
  std::map<std::pair<std::string, Labels>, double> samples;
  std::vector<std::string> problems;

  /// Whether a sample of that name has at least these labels.
  bool Has(const std::string& name, const Labels& labels = {}) const;
  /// Value of the only sample of that name with at least these labels; NaN if there is none, or
  /// more than one.
  double ValueOf(const std::string& name, const Labels& labels = {}) const;
};

ParsedExposition ParseExposition(std::string_view text,
                                 ExpositionFormat format = ExpositionFormat::kText004);

}  // namespace headway::exporter
