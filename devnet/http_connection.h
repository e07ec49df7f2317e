#pragma once

#include <memory>
#include <unordered_set>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "devnet/http_server.h"

namespace headway::devnet {

/// The open connections of a server. Not owned: each is a local of the coroutine that serves it,
/// which enters and removes it itself.
using OpenSockets = std::unordered_set<boost::asio::ip::tcp::socket*>;

/// Closes the socket with a reset: the peer sees ECONNRESET, not the end of the stream.
void ResetConnection(boost::asio::ip::tcp::socket& socket);

/// Serves requests until the peer leaves, the connection breaks, or an answer ends it.
/// `respond` is not called once `socket` was closed by another hand.
boost::asio::awaitable<void> ServeConnection(boost::asio::ip::tcp::socket socket,
                                             std::shared_ptr<const Responder> respond,
                                             std::shared_ptr<OpenSockets> open_sockets);

}  // namespace headway::devnet
