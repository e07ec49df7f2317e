#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/time.h"

namespace headway::devnet {

/// What the simulated node speaks.
enum class NodeFamily : std::uint8_t {
  kEvm,
  kSvm,
  kTendermint,  // Tendermint RPC by POST and GET, and the REST of the Cosmos SDK for blocks
  kBitcoin,     // as version 27: JSON-RPC 1, errors under HTTP 500 and 404
  kLava,        // the Lava chain itself: Tendermint RPC with results of blocks, and its REST
};

/// How a node misbehaves from the next request on; kDead at once. One at a time; kNone ends it,
/// though not for a request that already met it.
enum class Fault : std::uint8_t {
  kNone,
  kDead,      // the listening socket is closed and every connection reset
  kHang,      // accepts, reads, never answers
  kDrip,      // answers one byte a second
  kReset,     // resets the connection instead of answering
  kTruncate,  // announces more bytes than it sends, then closes
  kHttp400,   // this and the following: with an HTML body
  kHttp401,
  kHttp402,
  kHttp403,
  kHttp404,
  kHttp408,
  kHttp413,
  kHttp429,  // with `Retry-After: 2`
  kHttp500,
  kHttp502,
  kHttp503,
  kHttp504,
  kRedirect,   // 302 to another path
  kRpcError,   // the error of SetRpcError, or else one of the family: that it has an inner error
  kMalformed,  // HTTP 200 with a body that is no JSON
  kHuge,       // a chunked body that goes on until the client leaves, 64 MiB at most
  kWrongId,    // a valid reply to another request
};

/// What a node is besides its head.
struct NodeTraits {
  std::string client = {};           // its version, in the words of the family; empty: one of ours
  std::uint64_t peers = 25;          // EVM, Tendermint, Bitcoin
  std::uint64_t first_block = 0;     // the lowest that it gives; those below are gone (not EVM)
  std::uint64_t first_state = 0;     // EVM: the lowest block whose state it has; 0: an archive
  std::uint64_t safe_distance = 32;  // EVM: blocks below the head
  std::uint64_t finalized_distance = 64;  // likewise
  bool debug = true;                      // EVM: it has `debug_…`
  bool trace = true;                      // EVM: it has `trace_…`
  bool tx_index = true;                   // Tendermint, Bitcoin
  /// Two nodes behind a load balancer: every second request meets one that is so many blocks
  /// behind the other.
  std::uint64_t flip_blocks = 0;
  /// Every so many-th request is answered with HTTP 503, and answers overtake each other; 0: none.
  std::uint64_t drops_every = 0;
};

/// A whole response, whatever was asked.
struct CannedReply {
  unsigned status = 200;
  std::string body;
  std::string content_type = "application/json";
};

/// A JSON-RPC error, under the id of the request. Cosmos REST has the message alone.
struct CannedError {
  std::int64_t code = -32000;
  std::string message = "internal error";
  std::string data = {};  // JSON; empty: none
  unsigned status = 200;  // of HTTP
};

struct NodeOptions {
  std::string name;  // unique
  NodeFamily family = NodeFamily::kEvm;
  std::uint16_t port = 0;  // 0: any free one
  std::string chain;       // nodes with the same name follow the same chain
  /// EVM: the chain id as a hexadecimal quantity; empty: 0x539. SVM: the genesis hash; empty: one
  /// made from the name of the chain. Tendermint: the network; empty: the name of the chain.
  /// Bitcoin: the network; empty: main. Of the node, so that it can be on the wrong chain.
  std::string chain_id;
  std::uint64_t lag_blocks = 0;   // shown head = chain head + lead - lag
  std::uint64_t lead_blocks = 0;  // the blocks above the chain's head are made up by the node
  bool syncing = false;           // by its own word; the head it shows is another matter
  base::Duration latency{};       // before each answer
  NodeTraits traits;

  // Of the chain: the first node that names it decides.
  base::Duration block_time = std::chrono::seconds(1);  // above 0
  std::uint64_t start_height = 1'000;                   // height or slot, at AddNode
};

/// A step of a scenario: at `at` after the start of a round, what is set here of node `node`
/// changes and the rest stays.
struct Step {
  base::Duration at{};
  std::string node;
  std::optional<Fault> fault;
  std::optional<std::uint64_t> lag_blocks;
  std::optional<std::uint64_t> lead_blocks = {};
  std::optional<bool> syncing = {};
  std::optional<std::string> chain_id = {};  // as in NodeOptions
};

/// Simulated chain nodes on real loopback sockets (127.0.0.1), on a thread of their own. Follows
/// the public RPC documentation of each family; shares no code with the exporter, so that one can
/// be wrong without the other. Requests seen are counted per node and method for tests.
///
/// An SVM node, whose head is its processed slot, shows `confirmed` 2 and `finalized` 32 slots
/// below, and is unhealthy by its own word when told to be syncing and from a lag of 128 slots on.
///
/// Thread-safe: every method may be called from any thread and waits for the devnet's own. A node
/// or chain that was never added is a broken invariant of the caller and aborts. The destructor
/// stops everything and cuts open connections.
class Devnet {
 public:
  /// On the machine's clock.
  Devnet();
  /// Chains go by `clock`, which must outlive this; latencies, dripping and Play do not.
  explicit Devnet(const base::Clock& clock);
  Devnet(const Devnet&) = delete;
  Devnet& operator=(const Devnet&) = delete;
  ~Devnet();

  /// Binds and starts a node; its port, which stays the same through kDead and back, or why it
  /// cannot be had.
  base::Result<std::uint16_t, std::string> AddNode(const NodeOptions& options);

  void SetFault(const std::string& node, Fault fault);
  void SetLag(const std::string& node, std::uint64_t blocks);
  /// The node claims a head that many blocks above the chain's and makes up the blocks in between,
  /// which link to the chain's. As the chain reaches a height, its own block replaces the lie.
  void SetLead(const std::string& node, std::uint64_t blocks);
  /// What the node says of itself; the head it shows does not change.
  void SetSyncing(const std::string& node, bool syncing);
  /// Moves the node to another chain by name only: heights and blocks stay. As in NodeOptions.
  void SetChainId(const std::string& node, const std::string& chain_id);
  /// The node follows a fork of its own: from `first_height` on, its blocks have other hashes than
  /// the chain's. nullopt: back on the chain.
  void SetForked(const std::string& node, std::optional<std::uint64_t> first_height);
  void SetLatency(const std::string& node, base::Duration latency);
  void SetTraits(const std::string& node, const NodeTraits& traits);
  /// The node answers this to everything, faults in how it travels aside; nullopt: ends that.
  void SetReply(const std::string& node, std::optional<CannedReply> reply);
  /// What the node answers under kRpcError. A `data` that is no JSON is a broken invariant.
  void SetRpcError(const std::string& node, const CannedError& error);

  /// Replaces the last `depth` blocks of a chain by others of the same heights.
  void Reorg(const std::string& chain, std::uint64_t depth);
  /// Moves the head of a chain by `blocks`, which may be negative: the blocks above are gone then,
  /// and those that take their heights later are others.
  void MoveHead(const std::string& chain, std::int64_t blocks);
  /// Stops or resumes the production of blocks.
  void SetStalled(const std::string& chain, bool stalled);

  /// Plays the steps, again and again every `period` if that is above zero, which is then not
  /// shorter than the last step's `at`. Replaces what was playing.
  void Play(std::vector<Step> steps, base::Duration period);

  /// Calls that reached a node, by JSON-RPC method, or `GET /…` with its path, sorted by it. A
  /// batch counts each of its calls; beyond 64 different methods, all further ones are counted as
  /// `other`.
  struct RequestCount {
    std::string method;
    std::uint64_t count = 0;
  };
  std::vector<RequestCount> Requests(const std::string& node) const;
  /// The head of a chain: height, or slot.
  std::uint64_t Head(const std::string& chain) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::devnet
