#include "exporter/lava_section.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "lava/lava_view.h"

namespace headway::exporter {
namespace {

using lava::LavaView;
using Row = LavaView::Row;

constexpr double kRiskToSee = 0.5;
constexpr double kRiskOfJail = 1;
constexpr base::Duration kWatchStands = std::chrono::minutes(10);

constexpr std::array<std::string_view, 7> kColumns = {
    "Chain", "Standing", "Jail risk", "Forecast", "Last report", "Last payment", "Stake"};

/// What the chain makes of a provider on one chain; what is worst comes first.
enum class Standing : std::uint8_t { kJailed, kJailNear, kAtRisk, kFrozen, kUnknown, kOk };
constexpr std::size_t kStandingCount = static_cast<std::size_t>(Standing::kOk) + 1;

bool NeedsAttention(Standing standing) { return standing < Standing::kUnknown; }

Sign SignOf(Standing standing) {
  switch (standing) {
    case Standing::kJailed:
      return {.shape = Shape::kBad, .words = "jailed"};
    case Standing::kJailNear:
      return {.shape = Shape::kBad, .words = "about to be jailed"};
    case Standing::kAtRisk:
      return {.shape = Shape::kWarn, .words = "at risk of jail"};
    case Standing::kFrozen:
      return {.shape = Shape::kWarn, .words = "frozen"};
    case Standing::kUnknown:
      break;
    case Standing::kOk:
      return {.shape = Shape::kGood, .words = "ok"};
  }
  return {.shape = Shape::kUnknown, .words = "not known"};
}

/// The higher one of risk and forecast; 0 where neither is known.
double HighestRisk(const Row& row) {
  return std::max(row.risk ? row.risk->Ratio() : 0, row.forecast.value_or(0));
}

/// Why the provider is not jailed whatever its risk; empty: nothing spares it that is known of.
std::string_view WhySpared(const lava::JailExemptions& exempt) {
  if (exempt.frozen.value_or(false)) return "it is frozen";
  if (exempt.is_new.value_or(false)) return "it is new";
  if (exempt.few_providers.value_or(false)) return "the chain has few providers";
  return "";
}

Standing StandingOf(const Row& row) {
  if (row.jailed.value_or(false)) return Standing::kJailed;
  if (WhySpared(row.exempt).empty()) {
    if (HighestRisk(row) >= kRiskOfJail) return Standing::kJailNear;
    if (HighestRisk(row) >= kRiskToSee) return Standing::kAtRisk;
  }
  if (!row.stake) return Standing::kUnknown;
  return row.stake->frozen() ? Standing::kFrozen : Standing::kOk;
}

/// One that was not had may come at the next try.
bool LosesBlocks(const LavaView& view) {
  constexpr std::uint64_t kMany = 10;
  return view.fetches.at(static_cast<std::size_t>(lava::FetchOutcome::kFailure)) >= kMany;
}

bool Stands(const LavaView& view, const ClockReading& now) {
  if (view.last_success) return now.wall - *view.last_success > kWatchStands;
  return view.silent || LosesBlocks(view);
}

Sign SignOfWatch(const LavaView& view, const ClockReading& now) {
  if (!view.last_success && view.silent) {
    return {.shape = Shape::kWarn, .words = "the Lava node does not answer"};
  }
  if (!view.last_success && LosesBlocks(view)) {
    return {.shape = Shape::kWarn, .words = "the Lava node tells no blocks"};
  }
  if (!view.last_success) return {.shape = Shape::kUnknown, .words = "nothing read yet"};
  if (Stands(view, now)) return {.shape = Shape::kWarn, .words = "the watch stands"};
  if (view.backfill_remaining > 0) {
    return {.shape = Shape::kUnknown, .words = "the past is being read"};
  }
  return {.shape = Shape::kGood, .words = "watched"};
}

std::string HeightInWords(const LavaView& view) {
  if (!view.chain_height) return "not known";
  const std::string of_all = " of " + std::to_string(*view.chain_height);
  if (!view.watched_height) return "none" + of_all;
  std::string words = std::to_string(*view.watched_height) + of_all;
  if (*view.watched_height < *view.chain_height) {
    words += ", " + Count(*view.chain_height - *view.watched_height, "block") + " behind";
  }
  return words;
}

void WriteWatch(HtmlWriter& html, const LavaView& view, const ClockReading& now) {
  const HtmlElement facts(html, "dl", {{"class", "facts"}});
  WriteFact(html, "Watched height", HeightInWords(view));
  html.Leaf("dt", "Last success");
  {
    const HtmlElement value(html, "dd");
    if (view.last_success) {
      WriteRelative(html, *view.last_success, now);
    } else {
      html.Text("none yet");
    }
  }
  WriteFact(html, "Blocks of the past to be read",
            view.chain_height ? std::to_string(view.backfill_remaining) : "not known");
  WriteFact(html, "Lava's epoch began with",
            view.epoch ? "block " + std::to_string(*view.epoch) : "not known");
}

void WriteStanding(HtmlWriter& html, const Row& row, const ClockReading& now) {
  const Standing standing = StandingOf(row);
  const HtmlElement cell = CardCell(html, kColumns[1], "state");
  WriteSign(html, SignOf(standing));
  if (standing == Standing::kJailed && row.stake && row.stake->jail_end) {
    const HtmlElement note(html, "div", {{"class", "faint"}});
    html.Text("its jail ends ");
    WriteRelative(html, *row.stake->jail_end, now);
  }
  const std::string_view spared = WhySpared(row.exempt);
  if (HighestRisk(row) >= kRiskToSee && !spared.empty()) {
    html.Leaf("div", "spared whatever the risk: " + std::string(spared), {{"class", "faint"}});
  }
}

void WriteRatio(HtmlWriter& html, std::size_t column, const std::optional<double>& ratio) {
  const HtmlElement cell = CardCell(html, kColumns.at(column));
  WriteTextOr(html, ratio ? std::optional(InPercent(*ratio)) : std::nullopt, "not known");
}

void WriteLast(HtmlWriter& html, std::size_t column, const std::optional<base::WallTime>& at,
               const ClockReading& now) {
  const HtmlElement cell = CardCell(html, kColumns.at(column));
  WriteRelativeOr(html, at, now, "none seen");
}

void WriteStake(HtmlWriter& html, const Row& row) {
  const HtmlElement cell = CardCell(html, kColumns[6]);
  if (!row.stake) return WriteAbsent(html, "not known");
  html.Text(InLava(lava::SaturatingAdd(row.stake->stake, row.stake->delegated)));
  if (row.stake->delegated == 0) return;
  html.Leaf("div", InLava(row.stake->delegated) + " delegated", {{"class", "faint"}});
}

/// `data-state` and `data-need` are what the filter of the script goes by.
void WriteRow(HtmlWriter& html, const Row& row, const ClockReading& now) {
  const Standing standing = StandingOf(row);
  const HtmlElement line(html, "tr",
                         {{"data-state", SignOf(standing).words},
                          {"data-need", NeedsAttention(standing) ? "problem" : ""}});
  html.Leaf("th", row.spec, {{"scope", "row"}});
  WriteStanding(html, row, now);
  WriteRatio(html, 2, row.risk ? std::optional(row.risk->Ratio()) : std::nullopt);
  WriteRatio(html, 3, row.forecast);
  WriteLast(html, 4, row.tally.last_report, now);
  WriteLast(html, 5, row.tally.last_payment, now);
  WriteStake(html, row);
}

/// Rows of one provider.
using Group = std::vector<const Row*>;

/// What is worst first, providers and their rows alike.
std::vector<Group> GroupsOf(const LavaView& view) {
  std::vector<Group> groups;
  for (const Row& row : view.rows) {
    const bool same = !groups.empty() && groups.back().front()->provider == row.provider;
    if (!same) groups.emplace_back();
    groups.back().push_back(&row);
  }
  for (Group& group : groups) {
    std::stable_sort(group.begin(), group.end(), [](const Row* left, const Row* right) {
      return StandingOf(*left) < StandingOf(*right);
    });
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& left, const Group& right) {
    return StandingOf(*left.front()) < StandingOf(*right.front());
  });
  return groups;
}

void WriteProvider(HtmlWriter& html, const Group& group, const ClockReading& now) {
  const HtmlElement table(html, "table");
  html.Leaf("caption", "Provider " + group.front()->provider);
  WriteTableHead(html, kColumns);
  const HtmlElement body(html, "tbody");
  for (const Row* const row : group) WriteRow(html, *row, now);
}

}  // namespace

SectionOverview OverviewOfLava(const PageContext& page) {
  SectionOverview overview;
  if (!page.snapshot.lava) return overview;
  const LavaView& view = *page.snapshot.lava->view;
  std::array<std::size_t, kStandingCount> counts{};
  for (const Row& row : view.rows) {
    const Standing standing = StandingOf(row);
    ++counts.at(static_cast<std::size_t>(standing));
    if (NeedsAttention(standing)) ++overview.problems;
  }
  for (std::size_t each = 0; each < counts.size(); ++each) {
    AddCount(counts.at(each), SignOf(static_cast<Standing>(each)).words, overview.words);
  }
  if (Stands(view, page.now)) ++overview.problems;
  if (Stands(view, page.now) || overview.words.empty()) {
    const std::string watch = SignOfWatch(view, page.now).words;
    overview.words = overview.words.empty() ? watch : watch + ", " + overview.words;
  }
  return overview;
}

void WriteLavaSection(HtmlWriter& html, const PageContext& page) {
  if (!page.snapshot.lava) return;
  const LavaView& view = *page.snapshot.lava->view;
  const HtmlElement section(html, "section",
                            {{"aria-labelledby", "lava"},
                             {"data-list", "Lava chain"},
                             {"data-need", Stands(view, page.now) ? "problem" : ""}});
  {
    const HtmlElement line(html, "div", {{"class", "chain"}});
    html.Leaf("h2", "Lava chain", {{"id", "lava"}});
    WriteSign(html, SignOfWatch(view, page.now));
  }
  WriteWatch(html, view, page.now);
  for (const Group& group : GroupsOf(view)) WriteProvider(html, group, page.now);
  html.Leaf("p",
            view.rows.empty()
                ? "Nothing about the provider has been read yet."
                : "Jail risk: complaints of consumers against what the chain punishes, when its "
                  "epoch began. Forecast: the highest of the next three epochs, if nothing more "
                  "comes.",
            {{"class", "faint"}});
}

}  // namespace headway::exporter
