#include "probes/connect_fault.h"

#include <cerrno>

namespace headway::probes {

using chains::TransportFault;

TransportFault FaultOfConnect(int error) {
  switch (error) {
    // Our own shortage says nothing about the node.
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
      return TransportFault::kNotSent;
    case ENETUNREACH:
    case EHOSTUNREACH:
      return TransportFault::kUnreachable;
    case ETIMEDOUT:
      return TransportFault::kTimeout;
    case ECONNRESET:
      return TransportFault::kReset;
    default:
      return TransportFault::kConnectRefused;
  }
}

}  // namespace headway::probes
