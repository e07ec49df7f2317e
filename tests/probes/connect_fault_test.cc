#include "probes/connect_fault.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace headway::probes {
namespace {

using chains::TransportFault;

TEST(ConnectFault, OurOwnShortageIsNotBlamedOnTheNode) {
  for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL}) {
    EXPECT_EQ(FaultOfConnect(error), TransportFault::kNotSent) << error;
  }
}

TEST(ConnectFault, TellsWhereTheConnectionFailed) {
  EXPECT_EQ(FaultOfConnect(ECONNREFUSED), TransportFault::kConnectRefused);
  EXPECT_EQ(FaultOfConnect(ENETUNREACH), TransportFault::kUnreachable);
  EXPECT_EQ(FaultOfConnect(EHOSTUNREACH), TransportFault::kUnreachable);
  EXPECT_EQ(FaultOfConnect(ETIMEDOUT), TransportFault::kTimeout);
  EXPECT_EQ(FaultOfConnect(ECONNRESET), TransportFault::kReset);
}

TEST(ConnectFault, WithoutAnErrnoTheNodeRefused) {
  EXPECT_EQ(FaultOfConnect(0), TransportFault::kConnectRefused);
}

}  // namespace
}  // namespace headway::probes
