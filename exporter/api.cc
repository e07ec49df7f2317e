#include "exporter/api.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "chains/error_id.h"
#include "exporter/api_depth.h"
#include "exporter/api_members.h"
#include "exporter/api_scores.h"
#include "exporter/depth_words.h"

namespace headway::exporter {
namespace {

std::string_view NameOf(health::Standing standing) {
  switch (standing) {
    case health::Standing::kUnknown:
      break;
    case health::Standing::kRight:
      return "right";
    case health::Standing::kDoubted:
      return "doubted";
    case health::Standing::kWrong:
      return "wrong";
  }
  return "unknown";
}

void WriteNames(const LabelBook::Endpoint& labels, json::Writer& writer) {
  Put(writer, "spec", labels.spec);
  Put(writer, "api_interface", labels.api_interface);
  Put(writer, "endpoint_id", labels.name);
}

void WriteBeforeReset(const std::optional<health::BeforeReset>& before, json::Writer& writer) {
  if (!before) return;
  writer.Key("before_reset");
  writer.StartObject();
  Put(writer, "state", health::ToString(before->state));
  PutTime(writer, "at", before->at);
  writer.EndObject();
}

void WriteBlock(const health::Block& block, const ClockReading* now, json::Writer& writer) {
  writer.Key("block");
  writer.StartObject();
  Put(writer, "reason", health::ToString(block.reason));
  PutTime(writer, "since", block.since);
  PutFlag(writer, "reblocked", block.reblocked);
  if (now != nullptr) {
    PutFlag(writer, "second_chance_given", block.second_chance_given);
    PutFlag(writer, "probing", block.probe.fired_after.has_value());
    if (!block.probe.fired_after) PutTime(writer, "next_probe", now->WallOf(block.probe.at));
  }
  writer.EndObject();
}

/// An object for each role that the endpoint has. `now`: to say when the next probe is due.
void WriteRoles(const Snapshot::Endpoint& endpoint, const ClockReading* now, json::Writer& writer) {
  writer.Key("roles");
  writer.StartObject();
  for (const health::Role role : health::kAllRoles) {
    const auto slot = static_cast<std::size_t>(role);
    if (!endpoint.roles.at(slot)) continue;
    writer.Key(health::ToString(role));
    writer.StartObject();
    PutFlag(writer, "serves", endpoint.serves.at(slot));
    PutFlag(writer, "blocked", endpoint.blocks.at(slot).has_value());
    if (endpoint.blocks.at(slot)) WriteBlock(*endpoint.blocks.at(slot), now, writer);
    writer.EndObject();
  }
  writer.EndObject();
}

void WriteEndpointFacts(const Snapshot::Endpoint& endpoint, json::Writer& writer) {
  PutFlag(writer, "enabled", endpoint.face.enabled);
  PutHead(writer, "latest_block", endpoint.face.head);
  PutTime(writer, "latest_block_at", endpoint.face.head_block_time);
  if (endpoint.lag) Put(writer, "block_lag", *endpoint.lag);
  PutTime(writer, "latest_block_changed", endpoint.ledger.head_changed);
  PutTime(writer, "last_success", endpoint.ledger.last_success);
  PutTime(writer, "last_transition", endpoint.ledger.last_transition);
  PutTime(writer, "down_since", endpoint.ledger.down_since);
  Put(writer, "epoch_resets", endpoint.ledger.epoch_resets);
  WriteBeforeReset(endpoint.before_reset, writer);
}

void WriteTls(const std::optional<health::TlsFacts>& tls, json::Writer& writer) {
  if (!tls) return;
  writer.Key("tls");
  writer.StartObject();
  Put(writer, "version", health::ToString(tls->version));
  PutTime(writer, "cert_expiry", tls->cert_expiry);
  writer.EndObject();
}

void WriteUrlFacts(const Snapshot& snapshot, std::size_t index, json::Writer& writer) {
  const Snapshot::Url& url = snapshot.urls[index];
  const LabelBook::Url& labels = snapshot.labels->urls[index];
  PutWords(writer, "url_id", labels.url_id);
  PutWords(writer, "url", labels.origin);
  Put(writer, "state", health::ToString(health::ShownState(url.health)));
  PutFlag(writer, "healthy", url.health.gauge);
  PutFlag(writer, "enabled", url.health.enabled);
  PutFlag(writer, "connection_healthy", url.health.connection_healthy);
  PutHead(writer, "latest_block", url.head);
  PutFlag(writer, "heads_go_back_and_forth", url.goes_back_and_forth);
  Put(writer, "rollbacks", url.ledger.rollbacks);
  Put(writer, "reorgs", url.ledger.reorg_depth.Count());
  PutTime(writer, "held_off_until", url.holdoff_until);
  WriteTls(url.tls, writer);
}

void WriteIdentity(const Snapshot& snapshot, std::size_t index, json::Writer& writer) {
  const Snapshot::Url& url = snapshot.urls[index];
  writer.Key("identity");
  writer.StartObject();
  PutFlag(writer, "asked", url.asks_identity);
  Put(writer, "standing", NameOf(url.standing));
  if (snapshot.details) {
    const health::IdentityWatch& identity = snapshot.details->urls[index].identity;
    if (identity.told) Put(writer, "told", identity.told->text());
    writer.Key("expected");
    writer.StartArray();
    const auto& expected = snapshot.details->chains[url.chain.value].expected;
    for (const chains::ChainIdentity& each : expected) {
      writer.String(base::Sanitize(each.text(), base::limits::kMaxLabelValueBytes));
    }
    writer.EndArray();
    if (identity.pinned) Put(writer, "pinned", identity.pinned->text());
  }
  writer.EndObject();
}

void WriteStreaks(const health::UrlHealth& health, const health::FleetPolicy& policy,
                  json::Writer& writer) {
  writer.Key("streaks");
  writer.StartObject();
  Put(writer, "against", std::uint64_t{health.against});
  Put(writer, "fall", std::uint64_t{policy.health.fall});
  Put(writer, "rise", std::uint64_t{policy.health.rise});
  Put(writer, "refusals", std::uint64_t{health.refusals});
  Put(writer, "disable_after", std::uint64_t{policy.health.disable_after});
  Put(writer, "failures_in_a_row", std::uint64_t{health.failures_in_a_row});
  Put(writer, "block_after", std::uint64_t{policy.blocking.max_consecutive_errors} + 1);
  writer.EndObject();
}

void WritePoll(const health::PollRecord& poll, json::Writer& writer) {
  writer.StartObject();
  PutTime(writer, "at", poll.at);
  Put(writer, "outcome", health::ToString(poll.outcome));
  Put(writer, "verdict", health::ToString(poll.verdict));
  if (poll.error) {
    Put(writer, "error", chains::Describe(*poll.error).name);
    Put(writer, "meaning", chains::Describe(*poll.error).meaning);
  }
  PutHead(writer, "head", poll.head);
  if (poll.rollback) PutFlag(writer, "rollback", true);
  PutSeconds(writer, "latency_seconds", poll.latency);
  writer.Key("phases_seconds");
  writer.StartObject();
  PutSeconds(writer, "resolve", poll.phases.resolve);
  PutSeconds(writer, "connect", poll.phases.connect);
  PutSeconds(writer, "tls", poll.phases.tls);
  PutSeconds(writer, "wait", poll.phases.wait);
  PutSeconds(writer, "transfer", poll.phases.transfer);
  writer.EndObject();
  writer.EndObject();
}

void WriteFork(const std::optional<health::ForkProof>& fork, json::Writer& writer) {
  if (!fork) return;
  writer.Key("fork");
  writer.StartObject();
  Put(writer, "height", fork->height.value);
  Put(writer, "own_hash", fork->own.text());
  Put(writer, "majority_hash", fork->majority.text());
  writer.EndObject();
}

void WriteUrlDetails(const Snapshot& snapshot, std::size_t index, const ClockReading& now,
                     json::Writer& writer) {
  const Snapshot::Url& url = snapshot.urls[index];
  const Snapshot::Chain& chain = snapshot.chains[url.chain.value];
  const Snapshot::UrlDetails& details = snapshot.details->urls[index];
  const health::ChainRules& rules = snapshot.details->chains[url.chain.value];
  if (details.head_since) PutTime(writer, "head_since", now.WallOf(*details.head_since));
  PutTime(writer, "head_at", details.head_block_time);
  PutSeconds(writer, "stale_after_seconds", health::StaleWindow(rules, chain.block_time));
  Put(writer, "allowed_block_lag", rules.allowed_lag);
  WriteFork(details.fork, writer);
  WriteStreaks(url.health, snapshot.details->policy, writer);
  writer.Key("polls");
  writer.StartArray();
  for (std::size_t back = 0; back < details.history.size(); ++back) {
    WritePoll(details.history.Newest(back), writer);
  }
  writer.EndArray();
}

void WriteUrlExplained(const Snapshot& snapshot, std::size_t index, const ClockReading& now,
                       json::Writer& writer) {
  writer.StartObject();
  WriteUrlFacts(snapshot, index, writer);
  PutWords(writer, "reason", ExplainUrl(snapshot, index, now));
  WriteBeforeReset(snapshot.urls[index].before_reset, writer);
  WriteIdentity(snapshot, index, writer);
  WriteDepth(snapshot.urls[index], writer);
  if (snapshot.details) WriteUrlDetails(snapshot, index, now, writer);
  writer.EndObject();
}

void WriteCrews(const Snapshot::Chain& chain, json::Writer& writer) {
  writer.Key("endpoints");
  writer.StartObject();
  for (const health::Role role : health::kAllRoles) {
    const Snapshot::Crew& crew = chain.crews.at(static_cast<std::size_t>(role));
    writer.Key(health::ToString(role));
    writer.StartObject();
    Put(writer, "serving", std::uint64_t{crew.serving});
    Put(writer, "not_serving", std::uint64_t{crew.idle});
    writer.EndObject();
  }
  writer.EndObject();
}

/// An object with one member, which is a list: what comes later can stand beside it.
template <class WriteRow>
void WriteList(std::string_view key, std::size_t rows, json::Writer& writer, WriteRow write_row) {
  writer.StartObject();
  writer.Key(key);
  writer.StartArray();
  for (std::size_t row = 0; row < rows; ++row) {
    writer.StartObject();
    write_row(row);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
}

}  // namespace

void WriteEndpoints(const Snapshot& snapshot, json::Writer& writer) {
  WriteList("endpoints", snapshot.endpoints.size(), writer, [&](std::size_t row) {
    const Snapshot::Endpoint& endpoint = snapshot.endpoints[row];
    WriteNames(snapshot.labels->endpoints[row], writer);
    Put(writer, "state", health::ToString(endpoint.face.state));
    PutFlag(writer, "healthy", endpoint.face.gauge);
    WriteRoles(endpoint, nullptr, writer);
    WriteEndpointFacts(endpoint, writer);
    writer.Key("urls");
    writer.StartArray();
    for (const base::UrlIndex url : snapshot.labels->endpoints[row].url_rows) {
      writer.String(snapshot.labels->urls[url.value].url_id);
    }
    writer.EndArray();
  });
}

void WriteUrls(const Snapshot& snapshot, json::Writer& writer) {
  WriteList("urls", snapshot.urls.size(), writer, [&](std::size_t row) {
    const Snapshot::Url& url = snapshot.urls[row];
    const LabelBook::Chain& chain = snapshot.labels->chains[url.chain.value];
    Put(writer, "spec", chain.spec);
    Put(writer, "api_interface", chain.api_interface);
    WriteUrlFacts(snapshot, row, writer);
    Put(writer, "identity", NameOf(url.standing));
    Put(writer, "failures_in_a_row", std::uint64_t{url.health.failures_in_a_row});
    Put(writer, "endpoints", std::uint64_t{url.endpoints});
    WriteDepth(url, writer);
  });
}

void WriteChains(const Snapshot& snapshot, json::Writer& writer) {
  WriteList("chains", snapshot.chains.size(), writer, [&](std::size_t row) {
    const Snapshot::Chain& chain = snapshot.chains[row];
    Put(writer, "spec", snapshot.labels->chains[row].spec);
    Put(writer, "api_interface", snapshot.labels->chains[row].api_interface);
    if (chain.HasEndpoints()) Put(writer, "serving_tier", static_cast<std::uint64_t>(chain.Tier()));
    WriteCrews(chain, writer);
    PutHead(writer, "reference_block", chain.reference);
    PutTime(writer, "reference_block_changed", chain.reference_changed);
    Put(writer, "corroborating_urls", std::uint64_t{chain.witnesses});
    PutFlag(writer, "halted", chain.halted);
    PutSeconds(writer, "block_time_seconds", chain.block_time);
  });
}

void WriteEpochs(const Snapshot& snapshot, json::Writer& writer) {
  const SelfSample& self = snapshot.self;
  writer.StartObject();
  Put(writer, "epoch", self.epoch);
  PutTime(writer, "start", self.epoch_start);
  PutTime(writer, "end", self.epoch_start + self.epoch_duration);
  PutSeconds(writer, "duration_seconds", self.epoch_duration);
  Put(writer, "boundaries", self.generation);
  Put(writer, "skipped", self.epochs_skipped);
  writer.EndObject();
}

void WriteEndpointExplained(const Snapshot& snapshot, std::size_t endpoint, const ClockReading& now,
                            json::Writer& writer) {
  const Snapshot::Endpoint& row = snapshot.endpoints.at(endpoint);
  const LabelBook::Endpoint& labels = snapshot.labels->endpoints.at(endpoint);
  writer.StartObject();
  WriteNames(labels, writer);
  Put(writer, "state", health::ToString(row.face.state));
  PutFlag(writer, "healthy", row.face.gauge);
  PutWords(writer, "reason", ExplainEndpoint(snapshot, endpoint, now));
  WriteNotes(snapshot, labels.url_rows, writer);
  PutFlag(writer, "settled_healthy", row.settled_good);
  WriteRoles(row, &now, writer);
  WriteEndpointFacts(row, writer);
  PutHead(writer, "reference_block", snapshot.chains.at(row.chain.value).reference);
  WriteScores(row, snapshot.chains.at(row.chain.value), writer);
  writer.Key("urls");
  writer.StartArray();
  for (const base::UrlIndex url : labels.url_rows) {
    WriteUrlExplained(snapshot, url.value, now, writer);
  }
  writer.EndArray();
  writer.EndObject();
}

void WriteEndpointHealth(const Snapshot& snapshot, std::size_t endpoint, const ClockReading& now,
                         json::Writer& writer) {
  const Snapshot::Endpoint& row = snapshot.endpoints.at(endpoint);
  writer.StartObject();
  WriteNames(snapshot.labels->endpoints.at(endpoint), writer);
  PutFlag(writer, "healthy", row.settled_good);
  Put(writer, "state", health::ToString(row.face.state));
  PutWords(writer, "reason", ExplainEndpoint(snapshot, endpoint, now));
  WriteRoles(row, &now, writer);
  writer.EndObject();
}

void WriteChainHealth(const Snapshot& snapshot, std::size_t chain, json::Writer& writer) {
  const Snapshot::Chain& row = snapshot.chains.at(chain);
  writer.StartObject();
  Put(writer, "spec", snapshot.labels->chains.at(chain).spec);
  Put(writer, "api_interface", snapshot.labels->chains.at(chain).api_interface);
  Put(writer, "serving_tier", static_cast<std::uint64_t>(row.Tier()));
  WriteCrews(row, writer);
  writer.EndObject();
}

std::optional<std::size_t> FindEndpoint(const LabelBook& labels, std::string_view spec,
                                        std::string_view api_interface, std::string_view name) {
  const auto found = std::find_if(
      labels.endpoints.begin(), labels.endpoints.end(), [&](const LabelBook::Endpoint& each) {
        return each.name == name && each.spec == spec && each.api_interface == api_interface;
      });
  if (found == labels.endpoints.end()) return std::nullopt;
  return static_cast<std::size_t>(found - labels.endpoints.begin());
}

std::optional<std::size_t> FindChain(const LabelBook& labels, std::string_view spec,
                                     std::string_view api_interface) {
  const auto found =
      std::find_if(labels.chains.begin(), labels.chains.end(), [&](const LabelBook::Chain& each) {
        return each.spec == spec && each.api_interface == api_interface;
      });
  if (found == labels.chains.end()) return std::nullopt;
  return static_cast<std::size_t>(found - labels.chains.begin());
}

}  // namespace headway::exporter
