#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "exporter/label_set.h"
#include "lava/lava_view.h"

namespace headway::exporter {

enum class SaveOutcome : std::uint8_t { kSuccess, kFailure };
inline constexpr std::array<SaveOutcome, 2> kAllSaveOutcomes = {SaveOutcome::kSuccess,
                                                                SaveOutcome::kFailure};
std::string_view ToString(SaveOutcome outcome);

/// What the watch of the Lava chain shows at one instant, with its labels rendered. Immutable.
struct LavaSample {
  std::shared_ptr<const lava::LavaView> view;
  std::vector<LabelSet> labels;  // of the view's rows: provider, spec
  /// Of the state file; by SaveOutcome.
  std::array<std::uint64_t, kAllSaveOutcomes.size()> saves{};
  bool keeps_state = false;  // there is a state file
};

/// `view` with its labels.
LavaSample SampleOf(std::shared_ptr<const lava::LavaView> view);

}  // namespace headway::exporter
