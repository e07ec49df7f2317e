#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "tests/sim/naive_config.h"
#include "tests/sim/naive_poll.h"

namespace headway::sim {

/// What one finished poll was for health; the newest stands last in a URL's history.
struct NaivePast {
  Wire wire = Wire::kAnswered;
  bool refusal = false;
  bool answered = false;      // a valid head, on a chain not known to be wrong
  bool good = false;          // answered, and its verdict is not bad
  bool inconclusive = false;  // a doubted identity: as if it had not been
  bool boundary_since = false;
  std::uint64_t generation = 0;
  base::MonoTime at{};
};

struct NaiveBlock {
  std::string hash;
  std::string parent;
  std::optional<base::WallTime> time;
};

/// One URL: what it told, and what the page makes of that. The rules are in the functions below
/// and in naive_fleet; each reads what is remembered here.
/// Which blocks are held: the last heights, and the last multiples of a stride.
struct NaiveWindow {
  std::uint64_t blocks_to_save = 1;
  std::uint64_t stride = 1;
};

struct NaiveUrl {
  NaiveUrlEntry entry;

  std::string_view standing = "unknown";         // right, doubted, wrong
  std::string_view standing_before = "unknown";  // the last answer to the identity
  std::optional<std::string> pin;
  std::optional<base::MonoTime> identity_asked_at;  // when the answer or fault came
  bool identity_failed = false;                     // the last time it was asked
  bool connected = true;                            // the last request brought a response

  std::optional<std::uint64_t> head;        // shown: what was followed while there was no doubt
  std::optional<std::uint64_t> tracked;     // as its answers were followed
  std::optional<base::WallTime> head_time;  // the shown head's own time, if told
  std::optional<std::uint64_t> last_told;
  std::optional<std::uint64_t> lower_candidate;
  std::map<std::uint64_t, NaiveBlock> blocks;
  std::deque<base::Duration> block_times;  // the last 20

  std::optional<base::MonoTime> first_poll_at;
  std::optional<base::MonoTime> answered_at;
  std::optional<base::MonoTime> finished_at;
  base::Duration last_gap{};  // between its last two finished polls
  bool usable = false;        // as a witness: not wrong, doubted or throttled in its last poll
  bool forked_by_hash = false;

  // What it bears witness of: its head as of its last answered poll, and since when it is that.
  std::optional<std::uint64_t> witness_head;
  base::MonoTime witness_head_since;
  std::optional<base::WallTime> witness_head_time;
  std::optional<base::WallTime> latest_block_time;  // of its head or one before
  bool fell_silent = false;                         // settled on faults, and has not answered since
  base::MonoTime fork_proved_at;

  std::deque<NaivePast> history;
  std::optional<Wire> latest_fault;
  base::MonoTime holdoff_until;
  int throttles = 0;  // without Retry-After, since the last answer

  bool gauge = true;
  std::string_view settled_state = "unknown";  // what is shown but for throttling
  std::string_view last_verdict = "unknown";   // raw, of its last conclusive poll
  bool throttled = false;
  bool decided = false;
  bool ever_settled = false;
  int against = 0;
  bool serves = false;  // last settled verdict good, and that poll answered
  bool enabled = true;
  std::uint64_t guard = 0;  // polls of generations below change nothing that a boundary set

  std::string_view Shown() const {
    return throttled ? std::string_view("throttled") : settled_state;
  }
};

/// Identity: expected ids, or the pin; doubt before wrong once it had been right.
void HearIdentity(const NaiveChain& chain, const std::string& told, NaiveUrl& url);

/// What was followed so far may have been another chain.
void ForgetHeads(NaiveUrl& url);

/// A valid head came: follows it, or waits for a lower one to be corroborated.
void HearHead(std::uint64_t head, const NaiveWindow& window, NaiveUrl& url);

/// The reply to a block request of the URL's tracker.
void HearBlock(const Told& told, const NaiveWindow& window, NaiveUrl& url);

/// What is followed is shown.
void ShowHead(NaiveUrl& url);

/// A poll was answered: the head that is shown counts.
void BearWitness(base::MonoTime now, NaiveUrl& url);

/// Median of at least five samples.
std::optional<base::Duration> MeasuredBlockTime(const NaiveUrl& url);

/// Lower middle of the values; they are not empty.
base::Duration LowerMedian(std::vector<base::Duration> values);

int RefusalsInARow(const NaiveUrl& url);
int FailedInARow(const NaiveUrl& url);

/// Good polls in a row, started in `generation`, that ended after `since`.
int GoodInARow(const NaiveUrl& url, std::uint64_t generation, base::MonoTime since);

struct NaiveVerdict {
  std::string_view name;
  bool answered = false;
  bool proved = false;  // skips `fall`
  bool conclusive = true;
};

/// Hysteresis: gauge and state together, in one step.
void Settle(const NaiveVerdict& verdict, bool bad, const NaivePolicy& policy, NaiveUrl& url);

}  // namespace headway::sim
