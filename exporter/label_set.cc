#include "exporter/label_set.h"

#include "base/limits.h"
#include "base/text.h"

namespace headway::exporter {

LabelSet::LabelSet(std::initializer_list<std::pair<std::string_view, std::string_view>> labels) {
  pairs_.reserve(labels.size());
  for (const auto& [name, value] : labels) Add(name, value);
}

LabelSet::LabelSet(const std::vector<Pair>& labels) {
  pairs_.reserve(labels.size());
  for (const auto& [name, value] : labels) Add(name, value);
}

void LabelSet::Add(std::string_view name, std::string_view value) {
  pairs_.emplace_back(name, base::Sanitize(value, base::limits::kMaxLabelValueBytes));
  if (!text_.empty()) text_ += ',';
  text_ += name;
  text_ += "=\"";
  AppendEscapedLabelValue(pairs_.back().second, text_);
  text_ += '"';
}

void AppendEscapedLabelValue(std::string_view value, std::string& out) {
  for (const char symbol : value) {
    switch (symbol) {
      case '\\':
        out += "\\\\";
        break;
      case '"':
        out += "\\\"";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        out += symbol;
    }
  }
}

}  // namespace headway::exporter
