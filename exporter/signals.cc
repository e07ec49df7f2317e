#include "exporter/signals.h"

#include <csignal>
#include <utility>

#include <boost/asio/signal_set.hpp>

namespace headway::exporter {
namespace {

void SetHeld(int how) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(how, &signals, nullptr);
}

}  // namespace

void Signals::Hold() { SetHeld(SIG_BLOCK); }

class Signals::Impl {
 public:
  Impl(probes::EventLoop& loop, SignalHandlers handlers)
      : handlers_(std::move(handlers)), signals_(loop.context(), SIGTERM, SIGINT, SIGHUP) {
    Wait();
    SetHeld(SIG_UNBLOCK);
  }

 private:
  void Wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      (signal == SIGHUP ? handlers_.reload : handlers_.stop)();
      Wait();
    });
  }

  const SignalHandlers handlers_;
  boost::asio::signal_set signals_;
};

Signals::Signals(probes::EventLoop& loop, SignalHandlers handlers)
    : impl_(std::make_unique<Impl>(loop, std::move(handlers))) {}
Signals::~Signals() = default;

}  // namespace headway::exporter
