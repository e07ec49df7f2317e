#include "exporter/lava_sample.h"

#include <utility>

namespace headway::exporter {

std::string_view ToString(SaveOutcome outcome) {
  return outcome == SaveOutcome::kSuccess ? "success" : "failure";
}

LavaSample SampleOf(std::shared_ptr<const lava::LavaView> view) {
  LavaSample sample;
  sample.labels.reserve(view->rows.size());
  for (const lava::LavaView::Row& row : view->rows) {
    sample.labels.push_back(LabelSet{{"provider", row.provider}, {"spec", row.spec}});
  }
  sample.view = std::move(view);
  return sample;
}

}  // namespace headway::exporter
