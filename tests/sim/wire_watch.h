#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "probes/transport.h"
#include "tests/sim/naive_poll.h"
#include "tests/sim/node_model.h"

namespace headway::sim {

/// A finished poll, as soon as its head is judged, and what it asked for besides the head.
struct HeardPoll {
  NaivePoll poll;
  base::MonoTime started;
};
struct HeardBlock {
  std::string url;
  Told told;
};
/// An answered head came: what is asked besides is decided now.
struct HeardHead {
  std::string url;
};
struct HeardConnection {
  std::string url;
  bool healthy = false;
};
struct HeardIdentity {
  std::string url;
  Told told;
};
using Heard = std::variant<HeardHead, HeardConnection, HeardIdentity, HeardPoll, HeardBlock>;

/// Puts polls together out of the requests on the wire, of which it knows the truth.
class WireWatch {
 public:
  /// A request goes out, inside a tick.
  void OnStart(const std::string& key, const Asked& asked, const Told& told, base::MonoTime now,
               std::uint64_t generation);

  /// A request came back, before the tick that takes it.
  void OnCompletion(const std::string& key, chains::TransportFault fault);

  /// After that tick: what it has judged, in its order.
  std::vector<Heard> Take(base::MonoTime now, base::WallTime wall);

  /// When the URL's last poll started; nullopt: never.
  std::optional<base::MonoTime> LastStart(const std::string& key) const;
  /// When its last poll ended, with all it asked for; nullopt: never, or it is under way.
  std::optional<base::MonoTime> LastEnd(const std::string& key) const;
  /// Requests of the last poll.
  std::uint32_t Requests(const std::string& key) const;

  void Forget(const std::string& url) { urls_.erase(url); }

 private:
  struct Request {
    Question question = Question::kHead;
    Told told;
    bool is_new = false;  // sent in the tick under way
  };
  struct Url {
    NaivePoll poll;
    base::MonoTime started;
    std::optional<base::MonoTime> ended;
    std::uint32_t requests = 0;
    std::optional<Request> under_way;
  };
  struct Completed {
    std::string url;
    Request request;
    bool cancelled = false;
    bool on_the_wire = false;
  };
  static HeardBlock LostBlock(const Completed& completed);
  void Judge(const Completed& completed, base::MonoTime now, base::WallTime wall,
             std::vector<Heard>& heard);

  std::map<std::string, Url> urls_;
  std::vector<Completed> completed_;
};

}  // namespace headway::sim
