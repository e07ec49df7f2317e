#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/probes/raw_server.h"

namespace headway::probes {

using Http2Headers = std::vector<std::pair<std::string, std::string>>;

/// What an HTTP/2 server without TLS sends for a request. `:status` is one of the headers.
struct Http2Response {
  Http2Headers headers = {{":status", "200"}};
  std::vector<std::string> data = {};  // a frame each, of at most 16,384 bytes
  Http2Headers trailers = {};          // empty: the stream ends before
  bool resets = false;                 // instead of an end
};

/// Speaks HTTP/2 from the first byte on, and answers each request of a connection with `response`;
/// requests come one after the other. Written against RFC 9113 and RFC 7541 by hand: it shares
/// nothing with what it tests. `on_body`, if set, is called with the body of each request, on the
/// connection's thread.
RawServer::Handler SpeakHttp2(Http2Response response,
                              std::function<void(const std::string& body)> on_body = {});

}  // namespace headway::probes
