#include "exporter/listener_worker.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "exporter/version.h"

namespace headway::exporter {
namespace {

bool AllChecked(const ListenerViews& views) {
  return std::all_of(views.begin(), views.end(),
                     [](const ListenerView& view) { return view.result.has_value(); });
}

lava::Problem ProblemOf(const ListenerView& view) {
  return view.result ? view.result->problem : lava::Problem::kNone;
}

}  // namespace

ListenerWorker::ListenerWorker(std::vector<lava::ListenerPlan> plans,
                               const lava::ListenerPolicy& policy, std::uint64_t seed,
                               const base::Clock& clock, const Log& log)
    : clock_(clock),
      log_(log),
      transport_(events_, clock, {.user_agent = UserAgent()}),
      watch_({}, policy, transport_, seed, clock.Mono()),
      latest_(std::make_shared<const ListenerViews>()) {
  Reload(std::move(plans));
}

ListenerWorker::~ListenerWorker() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    orders_.stop = true;
  }
  transport_.Wake();
  thread_.join();
}

void ListenerWorker::Reload(std::vector<lava::ListenerPlan> plans) {
  const bool is_needed = !plans.empty();
  {
    const std::lock_guard lock(mutex_);
    latest_ = std::make_shared<const ListenerViews>(ViewsOf(plans, *latest_));
    orders_.plans = std::move(plans);
  }
  if (thread_.joinable()) {
    transport_.Wake();
  } else if (is_needed) {
    thread_ = std::thread([this] { Run(); });
  }
}

std::shared_ptr<const ListenerViews> ListenerWorker::Latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

std::shared_ptr<const ListenerViews> ListenerWorker::AwaitAll(base::Duration at_most) const {
  std::unique_lock lock(mutex_);
  published_.wait_for(lock, at_most, [this] { return AllChecked(*latest_); });
  return latest_;
}

ListenerWorker::Orders ListenerWorker::TakeOrders() {
  const std::lock_guard lock(mutex_);
  return std::exchange(orders_, {});
}

void ListenerWorker::Run() {
  constexpr base::Duration kLongestWait = std::chrono::minutes(1);
  std::span<const probes::Completion> completions;
  while (true) {
    Orders orders = TakeOrders();
    if (orders.stop) return;
    const base::MonoTime now = clock_.Mono();
    if (orders.plans) watch_.Reload(std::move(*orders.plans), now);
    const bool is_news = !watch_.Tick(completions, now, clock_.Wall()).empty();
    if (is_news) Publish(ViewsOf(watch_.rows()));
    const base::MonoTime latest = now + kLongestWait;
    completions = transport_.Poll(std::min(watch_.NextDue().value_or(latest), latest));
  }
}

void ListenerWorker::Publish(ListenerViews views) {
  {
    const std::lock_guard lock(mutex_);
    // Of a configuration that is not in force any more.
    if (orders_.plans) return;
    LogChanges(*latest_, views);
    latest_ = std::make_shared<const ListenerViews>(std::move(views));
  }
  published_.notify_all();
}

void ListenerWorker::LogChanges(const ListenerViews& before, const ListenerViews& after) const {
  for (std::size_t row = 0; row < after.size(); ++row) {
    const ListenerView& view = after[row];
    const lava::Problem problem = ProblemOf(view);
    if (problem == ProblemOf(before.at(row))) continue;
    if (view.is_node) {
      log_.Info(problem == lava::Problem::kNone ? "a node answers over gRPC"
                                                : "a node does not answer over gRPC",
                {{"spec", view.spec}, {"host", view.host}});
    } else if (problem == lava::Problem::kNone) {
      log_.Info("the provider's listener is good again",
                {{"spec", view.spec}, {"api_interface", view.api_interface}, {"host", view.host}});
    } else {
      log_.Warn("the provider's listener has a problem", {{"spec", view.spec},
                                                          {"api_interface", view.api_interface},
                                                          {"host", view.host},
                                                          {"problem", lava::ToString(problem)},
                                                          {"reason", ExplainListener(view)}});
    }
  }
}

}  // namespace headway::exporter
