#include "probes/curl_transport.h"

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "base/check.h"
#include "base/limits.h"
#include "probes/curl_shard.h"

namespace headway::probes {
namespace {

namespace asio = boost::asio;

struct Slot {
  enum class Stage : std::uint8_t {
    kIdle,
    kUnderWay,
    kEnded,  // the completion is there and was not taken yet
  };

  std::unique_ptr<CurlExchange> exchange;  // null: no request yet, or a target that libcurl refuses
  Stage stage = Stage::kIdle;
  base::MonoTime started_at;
};

}  // namespace

class CurlTransport::Impl {
 public:
  Impl(EventLoop& loop, const base::Clock& clock, CurlOptions options)
      : context_(loop.context()),
        clock_(clock),
        options_(std::move(options)),
        keep_running_(context_.get_executor()) {
    // A loop that had nothing left to do after an earlier transport has stopped.
    context_.restart();
    InitialiseCurl();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    for (std::size_t index = 0; index < slots_.size(); ++index) {
      const Slot& slot = slots_[index];
      if (slot.stage == Slot::Stage::kUnderWay) ShardOf(index).Remove(*slot.exchange);
    }
    slots_.clear();
    shards_.clear();
    // So that nothing is left waiting on the loop.
    context_.poll();
  }

  void Start(const TransportRequest& request) {
    const std::size_t index = request.slot.value;
    if (slots_.size() <= index) slots_.resize(index + 1);
    Slot& slot = slots_[index];
    HEADWAY_CHECK(slot.stage == Slot::Stage::kIdle);
    // By value: another target may stand at the address of one that is gone.
    if (!slot.exchange || slot.exchange->target() != *request.target) {
      slot.exchange = CurlExchange::Make(request.slot, *request.target, options_.user_agent);
    }
    if (!slot.exchange || !slot.exchange->Prepare(request)) {
      Completion completion;
      completion.slot = request.slot;
      completion.fault = chains::TransportFault::kNotSent;
      OnEnded(completion);
      return;
    }
    slot.stage = Slot::Stage::kUnderWay;
    slot.started_at = clock_.Mono();
    ShardOf(index).Add(*slot.exchange);
  }

  void Cancel(base::SlotIndex index) {
    if (index.value >= slots_.size()) return;
    const Slot& slot = slots_[index.value];
    if (slot.stage != Slot::Stage::kUnderWay) return;
    const Completion completion = slot.exchange->Cancelled(clock_.Mono() - slot.started_at);
    ShardOf(index.value).Remove(*slot.exchange);
    OnEnded(completion);
  }

  std::span<const Completion> Poll(base::MonoTime deadline) {
    returned_.clear();
    while (finished_.empty() && !woken_.exchange(false)) {
      const base::MonoTime now = clock_.Mono();
      if (now >= deadline) break;
      context_.run_one_for(deadline - now);
    }
    context_.poll();
    returned_.swap(finished_);
    for (const Completion& completion : returned_) {
      slots_[completion.slot.value].stage = Slot::Stage::kIdle;
    }
    return returned_;
  }

  void Wake() {
    woken_.store(true);
    asio::post(context_, [] {});
  }

 private:
  void OnEnded(const Completion& completion) {
    slots_[completion.slot.value].stage = Slot::Stage::kEnded;
    finished_.push_back(completion);
  }

  CurlShard& ShardOf(std::size_t slot) {
    const std::size_t index = slot / base::limits::kConnectionsPerShard;
    while (shards_.size() <= index) {
      shards_.push_back(std::make_unique<CurlShard>(
          context_, clock_, [this](const Completion& completion) { OnEnded(completion); }));
    }
    return *shards_[index];
  }

  asio::io_context& context_;
  const base::Clock& clock_;
  const CurlOptions options_;
  asio::executor_work_guard<asio::io_context::executor_type> keep_running_;
  std::atomic<bool> woken_ = false;
  std::vector<std::unique_ptr<CurlShard>> shards_;
  std::vector<Slot> slots_;  // by SlotIndex
  std::vector<Completion> finished_;
  std::vector<Completion> returned_;
};

CurlTransport::CurlTransport(EventLoop& loop, const base::Clock& clock, CurlOptions options)
    : impl_(std::make_unique<Impl>(loop, clock, std::move(options))) {}
CurlTransport::~CurlTransport() = default;

void CurlTransport::Start(const TransportRequest& request) { impl_->Start(request); }
void CurlTransport::Cancel(base::SlotIndex slot) { impl_->Cancel(slot); }
std::span<const Completion> CurlTransport::Poll(base::MonoTime deadline) {
  return impl_->Poll(deadline);
}
void CurlTransport::Wake() { impl_->Wake(); }

}  // namespace headway::probes
