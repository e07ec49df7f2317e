#include <algorithm>
#include <set>

#include "tests/sim/naive_fleet.h"

/// Blocking, probes and release, and what a reload does to them.
namespace headway::sim {

using base::Duration;
using base::MonoTime;

Duration NaiveFleet::ProbeInterval(const NaiveBlocking& blocking) const {
  return blocking.reason == "errors" ? config_.policy.second_chance_after
                                     : config_.policy.reconnect_interval;
}

std::string_view NaiveFleet::ReasonFor(const NaiveEndpoint& endpoint) const {
  bool all_wrong = true;
  bool all_transport = true;
  for (const std::string& key : endpoint.entry.urls) {
    const NaiveUrl& url = urls_.at(key);
    all_wrong = all_wrong && url.standing == "wrong";
    all_transport = all_transport && url.latest_fault == Wire::kTransport;
  }
  if (all_wrong) return "wrong_chain";
  return all_transport ? "disconnections" : "errors";
}

void NaiveFleet::BlockIfAllFail(NaiveEndpoint& endpoint, MonoTime now) {
  const bool all = std::all_of(
      endpoint.entry.urls.begin(), endpoint.entry.urls.end(), [&](const std::string& key) {
        const NaiveUrl& url = urls_.at(key);
        return url.standing == "wrong" || RefusalsInARow(url) >= config_.policy.disable_after ||
               FailedInARow(url) > config_.policy.max_consecutive_errors;
      });
  if (!all) return;
  for (std::size_t role = 0; role < endpoint.blocking.size(); ++role) {
    NaiveBlocking& blocking = endpoint.blocking.at(role);
    if (!endpoint.entry.roles.at(role) || blocking.blocked) continue;
    blocking = {};
    blocking.blocked = true;
    blocking.reason = ReasonFor(endpoint);
    blocking.since = now;
    blocking.probe_at = now + ProbeInterval(blocking);
  }
}

void NaiveFleet::Probe(const NaivePoll& poll, bool passes, bool counts) {
  for (auto& [key, endpoint] : endpoints_) {
    const auto& listed = endpoint.entry.urls;
    if (std::find(listed.begin(), listed.end(), poll.url) == listed.end()) continue;
    for (NaiveBlocking& blocking : endpoint.blocking) {
      if (!blocking.blocked) continue;
      // One that ends with the timer ended before it.
      const bool fired = poll.now > blocking.probe_at;
      const bool current = poll.generation == generation_;
      const bool good_again =
          passes && blocking.reason == "errors" &&
          GoodInARow(urls_.at(poll.url), generation_, blocking.since) >= config_.policy.rise;
      if ((fired && current && passes) || good_again) {
        blocking = {};
        continue;
      }
      if (!fired || !current || !counts) continue;
      blocking.ended[poll.url] = true;
      const bool failed = std::all_of(listed.begin(), listed.end(), [&](const std::string& url) {
        return blocking.ended.count(url) > 0;
      });
      if (!failed) continue;
      blocking.ended.clear();
      blocking.probe_at = poll.now + ProbeInterval(blocking);
    }
  }
}

namespace {

/// Roles that keep a block over a reload: those that are still there, else those that are new.
void MoveBlocks(const NaiveRoles& roles, NaiveEndpoint& endpoint) {
  const auto before = endpoint.blocking;
  const NaiveRoles had = endpoint.entry.roles;
  const bool kept = (before[kNaivePrimary].blocked && roles[kNaivePrimary]) ||
                    (before[kNaiveBackup].blocked && roles[kNaiveBackup]);
  const NaiveBlocking& moved =
      before[kNaivePrimary].blocked ? before[kNaivePrimary] : before[kNaiveBackup];
  for (std::size_t role = 0; role < roles.size(); ++role) {
    NaiveBlocking& blocking = endpoint.blocking.at(role);
    if (!roles.at(role)) {
      blocking = {};
    } else if (!kept && !had.at(role)) {
      blocking = moved;
    }
  }
}

/// Who was blocked for what its URLs were is probed when they are others.
void ProbeAnewIfUrlsDiffer(const std::vector<std::string>& urls, MonoTime now,
                           NaiveEndpoint& endpoint) {
  const std::set<std::string> before(endpoint.entry.urls.begin(), endpoint.entry.urls.end());
  if (before == std::set<std::string>(urls.begin(), urls.end())) return;
  for (NaiveBlocking& blocking : endpoint.blocking) {
    blocking.probe_at = now;
    blocking.ended.clear();
  }
}

}  // namespace

void NaiveFleet::ForgetHostsOfNone(const std::map<std::string, NaiveUrl>& kept) {
  for (std::size_t chain = 0; chain < references_.size(); ++chain) {
    std::set<std::string> hosts;
    for (const auto& [key, url] : kept) {
      if (url.entry.chain == chain && urls_.count(key) > 0) hosts.insert(url.entry.host);
    }
    NaiveReference& reference = references_[chain];
    std::erase_if(reference.below_since,
                  [&hosts](const auto& row) { return hosts.count(row.first) == 0; });
    if (hosts.count(reference.leaping_host) == 0) reference.leaping_host.clear();
  }
}

std::map<std::string, NaiveUrl> NaiveFleet::UrlsAfterReload(const NaiveConfig& config) const {
  std::map<std::string, NaiveUrl> urls;
  for (const NaiveUrlEntry& entry : config.urls) {
    const auto known = urls_.find(entry.key);
    NaiveUrl& url = urls[entry.key];
    if (known != urls_.end()) url = known->second;
    if (known == urls_.end()) url.gauge = !config.policy.verified;
    url.entry = entry;
  }
  return urls;
}

void NaiveFleet::InheritVerdicts(const NaiveEndpointEntry& entry, NaiveEndpoint& endpoint,
                                 std::map<std::string, NaiveUrl>& urls) const {
  for (const std::string& url : entry.urls) {
    if (urls_.count(url) > 0) continue;
    for (const std::string& old : endpoint.entry.urls) {
      const bool gone = urls.count(old) == 0;
      if (!gone || urls_.at(old).entry.host != urls.at(url).entry.host) continue;
      // Of one that was never heard, what it had inherited itself.
      const bool was_heard = urls_.at(old).ever_settled || endpoint.inherited.count(old) == 0;
      const bool served = was_heard ? urls_.at(old).serves : endpoint.inherited.at(old);
      endpoint.inherited[url] = served;
      // So that nobody who serves is down for a change of credentials.
      if (served) urls.at(url).gauge = true;
    }
  }
}

void NaiveFleet::OnReload(const NaiveConfig& config, MonoTime now) {
  config_ = config;
  std::map<std::string, NaiveUrl> urls = UrlsAfterReload(config);
  std::map<std::string, NaiveEndpoint> endpoints;
  std::set<std::string> judged_anew;
  for (const NaiveEndpointEntry& entry : config.endpoints) {
    const auto known = endpoints_.find(entry.key);
    NaiveEndpoint& endpoint = endpoints[entry.key];
    if (known == endpoints_.end()) {
      endpoint.entry = entry;
      judged_anew.insert(entry.key);
      continue;
    }
    if (known->second.entry.roles != entry.roles) judged_anew.insert(entry.key);
    endpoint = known->second;
    MoveBlocks(entry.roles, endpoint);
    InheritVerdicts(entry, endpoint, urls);
    ProbeAnewIfUrlsDiffer(entry.urls, now, endpoint);
    endpoint.entry = entry;
  }
  ForgetHostsOfNone(urls);
  std::swap(endpoints, endpoints_);
  std::swap(urls, urls_);
  for (auto& [key, endpoint] : endpoints_) {
    if (judged_anew.count(key) > 0) BlockIfAllFail(endpoint, now);
  }
}

}  // namespace headway::sim
