#include "probes/oldest_state.h"

namespace headway::probes {

void OldestStateSearch::Begin(base::BlockHeight head) {
  if (step_ != Step::kOver) return;
  missing_ = 0;
  present_ = head.value + 1;
  present_is_proved_ = false;
  // A head that has fallen below what was found makes that worthless.
  const bool begins_there = oldest_ && *oldest_ <= head.value;
  step_ = begins_there ? Step::kFoundBefore : Step::kFirst;
  asked_ = begins_there ? *oldest_ : 1;
}

std::optional<base::BlockHeight> OldestStateSearch::Next() const {
  if (step_ == Step::kOver) return std::nullopt;
  return base::BlockHeight{asked_};
}

OldestStateSearch::Step OldestStateSearch::NextStep() const {
  const bool was_able = present_is_proved_ && present_ == asked_;
  switch (step_) {
    case Step::kFoundBefore:
      return was_able ? Step::kBelowThat : Step::kBetween;
    case Step::kBelowThat:
      return Step::kFirst;
    default:
      return Step::kBetween;
  }
}

void OldestStateSearch::OnAnswer(bool able) {
  if (step_ == Step::kOver) return;
  if (able) {
    present_ = asked_;
    present_is_proved_ = true;
  } else {
    missing_ = asked_;
  }
  if (present_ - missing_ == 1) {
    oldest_ = present_is_proved_ ? std::optional(present_) : std::nullopt;
    step_ = Step::kOver;
    return;
  }
  step_ = NextStep();
  switch (step_) {
    case Step::kBelowThat:
      asked_ = present_ - 1;
      break;
    case Step::kFirst:
      asked_ = 1;
      break;
    default:
      asked_ = missing_ + (present_ - missing_) / 2;
      break;
  }
}

std::optional<base::BlockHeight> OldestStateSearch::oldest() const {
  if (!oldest_) return std::nullopt;
  return base::BlockHeight{*oldest_};
}

}  // namespace headway::probes
