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

/// Formats of the exposition. OpenMetrics will stand beside the text format here: whoever writes a
/// family goes through ExpositionWriter, which is all that has to learn it.
enum class ExpositionFormat : std::uint8_t { kText004 };

std::string_view ContentTypeOf(ExpositionFormat format);

/// Writes metric families one after the other into one buffer. Knows the format's syntax and
/// nothing else. Label text comes rendered (LabelSet::text); numbers are written with the fewest
/// digits that read back the same, whatever the locale.
class ExpositionWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  ExpositionWriter(ExpositionFormat format, std::string& out) : format_(format), out_(out) {}

  /// Starts a family: every sample up to the next BeginFamily belongs to it. `help` is a constant
  /// without newline or backslash.
  void BeginFamily(std::string_view prefix, const MetricDescription& description);

  void Sample(std::string_view labels, std::string_view more_labels, double value);
  void Histogram(std::string_view labels, const HistogramView& histogram);

 private:
  void OpenLine(std::string_view suffix, std::string_view labels, std::string_view more_labels,
                std::string_view le);
  void EndLine(double value);

  const ExpositionFormat format_;
  std::string& out_;
  std::string name_;                      // of the family under way, prefix included
  std::vector<std::string> bound_texts_;  // `le` values of the family's histograms
};

/// Appends every shown family that the snapshot has a known fact for.
void EncodeSnapshot(const Snapshot& snapshot, const ExpositionOptions& options,
                    ExpositionWriter& writer);

/// Appends a number as the exposition formats want it: `+Inf`, `NaN`, whole numbers without
/// exponent up to 2^53.
void AppendNumber(double value, std::string& out);

}  // namespace headway::exporter
