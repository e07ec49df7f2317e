#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "exporter/metric_catalogue.h"
#include "exporter/snapshot.h"

namespace headway::exporter {

/// What of the catalogue is shown, and under which names.
struct ExpositionOptions {
  std::string prefix = {};             // in front of the names that take one
  std::vector<CompatSet> compat = {};  // shown besides the native metrics
};

ExpositionOptions ExpositionOptionsOf(const config::MetricsSettings& settings);

/// Formats of the exposition. The two versions of OpenMetrics differ in the name alone: 0.0.1 is
/// what was sent under that name before the specification was there, and old scrapers ask for it.
enum class ExpositionFormat : std::uint8_t { kText004, kOpenMetrics001, kOpenMetrics100 };

std::string_view ContentTypeOf(ExpositionFormat format);

/// How the bounds of buckets are spelled, in every format alike: `le` is a label, and another
/// spelling makes another series.
enum class BoundSpelling : std::uint8_t {
  kCanonical,  // OpenMetrics' canonical numbers: `1.0`, `1e+06`
  kRouter,     // as the router's text exposition has it: `1`
};

/// Writes metric families one after the other into one buffer. Knows the formats' syntax and
/// nothing else. Label text comes rendered (LabelSet::text); numbers are written with the fewest
/// digits that read back the same, whatever the locale. The lines of samples are the same in every
/// format; only what is written once a family differs.
class ExpositionWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  ExpositionWriter(ExpositionFormat format, std::string& out) : format_(format), out_(out) {}

  /// Starts a family: every sample up to the next BeginFamily belongs to it. `help` is a constant
  /// without newline or backslash.
  void BeginFamily(std::string_view prefix, const MetricDescription& description,
                   BoundSpelling spelling = BoundSpelling::kCanonical);

  void Sample(std::string_view labels, std::string_view more_labels, double value);
  void Histogram(std::string_view labels, const HistogramView& histogram);

  /// Behind the last family. Nothing may follow.
  void Finish();

 private:
  void DescribeInText(const MetricDescription& description);
  void DescribeInOpenMetrics(const MetricDescription& description);
  void OpenComment(std::string_view keyword, std::string_view family);
  void OpenLine(std::string_view suffix, std::string_view labels, std::string_view more_labels,
                std::string_view le);
  void EndLine(double value);

  const ExpositionFormat format_;
  std::string& out_;
  std::string name_;  // of the samples of the family under way, prefix included
  BoundSpelling spelling_ = BoundSpelling::kCanonical;
  std::vector<std::string> bound_texts_;  // `le` values of the family's histograms
};

/// Appends every shown family that the snapshot has a known fact for.
void EncodeSnapshot(const Snapshot& snapshot, const ExpositionOptions& options,
                    ExpositionWriter& writer);

/// Appends a number as the exposition formats want it: `+Inf`, `NaN`, whole numbers without
/// exponent up to 2^53.
void AppendNumber(double value, std::string& out);

/// Appends a finite bound of a bucket as a canonical number of OpenMetrics: as short as it reads
/// back, with exponent below 1e-4 and from 1e6 on, and never without point or exponent.
void AppendCanonicalBound(double bound, std::string& out);

}  // namespace headway::exporter
