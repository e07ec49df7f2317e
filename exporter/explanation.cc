#include "exporter/explanation.h"

#include <algorithm>
#include <chrono>

#include "base/limits.h"
#include "base/text.h"
#include "chains/error_id.h"
#include "exporter/http_reply.h"

namespace headway::exporter {
namespace {

using health::State;

std::string Blocks(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " block" : " blocks");
}

/// Tenths of a second where they matter.
std::string Span(base::Duration span) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  if (span >= seconds(10)) return std::to_string(span / seconds(1)) + " s";
  const std::int64_t tenths = span / milliseconds(100);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

/// What a node wrote.
std::string Shown(std::string_view text) {
  return base::Sanitize(text, base::limits::kMaxLabelValueBytes);
}

/// One URL with all that the snapshot has on it.
struct Subject {
  const Snapshot::Url& url;
  const Snapshot::Chain& chain;
  const Snapshot::UrlDetails* details;  // null: not in the snapshot, like the next two
  const health::ChainRules* rules;
  const health::FleetPolicy* policy;
  const ClockReading& now;
};

std::string Head(const Subject& subject) {
  return subject.url.head ? "head " + std::to_string(subject.url.head->value) : "its head";
}

const health::PollRecord* LastError(const Subject& subject) {
  if (subject.details == nullptr) return nullptr;
  const health::PollHistory& history = subject.details->history;
  for (std::size_t back = 0; back < history.size(); ++back) {
    if (history.Newest(back).error) return &history.Newest(back);
  }
  return nullptr;
}

std::string OfFault(const Subject& subject, std::string_view without_details) {
  const health::PollRecord* record = LastError(subject);
  if (record == nullptr) return std::string(without_details);
  std::string text = "last error " + std::string(chains::Describe(*record->error).name) + " at " +
                     Rfc3339(record->at) + ": " +
                     std::string(chains::Describe(*record->error).meaning);
  const auto& tls = subject.url.tls;
  const bool expired = tls && tls->cert_expiry <= subject.now.wall;
  if (expired && record->error == chains::ErrorId::kTlsExpired) {
    text += "; the first of its chain ended at " + Rfc3339(tls->cert_expiry);
  }
  const std::uint32_t failures = subject.url.health.failures_in_a_row;
  if (failures > 1) text += "; " + std::to_string(failures) + " polls in a row failed";
  return text;
}

std::string OfUnknown(const Subject& subject) {
  const auto& before = subject.url.before_reset;
  if (before && !subject.url.health.decided) {
    return "reset at the epoch boundary at " + Rfc3339(before->at) + ", before that " +
           std::string(health::ToString(before->state)) + "; the next conclusive poll decides";
  }
  const bool polled = subject.url.health.first_poll_at.has_value();
  return polled ? "no poll has decided anything yet" : "not polled yet";
}

std::string OfThrottled(const Subject& subject) {
  std::string text = "the node throttles requests";
  if (subject.url.holdoff_until) {
    text += "; it is left alone until " + Rfc3339(*subject.url.holdoff_until);
  }
  return text + "; behind that " + std::string(health::ToString(subject.url.health.settled));
}

std::string OfStale(const Subject& subject) {
  std::string text = Head(subject);
  if (subject.details == nullptr || !subject.details->head_since) {
    return text + " stands for too long";
  }
  const base::MonoTime since = *subject.details->head_since;
  text += " stands since " + Rfc3339(subject.now.WallOf(since)) + " (" +
          Span(subject.now.mono - since) + ")";
  return text + "; allowed are " +
         Span(health::StaleWindow(*subject.rules, subject.chain.block_time));
}

std::string BackAndForth(const Subject& subject) {
  if (!subject.url.goes_back_and_forth) return "";
  return "; its heads go back and forth, as behind a load balancer over nodes out of step";
}

std::string OfLag(const Subject& subject) {
  const auto& head = subject.url.head;
  // What it was measured against: the reference goes on, and the lag of an answer does not grow.
  auto reference = subject.chain.reference;
  if (subject.details != nullptr && subject.details->reference_seen) {
    reference = subject.details->reference_seen;
  }
  if (!head || !reference) return "it is behind its chain";
  std::string allowed;
  if (subject.rules != nullptr) {
    allowed = "; allowed are " + std::to_string(subject.rules->allowed_lag);
  }
  const std::uint64_t lag = reference->value > head->value ? reference->value - head->value : 0;
  const bool alone = subject.chain.witnesses <= 1 && lag == 0;
  if (alone && subject.details != nullptr && subject.details->head_block_time) {
    return Head(subject) + " is the newest that anybody shows, and is of " +
           Rfc3339(*subject.details->head_block_time) + " by its own time";
  }
  return Head(subject) + " is " + Blocks(lag) + " behind the reference " +
         std::to_string(reference->value) + allowed + BackAndForth(subject);
}

std::string OfWrongChain(const Subject& subject) {
  if (subject.details == nullptr || !subject.details->identity.told) {
    return "the node is on another chain";
  }
  const health::IdentityWatch& identity = subject.details->identity;
  std::string expected;
  for (const chains::ChainIdentity& each : subject.rules->expected) {
    expected += (expected.empty() ? "" : " or ") + Shown(each.text());
  }
  if (expected.empty() && identity.pinned)
    expected = Shown(identity.pinned->text()) + ", as it told first";
  return "the node says that its chain is " + Shown(identity.told->text()) + "; expected is " +
         expected;
}

std::string OfFork(const Subject& subject) {
  if (subject.details != nullptr && subject.details->fork) {
    const health::ForkProof& fork = *subject.details->fork;
    return "its block " + std::to_string(fork.height.value) + " is " + Shown(fork.own.text()) +
           ", and that of most of the chain's nodes is " + Shown(fork.majority.text());
  }
  if (!subject.chain.reference) return "it follows a fork";
  return Head(subject) + " is too far above the reference " +
         std::to_string(subject.chain.reference->value) + " to be believed";
}

std::string OfState(const Subject& subject, State state) {
  switch (state) {
    case State::kUnknown:
      return OfUnknown(subject);
    case State::kHealthy:
      return (subject.url.head ? "it answers with " + Head(subject) : "it answers") +
             BackAndForth(subject);
    case State::kThrottled:
      return OfThrottled(subject);
    case State::kUnreachable:
      return OfFault(subject, "no complete answer comes");
    case State::kFailing:
      return OfFault(subject, "it answers with errors");
    case State::kAuthFailed:
      return OfFault(subject, "it refuses the credentials");
    case State::kStale:
      return OfStale(subject);
    case State::kLagging:
      return OfLag(subject);
    case State::kSyncing:
      return "the node says that it is syncing, and " + OfLag(subject);
    case State::kWrongChain:
      return OfWrongChain(subject);
    case State::kForked:
      return OfFork(subject);
  }
  return "";
}

/// What may turn the verdict soon.
std::string StreakOf(const Subject& subject) {
  const health::UrlHealth& health = subject.url.health;
  if (health.against == 0 || subject.policy == nullptr) return "";
  const health::HealthPolicy& policy = subject.policy->health;
  std::string text = "; " + std::to_string(health.against) + " of ";
  if (!health.gauge) {
    return text + std::to_string(policy.rise) + " good polls in a row that turn it healthy";
  }
  text += std::to_string(policy.fall) + " bad polls in a row that turn it unhealthy, the last one ";
  return text + std::string(health::ToString(health.last_verdict));
}

Subject SubjectOf(const Snapshot& snapshot, std::size_t url, const ClockReading& now) {
  const Snapshot::Url& row = snapshot.urls.at(url);
  const Snapshot::Details* details = snapshot.details.get();
  return {.url = row,
          .chain = snapshot.chains.at(row.chain.value),
          .details = details == nullptr ? nullptr : &details->urls.at(url),
          .rules = details == nullptr ? nullptr : &details->chains.at(row.chain.value),
          .policy = details == nullptr ? nullptr : &details->policy,
          .now = now};
}

bool IsOfFault(State state) {
  return state == State::kThrottled || state == State::kUnreachable || state == State::kFailing ||
         state == State::kAuthFailed;
}

}  // namespace

std::string ExplainUrl(const Snapshot& snapshot, std::size_t url, const ClockReading& now) {
  const Subject subject = SubjectOf(snapshot, url, now);
  return OfState(subject, health::ShownState(subject.url.health)) + StreakOf(subject);
}

std::string ExplainLastPoll(const Snapshot& snapshot, std::size_t url, const ClockReading& now) {
  const Subject subject = SubjectOf(snapshot, url, now);
  const State state = health::ShownState(subject.url.health);
  const health::PollRecord* const record = LastError(subject);
  if (!IsOfFault(state) || record == nullptr) return OfState(subject, state);
  const chains::ErrorClass& error = chains::Describe(*record->error);
  return std::string(error.meaning) + " (" + std::string(error.name) + ')';
}

std::string ExplainEndpoint(const Snapshot& snapshot, std::size_t endpoint,
                            const ClockReading& now) {
  const health::Face& face = snapshot.endpoints.at(endpoint).face;
  const std::vector<base::UrlIndex>& urls = snapshot.labels->endpoints.at(endpoint).url_rows;
  const auto decisive = std::find_if(urls.begin(), urls.end(), [&](base::UrlIndex url) {
    const health::UrlHealth& health = snapshot.urls.at(url.value).health;
    return health.gauge == face.gauge && health::ShownState(health) == face.state;
  });
  if (decisive == urls.end()) return "";
  std::string text;
  if (urls.size() > 1) text = snapshot.labels->urls.at(decisive->value).url_id + ": ";
  return text + ExplainUrl(snapshot, decisive->value, now);
}

}  // namespace headway::exporter
