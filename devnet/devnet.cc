#include "devnet/devnet.h"

#include <algorithm>
#include <future>
#include <map>
#include <thread>
#include <type_traits>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/check.h"
#include "base/system_clock.h"
#include "devnet/http_server.h"
#include "devnet/json.h"
#include "devnet/node.h"
#include "devnet/simulated_chain.h"

namespace headway::devnet {
namespace {

namespace asio = boost::asio;

}  // namespace

/// Run may be called from any thread; everything else belongs to the devnet's own, which the
/// methods of Devnet enter through Run.
class Devnet::Impl {
 public:
  explicit Impl(const base::Clock* clock)
      : clock_(clock == nullptr ? own_clock_ : *clock),
        work_(io_.get_executor()),
        play_timer_(io_),
        thread_([this] { io_.run(); }) {}

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    io_.stop();
    thread_.join();
  }

  /// Runs `action` on the devnet's thread and returns what it returns.
  template <class Action>
  auto Run(Action action) {
    // Shared, because the waiting thread may be done with the task before its own thread is.
    using Task = std::packaged_task<std::invoke_result_t<Action>()>;
    const auto task = std::make_shared<Task>(std::move(action));
    auto result = task->get_future();
    asio::post(io_, [task] { (*task)(); });
    return result.get();
  }

  base::Result<std::uint16_t, std::string> AddNode(const NodeOptions& options) {
    HEADWAY_CHECK(!nodes_.contains(options.name));
    auto node = std::make_unique<Node>(Node{
        .options = options,
        .chain = &ChainFor(options),
        .own_blocks = NewChain(options.chain + "/" + options.name, options),
        .forked_from = {},
        .fault = Fault::kNone,
        .canned_reply = {},
        .rpc_error = {},
        .rpc_error_status = 200,
        .answered = 0,
        .requests = {},
        .server = nullptr,
    });
    node->options.chain_id = ChainIdOf(options.family, options.chain_id, options.chain);
    node->server =
        std::make_unique<HttpServer>(io_, [this, raw = node.get()](const HttpRequest& request) {
          return Respond(*raw, request, Now());
        });
    base::Result<std::uint16_t, std::string> port = node->server->Listen(options.port);
    if (port.ok()) nodes_.emplace(options.name, std::move(node));
    return port;
  }

  void SetFault(const std::string& name, Fault fault) {
    Node& node = FindNode(name);
    const Fault before = std::exchange(node.fault, fault);
    if (fault == Fault::kDead && before != Fault::kDead) node.server->GoDown();
    if (fault != Fault::kDead && before == Fault::kDead) node.server->ComeBack();
  }

  void SetChainId(const std::string& name, const std::string& chain_id) {
    NodeOptions& options = FindNode(name).options;
    options.chain_id = ChainIdOf(options.family, chain_id, options.chain);
  }

  void SetRpcError(const std::string& name, const CannedError& error) {
    std::optional<Json> data;
    if (!error.data.empty()) {
      data = ParseJson(error.data);
      HEADWAY_CHECK(data.has_value());
    }
    Node& node = FindNode(name);
    node.rpc_error = RpcError{error.code, error.message, data};
    node.rpc_error_status = error.status;
  }

  Node& FindNode(const std::string& name) {
    const auto found = nodes_.find(name);
    HEADWAY_CHECK(found != nodes_.end());
    return *found->second;
  }

  SimulatedChain& FindChain(const std::string& name) {
    const auto found = chains_.find(name);
    HEADWAY_CHECK(found != chains_.end());
    return found->second.blocks;
  }

  base::MonoTime Now() const { return clock_.Mono(); }

  void Play(std::vector<Step> steps, base::Duration period) {
    for (const Step& step : steps) FindNode(step.node);
    std::ranges::stable_sort(steps, {}, &Step::at);
    HEADWAY_CHECK(steps.empty() || period.count() <= 0 || steps.back().at <= period);
    ++play_;
    play_timer_.cancel();
    if (!steps.empty()) {
      asio::co_spawn(io_, PlaySteps(std::move(steps), period, play_), asio::detached);
    }
  }

 private:
  SimulatedChain NewChain(std::string_view name, const NodeOptions& options) const {
    return {name, options.block_time, options.start_height, Now(), clock_.Wall()};
  }

  const Chain& ChainFor(const NodeOptions& options) {
    const auto known = chains_.find(options.chain);
    if (known != chains_.end()) {
      HEADWAY_CHECK(known->second.family == options.family);
      return known->second;
    }
    Chain chain{options.family, NewChain(options.chain, options)};
    return chains_.emplace(options.chain, std::move(chain)).first->second;
  }

  void Apply(const Step& step) {
    NodeOptions& options = FindNode(step.node).options;
    if (step.fault) SetFault(step.node, *step.fault);
    if (step.lag_blocks) options.lag_blocks = *step.lag_blocks;
    if (step.lead_blocks) options.lead_blocks = *step.lead_blocks;
    if (step.syncing) options.syncing = *step.syncing;
    if (step.chain_id) SetChainId(step.node, *step.chain_id);
  }

  /// Times are counted from the first start, so that rounds do not drift. Ends when `play` is no
  /// longer what is playing.
  asio::awaitable<void> PlaySteps(std::vector<Step> steps, base::Duration period,
                                  std::uint64_t play) {
    play_timer_.expires_after(base::Duration{});
    auto start = play_timer_.expiry();
    do {
      for (const Step& step : steps) {
        boost::system::error_code error;
        play_timer_.expires_at(start + step.at);
        co_await play_timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        if (play != play_) co_return;
        Apply(step);
      }
      start += period;
    } while (period.count() > 0);
  }

  base::SystemClock own_clock_;
  const base::Clock& clock_;

  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;

  // Owned by the thread of `thread_`.
  asio::steady_timer play_timer_;
  std::uint64_t play_ = 0;  // number of the newest Play
  std::map<std::string, Chain> chains_;
  std::map<std::string, std::unique_ptr<Node>> nodes_;

  std::thread thread_;  // the last member: it starts when all the others exist
};

Devnet::Devnet() : impl_(std::make_unique<Impl>(nullptr)) {}

Devnet::Devnet(const base::Clock& clock) : impl_(std::make_unique<Impl>(&clock)) {}

Devnet::~Devnet() = default;

base::Result<std::uint16_t, std::string> Devnet::AddNode(const NodeOptions& options) {
  return impl_->Run([this, &options] { return impl_->AddNode(options); });
}

void Devnet::SetFault(const std::string& node, Fault fault) {
  impl_->Run([this, &node, fault] { impl_->SetFault(node, fault); });
}

void Devnet::SetLag(const std::string& node, std::uint64_t blocks) {
  impl_->Run([this, &node, blocks] { impl_->FindNode(node).options.lag_blocks = blocks; });
}

void Devnet::SetLead(const std::string& node, std::uint64_t blocks) {
  impl_->Run([this, &node, blocks] { impl_->FindNode(node).options.lead_blocks = blocks; });
}

void Devnet::SetSyncing(const std::string& node, bool syncing) {
  impl_->Run([this, &node, syncing] { impl_->FindNode(node).options.syncing = syncing; });
}

void Devnet::SetChainId(const std::string& node, const std::string& chain_id) {
  impl_->Run([this, &node, &chain_id] { impl_->SetChainId(node, chain_id); });
}

void Devnet::SetForked(const std::string& node, std::optional<std::uint64_t> first_height) {
  impl_->Run([this, &node, first_height] { impl_->FindNode(node).forked_from = first_height; });
}

void Devnet::SetLatency(const std::string& node, base::Duration latency) {
  impl_->Run([this, &node, latency] { impl_->FindNode(node).options.latency = latency; });
}

void Devnet::SetTraits(const std::string& node, const NodeTraits& traits) {
  impl_->Run([this, &node, &traits] { impl_->FindNode(node).options.traits = traits; });
}

void Devnet::SetReply(const std::string& node, std::optional<CannedReply> reply) {
  impl_->Run([this, &node, &reply] { impl_->FindNode(node).canned_reply = std::move(reply); });
}

void Devnet::SetRpcError(const std::string& node, const CannedError& error) {
  impl_->Run([this, &node, &error] { impl_->SetRpcError(node, error); });
}

void Devnet::Reorg(const std::string& chain, std::uint64_t depth) {
  impl_->Run([this, &chain, depth] { impl_->FindChain(chain).Reorg(depth, impl_->Now()); });
}

void Devnet::MoveHead(const std::string& chain, std::int64_t blocks) {
  impl_->Run([this, &chain, blocks] { impl_->FindChain(chain).MoveHead(blocks, impl_->Now()); });
}

void Devnet::SetStalled(const std::string& chain, bool stalled) {
  impl_->Run(
      [this, &chain, stalled] { impl_->FindChain(chain).SetStalled(stalled, impl_->Now()); });
}

void Devnet::Play(std::vector<Step> steps, base::Duration period) {
  impl_->Run([this, &steps, period] { impl_->Play(std::move(steps), period); });
}

std::vector<Devnet::RequestCount> Devnet::Requests(const std::string& node) const {
  return impl_->Run([this, &node] {
    std::vector<RequestCount> counts;
    for (const auto& [method, count] : impl_->FindNode(node).requests) {
      counts.push_back({method, count});
    }
    return counts;
  });
}

std::uint64_t Devnet::Head(const std::string& chain) const {
  return impl_->Run([this, &chain] { return impl_->FindChain(chain).Head(impl_->Now()); });
}

}  // namespace headway::devnet
