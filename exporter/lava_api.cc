#include "exporter/lava_api.h"

#include "exporter/api_members.h"

namespace headway::exporter {
namespace {

using lava::LavaView;

void PutIf(json::Writer& writer, std::string_view key, const std::optional<std::uint64_t>& number) {
  if (number) Put(writer, key, *number);
}

void PutNumber(json::Writer& writer, std::string_view key, double number) {
  writer.Key(key);
  writer.Double(number);
}

void PutFlagIf(json::Writer& writer, std::string_view key, const std::optional<bool>& flag) {
  if (flag) PutFlag(writer, key, *flag);
}

/// An object with a member for each value of an enum.
template <class Enums, class Counts>
void PutCounts(json::Writer& writer, std::string_view key, const Enums& enums,
               const Counts& counts) {
  writer.Key(key);
  writer.StartObject();
  for (std::size_t at = 0; at < enums.size(); ++at) {
    Put(writer, ToString(enums.at(at)), counts.at(at));
  }
  writer.EndObject();
}

void WriteWatch(const LavaView& view, json::Writer& writer) {
  PutIf(writer, "chain_height", view.chain_height);
  PutIf(writer, "watched_height", view.watched_height);
  Put(writer, "backfill_remaining_blocks", view.backfill_remaining);
  PutIf(writer, "epoch", view.epoch);
  PutTime(writer, "last_success", view.last_success);
  PutFlag(writer, "node_silent", view.silent);
  PutCounts(writer, "block_fetches", lava::kAllFetchOutcomes, view.fetches);
  PutCounts(writer, "blocks_not_read", lava::kAllNotReadReasons, view.not_read);
  PutCounts(writer, "unread_events", lava::kAllUnreadReasons, view.unread);
}

void WriteQos(const lava::QosSums& sums, json::Writer& writer) {
  const auto mean = sums.Mean();
  if (!mean) return;
  writer.Key("consumer_qos");
  writer.StartObject();
  Put(writer, "epoch", sums.epoch);
  Put(writer, "relays", sums.relays);
  PutNumber(writer, "latency", mean->latency);
  PutNumber(writer, "availability", mean->availability);
  PutNumber(writer, "sync", mean->sync);
  PutNumber(writer, "score", mean->score);
  writer.EndObject();
}

void WriteTally(const lava::Tally& tally, json::Writer& writer) {
  Put(writer, "reports", tally.reports);
  Put(writer, "report_errors", tally.errors);
  Put(writer, "report_disconnections", tally.disconnections);
  PutTime(writer, "last_report", tally.last_report);
  Put(writer, "payments", tally.payments);
  Put(writer, "paid_relays", tally.relays);
  Put(writer, "paid_cu", tally.cu);
  Put(writer, "rewarded_cu", tally.rewarded_cu);
  PutTime(writer, "last_payment", tally.last_payment);
  PutCounts(writer, "jails", lava::kAllJailKinds, tally.jails);
  PutCounts(writer, "freezes", lava::kAllFreezeKinds, tally.freezes);
  WriteQos(tally.qos, writer);
}

void WriteRisk(const LavaView::Row& row, json::Writer& writer) {
  writer.Key("jail_risk");
  writer.StartObject();
  if (row.risk) {
    PutNumber(writer, "ratio", row.risk->Ratio());
    Put(writer, "complaint_cu", row.risk->complaint_cu);
    Put(writer, "serviced_cu", row.risk->serviced_cu);
  }
  if (row.forecast) PutNumber(writer, "forecast_ratio", *row.forecast);
  PutFlagIf(writer, "exempt_frozen", row.exempt.frozen);
  PutFlagIf(writer, "exempt_new", row.exempt.is_new);
  PutFlagIf(writer, "exempt_few_providers", row.exempt.few_providers);
  writer.EndObject();
}

void WriteStake(const LavaView::Row& row, json::Writer& writer) {
  if (!row.stake) return;
  writer.Key("stake");
  writer.StartObject();
  Put(writer, "stake_ulava", row.stake->stake);
  Put(writer, "delegated_ulava", row.stake->delegated);
  PutNumber(writer, "delegate_commission", row.stake->commission);
  Put(writer, "jails", row.stake->jails);
  PutTime(writer, "jail_end", row.stake->jail_end);
  PutFlagIf(writer, "jailed", row.jailed);
  PutFlag(writer, "frozen", row.stake->frozen());
  writer.EndObject();
}

}  // namespace

void WriteLava(const Snapshot& snapshot, json::Writer& writer) {
  writer.StartObject();
  PutFlag(writer, "watched", snapshot.lava != nullptr);
  if (snapshot.lava) {
    const LavaView& view = *snapshot.lava->view;
    WriteWatch(view, writer);
    writer.Key("providers");
    writer.StartArray();
    for (const LavaView::Row& row : view.rows) {
      writer.StartObject();
      Put(writer, "provider", row.provider);
      Put(writer, "spec", row.spec);
      WriteTally(row.tally, writer);
      PutIf(writer, "reported_block", row.reported_block);
      PutIf(writer, "reported_block_lag", row.lag);
      WriteRisk(row, writer);
      WriteStake(row, writer);
      writer.EndObject();
    }
    writer.EndArray();
  }
  writer.EndObject();
}

}  // namespace headway::exporter
