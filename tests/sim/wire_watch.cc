#include "tests/sim/wire_watch.h"

#include "base/check.h"

namespace headway::sim {

using base::MonoTime;
using chains::TransportFault;

void WireWatch::OnStart(const std::string& key, const Asked& asked, const Told& told, MonoTime now,
                        std::uint64_t generation) {
  Url& url = urls_[key];
  if (asked.question == Question::kHead) {
    url = {};
    url.poll.url = key;
    url.poll.generation = generation;
    url.started = now;
  }
  ++url.requests;
  url.ended.reset();
  url.under_way = Request{.question = asked.question, .told = told, .is_new = true};
}

void WireWatch::OnCompletion(const std::string& key, TransportFault fault) {
  const auto url = urls_.find(key);
  if (url == urls_.end()) return;
  HEADWAY_CHECK(url->second.under_way.has_value());
  Completed completed{.url = key, .request = *url->second.under_way};
  url->second.under_way.reset();
  completed.cancelled = fault == TransportFault::kCancelled;
  completed.on_the_wire = fault != TransportFault::kNone && !completed.cancelled;
  if (completed.on_the_wire) {
    completed.request.told.wire = Wire::kTransport;
    completed.request.told.refusal = true;
  }
  completed_.push_back(std::move(completed));
}

std::vector<Heard> WireWatch::Take(MonoTime now, base::WallTime wall) {
  std::vector<Heard> heard;
  for (const Completed& completed : completed_) Judge(completed, now, wall, heard);
  completed_.clear();
  for (auto& [key, url] : urls_) {
    if (url.under_way) url.under_way->is_new = false;
  }
  return heard;
}

HeardBlock WireWatch::LostBlock(const Completed& completed) {
  HeardBlock lost{completed.url, {}};
  lost.told.wire = Wire::kTransport;
  lost.told.height = completed.request.told.height;
  return lost;
}

void WireWatch::Judge(const Completed& completed, MonoTime now, base::WallTime wall,
                      std::vector<Heard>& heard) {
  const auto known = urls_.find(completed.url);
  if (known == urls_.end()) return;
  Url& url = known->second;
  const Request& request = completed.request;
  const Request* next = url.under_way && url.under_way->is_new ? &*url.under_way : nullptr;
  // A poll that starts anew is not what this one asks next.
  if (next != nullptr && next->question == Question::kHead) next = nullptr;
  if (next == nullptr && !url.under_way) url.ended = now;
  if (completed.cancelled) {
    // The head was judged; what was asked for behind it did not come.
    if (request.question == Question::kBlock) heard.emplace_back(LostBlock(completed));
    return;
  }
  if (request.question == Question::kHead && request.told.wire == Wire::kAnswered) {
    heard.emplace_back(HeardHead{completed.url});
  }
  heard.emplace_back(HeardConnection{completed.url, !completed.on_the_wire});

  if (request.question == Question::kVerification) return;
  if (request.question == Question::kBlock) {
    heard.emplace_back(HeardBlock{completed.url, request.told});
    return;
  }
  if (request.question == Question::kHead) url.poll.head = request.told;
  if (request.question == Question::kIdentity) {
    url.poll.identity = request.told;
    heard.emplace_back(HeardIdentity{completed.url, request.told});
  }
  if (request.question == Question::kSyncing) url.poll.syncing = request.told;
  const bool waits = next != nullptr && next->question != Question::kBlock &&
                     next->question != Question::kVerification;
  if (waits) return;
  url.poll.now = now;
  url.poll.wall = wall;
  heard.emplace_back(HeardPoll{url.poll, url.started});
}

std::optional<MonoTime> WireWatch::LastStart(const std::string& key) const {
  const auto url = urls_.find(key);
  return url == urls_.end() ? std::nullopt : std::optional(url->second.started);
}

std::optional<MonoTime> WireWatch::LastEnd(const std::string& key) const {
  const auto url = urls_.find(key);
  return url == urls_.end() ? std::nullopt : url->second.ended;
}

std::uint32_t WireWatch::Requests(const std::string& key) const {
  const auto url = urls_.find(key);
  return url == urls_.end() ? 0 : url->second.requests;
}

}  // namespace headway::sim
