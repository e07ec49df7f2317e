#include "tests/exporter/parsed_exposition.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "base/text.h"

namespace headway::exporter {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool IsName(std::string_view text, std::string_view more) {
  const auto is_letter = [more](char symbol) {
    return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') || symbol == '_' ||
           more.find(symbol) != std::string_view::npos;
  };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char symbol) {
           return is_letter(symbol) || (symbol >= '0' && symbol <= '9');
         });
}

std::optional<double> ParseValue(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  // Facts that are not known are absent here: NaN is a problem.
  if (text.empty() || text.find_first_not_of("0123456789+-.e") != std::string_view::npos) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Parser {
 public:
  explicit Parser(ExpositionFormat format)
      : is_open_metrics_(format != ExpositionFormat::kText004) {}

  ParsedExposition Parse(std::string_view text) {
    constexpr std::string_view kEnd = "# EOF\n";
    if (is_open_metrics_ && !text.ends_with(kEnd)) Problem("does not end with", kEnd);
    if (is_open_metrics_ && text.ends_with(kEnd)) text.remove_suffix(kEnd.size());
    if (!base::IsValidUtf8(text)) Problem("not UTF-8", "");
    if (!text.empty() && text.back() != '\n') Problem("no newline at the end", "");
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ParseLine(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(parsed_);
  }

 private:
  void Problem(std::string_view what, std::string_view line) {
    parsed_.problems.push_back(std::string(what) + ": " + std::string(line));
  }

  void ParseLine(std::string_view line) {
    if (line.starts_with("# HELP ")) {
      ParseHelp(line);
    } else if (line.starts_with("# TYPE ")) {
      ParseType(line);
    } else if (is_open_metrics_ && line.starts_with("# UNIT ")) {
      ParseUnit(line);
    } else {
      ParseSample(line);
    }
  }

  // What stands behind the family's name in a line about it. The first such line of a family, which
  // is HELP in the text format and TYPE in OpenMetrics, starts it.
  std::string_view TakeFamily(std::string_view line, bool starts) {
    const std::string_view rest = line.substr(7);
    const std::size_t space = rest.find(' ');
    const std::string_view name = rest.substr(0, space);
    if (space == std::string_view::npos) Problem("nothing said of the family", line);
    if (!starts && name != family_) Problem("of another family", line);
    if (starts && !IsName(name, ":")) Problem("bad name", line);
    family_ = name;
    const bool is_new = parsed_.families.try_emplace(family_).second;
    if (starts && !is_new) Problem("family twice", line);
    return rest.substr(std::min(name.size() + 1, rest.size()));
  }

  void ParseHelp(std::string_view line) {
    std::string_view text = TakeFamily(line, !is_open_metrics_);
    std::string& help = parsed_.families[family_].help;
    if (!help.empty()) Problem("help twice", line);
    if (!is_open_metrics_) {
      help = text;
      return;
    }
    const std::string quoted = std::string(text) + '"';
    text = quoted;
    if (!ParseQuoted(text, help) || !text.empty()) Problem("bad escapes", line);
  }

  void ParseType(std::string_view line) {
    const std::string_view text = TakeFamily(line, is_open_metrics_);
    std::string& type = parsed_.families[family_].type;
    if (!type.empty()) Problem("type twice", line);
    type = text;
    const bool is_known = type == "counter" || type == "gauge" || type == "histogram" ||
                          (is_open_metrics_ && type == "unknown");
    if (!is_known) Problem("bad type", line);
  }

  void ParseUnit(std::string_view line) {
    const std::string_view text = TakeFamily(line, false);
    ParsedExposition::Family& family = parsed_.families[family_];
    if (!family.unit.empty()) Problem("unit twice", line);
    if (!family.help.empty()) Problem("unit behind the help", line);
    family.unit = text;
    if (!family_.ends_with('_' + family.unit)) Problem("no unit of this name", line);
  }

  void ParseSample(std::string_view line) {
    std::string_view rest = line;
    const std::size_t name_end = rest.find_first_of("{ ");
    if (name_end == std::string_view::npos) return Problem("no sample", line);
    const std::string name(rest.substr(0, name_end));
    rest.remove_prefix(name_end);
    if (!IsName(name, ":") || !BelongsToFamily(name)) Problem("not of this family", line);
    ParsedExposition::Labels labels;
    if (rest.front() == '{' && !ParseLabels(rest, labels)) return Problem("bad labels", line);
    if (!rest.starts_with(' ')) return Problem("no blank before the value", line);
    const auto value = ParseValue(rest.substr(1));
    if (!value) return Problem("bad value", line);
    if (!parsed_.samples.try_emplace({name, std::move(labels)}, *value).second) {
      Problem("series twice", line);
    }
  }

  bool BelongsToFamily(const std::string& name) const {
    const auto family = parsed_.families.find(family_);
    if (family == parsed_.families.end()) return false;
    if (is_open_metrics_ && family->second.type == "counter") return name == family_ + "_total";
    if (family->second.type != "histogram") return name == family_;
    return name == family_ + "_bucket" || name == family_ + "_sum" || name == family_ + "_count";
  }

  // Takes `{name="value",…}` off `rest`.
  static bool ParseLabels(std::string_view& rest, ParsedExposition::Labels& labels) {
    do {
      rest.remove_prefix(1);  // the brace or a comma
      const std::size_t equals = rest.find("=\"");
      if (equals == std::string_view::npos) return false;
      const std::string name(rest.substr(0, equals));
      rest.remove_prefix(equals + 2);
      std::string value;
      if (!IsName(name, "") || !ParseQuoted(rest, value)) return false;
      if (!labels.try_emplace(name, value).second) return false;
    } while (rest.starts_with(','));
    if (!rest.starts_with('}')) return false;
    rest.remove_prefix(1);
    return true;
  }

  // Takes an escaped value and its closing quote off `rest`.
  static bool ParseQuoted(std::string_view& rest, std::string& value) {
    while (!rest.empty() && rest.front() != '"') {
      char symbol = rest.front();
      rest.remove_prefix(1);
      if (symbol == '\\') {
        if (rest.empty()) return false;
        symbol = rest.front() == 'n' ? '\n' : rest.front();
        if (symbol != '\n' && symbol != '\\' && symbol != '"') return false;
        rest.remove_prefix(1);
      }
      value += symbol;
    }
    if (rest.empty()) return false;
    rest.remove_prefix(1);
    return true;
  }

  const bool is_open_metrics_;
  std::string family_;
  ParsedExposition parsed_;
};

bool HasAll(const ParsedExposition::Labels& labels, const ParsedExposition::Labels& wanted) {
  return std::includes(labels.begin(), labels.end(), wanted.begin(), wanted.end());
}

}  // namespace

bool ParsedExposition::Has(const std::string& name, const Labels& labels) const {
  return std::any_of(samples.begin(), samples.end(), [&](const auto& sample) {
    return sample.first.first == name && HasAll(sample.first.second, labels);
  });
}

double ParsedExposition::ValueOf(const std::string& name, const Labels& labels) const {
  double value = kNaN;
  std::size_t found = 0;
  for (const auto& sample : samples) {
    if (sample.first.first != name || !HasAll(sample.first.second, labels)) continue;
    value = sample.second;
    ++found;
  }
  return found == 1 ? value : kNaN;
}

ParsedExposition ParseExposition(std::string_view text, ExpositionFormat format) {
  return Parser(format).Parse(text);
}

}  // namespace headway::exporter
