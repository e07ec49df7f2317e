#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "health/chain_rules.h"

namespace headway::health {

/// What a URL bears witness of: its last answered poll.
struct Testimony {
  base::UrlIndex url;
  base::MonoTime answered_at;
  base::BlockHeight head;
  base::MonoTime head_since;
  std::optional<base::WallTime> head_block_time;
  std::optional<base::Duration> block_time;  // as measured
  /// Two intervals as really polled, and a timeout: how long an answer stays news.
  base::Duration news_for{};
  bool usable = true;  // on the right chain as far as known, and not throttled
  bool forked_by_hash = false;
};

/// The chain as the judge of one poll sees it.
struct ChainView {
  std::optional<base::BlockHeight> reference;
  bool reference_stands = false;  // it has not changed for the stale window
  bool halted = false;
  bool others = false;  // a witness from another host than the URL's own
  base::Duration stale_window{};
  std::uint64_t outlier_window = 0;
};

/// The height that a chain's URLs are measured against (docs/health.md, "Reference head"). One
/// witness a host and port, and no single one among three or more moves it. Pure; costs O(hosts) an
/// update.
class ReferenceHead {
 public:
  /// `hosts`: how many hosts there are; they go by number. `epoch`: how long a lone witness must
  /// insist on a leap, and stay alone, before it is believed.
  ReferenceHead(ChainRules rules, std::size_t hosts, base::Duration epoch);

  /// The last answer of a host. Takes effect with the next Update.
  void Note(std::size_t host, const Testimony& testimony);
  /// What is known of a testimony has changed; of no effect if it is not the one that stands for
  /// the host, which is that of the URL that answered last.
  void Amend(std::size_t host, const Testimony& testimony);
  /// The testimony that stands for a host, if any.
  const Testimony* TestimonyOf(std::size_t host) const;

  /// Works the reference out anew. The time of each finished poll, after it was noted.
  void Update(base::MonoTime now, base::WallTime wall);

  /// As of the last Update, which was at `now`.
  ChainView ViewOf(std::size_t host, base::MonoTime now) const;

  std::optional<base::BlockHeight> height() const { return height_; }
  std::optional<base::WallTime> changed_at() const { return changed_wall_; }
  /// How long it has been at its height; of meaning where it has one.
  base::Duration Age(base::MonoTime now) const { return now - changed_at_; }
  base::Duration block_time() const { return block_time_; }
  std::size_t WitnessCount(base::MonoTime now) const;
  bool Halted(base::MonoTime now) const;
  const ChainRules& rules() const { return rules_; }

  /// Takes over what `old` knows of the chain; `old_host` of each host, if it had one. Testimonies
  /// are to be noted again: the URLs have other numbers now.
  void Inherit(const ReferenceHead& old, const std::vector<std::optional<std::size_t>>& old_hosts);

  /// The testimony of a host, if it is fresh and usable; a fork proved by hash does not count
  /// against it here.
  const Testimony* Fresh(std::size_t host, base::MonoTime now) const;
  std::size_t host_count() const { return hosts_.size(); }

 private:
  struct Host {
    std::optional<Testimony> testimony;
    std::optional<base::MonoTime> below_since;
  };
  struct Candidates {
    std::size_t count = 0;
    const Host* highest = nullptr;
    const Host* second = nullptr;
  };

  const Testimony* Fresh(const Host& host, base::MonoTime now) const;
  bool IsWitness(const Host& host, base::MonoTime now) const;
  Candidates Survey(base::MonoTime now) const;
  std::optional<base::BlockHeight> Candidate(const Candidates& witnesses, base::MonoTime now,
                                             base::WallTime wall) const;
  base::BlockHeight OfTwo(const Testimony& high, const Testimony& low, base::MonoTime now,
                          base::WallTime wall) const;
  bool LoneLeapCounts(base::BlockHeight head, base::MonoTime now) const;
  void NoteLoneLeap(const Candidates& witnesses, base::MonoTime now);
  /// Further above the reference than time and tolerance account for.
  bool IsLeap(base::BlockHeight head, base::MonoTime now) const;
  bool IsOld(const Testimony& testimony, base::MonoTime now) const;
  std::uint64_t ExpectedBy(base::MonoTime now) const;
  void MarkThoseBelow(base::MonoTime now);
  bool HalfStayedBelow(std::size_t witnesses, base::MonoTime now) const;
  void MoveTo(base::BlockHeight height, base::MonoTime now, base::WallTime wall);
  void MeasureBlockTime(base::MonoTime now);
  bool Stands(base::MonoTime now) const;
  base::Duration stale_window() const { return StaleWindow(rules_, block_time_); }

  ChainRules rules_;
  base::Duration epoch_;
  std::vector<Host> hosts_;
  base::Duration block_time_;
  std::optional<base::BlockHeight> height_;
  base::MonoTime changed_at_;
  std::optional<base::WallTime> changed_wall_;
  bool has_past_ = false;  // it has risen at least once after its first value
  /// The lone witness, while its head is a leap, and since when.
  std::optional<std::size_t> leaping_host_;
  std::optional<base::MonoTime> leap_since_;
  std::vector<base::Duration> scratch_;
};

}  // namespace headway::health
