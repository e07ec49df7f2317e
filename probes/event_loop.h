#pragma once

#include <boost/asio/io_context.hpp>

namespace headway::probes {

/// The one Boost.Asio loop of a thread: its sockets, timers and signals live on it. Run by
/// CurlTransport::Poll and by nobody else.
class EventLoop {
 public:
  boost::asio::io_context& context() { return context_; }

 private:
  // One thread runs it; only posting (Wake) comes from others.
  boost::asio::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_DEFAULT};
};

}  // namespace headway::probes
