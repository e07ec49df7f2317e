#include "lava/listener_watch.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace headway::lava {

ListenerWatch::ListenerWatch(std::vector<ListenerPlan> plans, const ListenerPolicy& policy,
                             probes::Transport& transport, std::uint64_t seed, base::MonoTime now)
    : policy_(policy), transport_(transport), random_(seed), slots_(policy.at_once) {
  HEADWAY_CHECK(policy.at_once > 0);
  Reload(std::move(plans), now);
}

void ListenerWatch::Reload(std::vector<ListenerPlan> plans, base::MonoTime now) {
  std::vector<Row> rows;
  std::vector<Turn> turns;
  std::vector<std::optional<std::size_t>> moved_to(rows_.size());
  for (ListenerPlan& plan : plans) {
    const auto known = std::find_if(rows_.begin(), rows_.end(),
                                    [&plan](const Row& row) { return row.plan == plan; });
    const auto from = static_cast<std::size_t>(known - rows_.begin());
    if (known == rows_.end() || moved_to[from]) {
      rows.push_back({.plan = std::move(plan), .result = {}, .checked_at = {}});
      turns.push_back({.due = now});
      continue;
    }
    moved_to[from] = rows.size();
    turns.push_back(turns_[from]);
    rows.push_back(std::move(*known));
  }
  for (Slot& slot : slots_) {
    if (slot.row) slot.row = moved_to[*slot.row];
  }
  rows_ = std::move(rows);
  turns_ = std::move(turns);
}

std::span<const std::size_t> ListenerWatch::Tick(std::span<const probes::Completion> completions,
                                                 base::MonoTime now, base::WallTime wall) {
  ended_.clear();
  for (const probes::Completion& completion : completions) {
    Slot& slot = slots_.at(completion.slot.value);
    slot.check->Take(completion);
    if (slot.check->done() || !slot.row) {
      Finish(slot, now, wall);
    } else {
      transport_.Start(slot.check->Next(completion.slot));
    }
  }
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots_[slot].check) continue;
    const auto due = NextDue();
    if (!due || *due > now) break;
    StartNext(slot);
  }
  return ended_;
}

void ListenerWatch::StartNext(std::uint32_t slot) {
  std::optional<std::size_t> first;
  for (std::size_t row = 0; row < turns_.size(); ++row) {
    if (turns_[row].under_way) continue;
    if (!first || turns_[row].due < turns_[*first].due) first = row;
  }
  turns_.at(*first).under_way = true;
  slots_[slot] = {.check = std::make_unique<ListenerCheck>(rows_.at(*first).plan, random_.Next()),
                  .row = first};
  transport_.Start(slots_[slot].check->Next({slot}));
}

void ListenerWatch::Finish(Slot& slot, base::MonoTime now, base::WallTime wall) {
  if (slot.row) {
    rows_[*slot.row].result = slot.check->result();
    rows_[*slot.row].checked_at = wall;
    turns_[*slot.row] = {.due = now + NextPause()};
    ended_.push_back(*slot.row);
  }
  slot = {};
}

base::Duration ListenerWatch::NextPause() {
  const double factor = 1 + policy_.jitter * (2 * random_.Unit() - 1);
  return std::chrono::duration_cast<base::Duration>(policy_.interval * factor);
}

std::optional<base::MonoTime> ListenerWatch::NextDue() const {
  const bool has_room = std::any_of(slots_.begin(), slots_.end(),
                                    [](const Slot& slot) { return slot.check == nullptr; });
  if (!has_room) return std::nullopt;
  std::optional<base::MonoTime> next;
  for (const Turn& turn : turns_) {
    if (turn.under_way) continue;
    next = std::min(next.value_or(turn.due), turn.due);
  }
  return next;
}

bool ListenerWatch::AllChecked() const {
  return std::all_of(rows_.begin(), rows_.end(),
                     [](const Row& row) { return row.result.has_value(); });
}

}  // namespace headway::lava
