#include "exporter/exposition.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/check.h"

namespace headway::exporter {

ExpositionOptions ExpositionOptionsOf(const config::MetricsSettings& settings) {
  ExpositionOptions options{.prefix = settings.prefix, .compat = {}};
  for (const std::string& name : settings.compat) {
    if (const auto set = ParseCompatSet(name)) options.compat.push_back(*set);
  }
  return options;
}

std::string_view ContentTypeOf(ExpositionFormat format) {
  switch (format) {
    case ExpositionFormat::kText004:
      return "text/plain; version=0.0.4; charset=utf-8";
    case ExpositionFormat::kOpenMetrics001:
      return "application/openmetrics-text; version=0.0.1; charset=utf-8";
    case ExpositionFormat::kOpenMetrics100:
      return "application/openmetrics-text; version=1.0.0; charset=utf-8";
  }
  return "";
}

void AppendNumber(double value, std::string& out) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
    return;
  }
  constexpr double kExactUpTo = 9007199254740992.0;
  std::array<char, 32> text{};
  char* const end = text.data() + text.size();
  const bool whole = std::abs(value) <= kExactUpTo && std::trunc(value) == value;
  const auto result = whole ? std::to_chars(text.data(), end, static_cast<std::int64_t>(value))
                            : std::to_chars(text.data(), end, value);
  out.append(text.data(), result.ptr);
}

void AppendCanonicalBound(double bound, std::string& out) {
  HEADWAY_CHECK(std::isfinite(bound));
  std::array<char, 32> text{};
  const auto result =
      std::to_chars(text.data(), text.data() + text.size(), bound, std::chars_format::general);
  const std::string_view digits(text.data(), static_cast<std::size_t>(result.ptr - text.data()));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

namespace {

constexpr std::string_view kTotal = "_total";

/// The unit of OpenMetrics; empty unless the family's name ends in it, which the format wants.
std::string_view UnitOf(const MetricDescription& description, std::string_view family) {
  // A time is a number of seconds since the epoch, and named `…_timestamp_seconds`.
  const std::string_view unit = description.unit == "timestamp" ? "seconds" : description.unit;
  if (unit.empty() || !family.ends_with(unit)) return "";
  family.remove_suffix(unit.size());
  return family.ends_with('_') ? unit : "";
}

}  // namespace

void ExpositionWriter::BeginFamily(std::string_view prefix, const MetricDescription& description,
                                   BoundSpelling spelling) {
  name_.assign(prefix);
  name_ += description.name;
  spelling_ = spelling;
  bound_texts_.clear();
  if (format_ == ExpositionFormat::kText004) {
    DescribeInText(description);
  } else {
    DescribeInOpenMetrics(description);
  }
}

void ExpositionWriter::DescribeInText(const MetricDescription& description) {
  OpenComment("HELP", name_);
  out_ += description.help;
  out_ += '\n';
  OpenComment("TYPE", name_);
  out_ += ToString(description.type);
  out_ += '\n';
}

void ExpositionWriter::DescribeInOpenMetrics(const MetricDescription& description) {
  std::string_view family = name_;
  std::string_view type = ToString(description.type);
  if (description.type == MetricType::kCounter) {
    // Every sample of a counter ends in _total there, and the family has the name without it.
    if (family.ends_with(kTotal)) {
      family.remove_suffix(kTotal.size());
    } else {
      type = "unknown";
    }
  }
  OpenComment("TYPE", family);
  out_ += type;
  out_ += '\n';
  if (const std::string_view unit = UnitOf(description, family); !unit.empty()) {
    OpenComment("UNIT", family);
    out_ += unit;
    out_ += '\n';
  }
  OpenComment("HELP", family);
  // Escaped as the values of labels are, quotes too, other than in the text format.
  AppendEscapedLabelValue(description.help, out_);
  out_ += '\n';
}

void ExpositionWriter::OpenComment(std::string_view keyword, std::string_view family) {
  out_ += "# ";
  out_ += keyword;
  out_ += ' ';
  out_ += family;
  out_ += ' ';
}

void ExpositionWriter::Finish() {
  if (format_ != ExpositionFormat::kText004) out_ += "# EOF\n";
}

void ExpositionWriter::Sample(std::string_view labels, std::string_view more_labels, double value) {
  OpenLine("", labels, more_labels, "");
  EndLine(value);
}

void ExpositionWriter::Histogram(std::string_view labels, const HistogramView& histogram) {
  HEADWAY_CHECK(histogram.counts.size() == histogram.bounds.size() + 1);
  if (bound_texts_.empty()) {
    const auto append =
        spelling_ == BoundSpelling::kCanonical ? &AppendCanonicalBound : &AppendNumber;
    for (const double bound : histogram.bounds) append(bound, bound_texts_.emplace_back());
    bound_texts_.emplace_back("+Inf");
  }
  HEADWAY_CHECK(bound_texts_.size() == histogram.counts.size());
  std::uint64_t cumulative = 0;
  for (std::size_t bucket = 0; bucket < histogram.counts.size(); ++bucket) {
    cumulative += histogram.counts[bucket];
    OpenLine("_bucket", labels, "", bound_texts_[bucket]);
    EndLine(static_cast<double>(cumulative));
  }
  OpenLine("_sum", labels, "", "");
  EndLine(histogram.sum);
  OpenLine("_count", labels, "", "");
  EndLine(static_cast<double>(cumulative));
}

void ExpositionWriter::OpenLine(std::string_view suffix, std::string_view labels,
                                std::string_view more_labels, std::string_view le) {
  out_ += name_;
  out_ += suffix;
  if (labels.empty() && more_labels.empty() && le.empty()) return;
  out_ += '{';
  out_ += labels;
  if (!more_labels.empty()) {
    if (!labels.empty()) out_ += ',';
    out_ += more_labels;
  }
  if (!le.empty()) {
    if (!labels.empty() || !more_labels.empty()) out_ += ',';
    out_ += "le=\"";
    out_ += le;
    out_ += '"';
  }
  out_ += '}';
}

void ExpositionWriter::EndLine(double value) {
  out_ += ' ';
  AppendNumber(value, out_);
  out_ += '\n';
}

namespace {

/// Writes one family; a family without a single known fact does not show.
void EncodeFamily(const MetricDefinition& metric, const Snapshot& snapshot, std::string_view prefix,
                  ExpositionWriter& writer) {
  bool begun = false;
  const auto begin = [&] {
    if (begun) return;
    writer.BeginFamily(metric.takes_prefix ? prefix : "", metric.description,
                       metric.compat ? BoundSpelling::kRouter : BoundSpelling::kCanonical);
    begun = true;
  };
  const std::size_t rows = metric.rows(snapshot);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string& labels = metric.row_labels(snapshot, row).text();
    if (metric.histogram != nullptr) {
      begin();
      writer.Histogram(labels, metric.histogram(snapshot, row));
      continue;
    }
    const std::size_t variants = metric.variants == nullptr ? 1 : metric.variants(snapshot, row);
    for (std::size_t variant = 0; variant < variants; ++variant) {
      const auto value = metric.value(snapshot, row, variant);
      if (!value) continue;
      begin();
      const std::string_view more = metric.variants == nullptr
                                        ? std::string_view()
                                        : metric.variant_labels(snapshot, row, variant).text();
      writer.Sample(labels, more, *value);
    }
  }
}

}  // namespace

void EncodeSnapshot(const Snapshot& snapshot, const ExpositionOptions& options,
                    ExpositionWriter& writer) {
  for (const MetricDefinition* metric : ShownMetrics(options.compat)) {
    EncodeFamily(*metric, snapshot, options.prefix, writer);
  }
}

}  // namespace headway::exporter
