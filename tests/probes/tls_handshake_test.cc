#include "probes/tls_handshake.h"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

namespace headway::probes {
namespace {

using chains::TransportFault;

TEST(FaultOfVerification, OfNoErrorIsNone) {
  EXPECT_EQ(FaultOfVerification(X509_V_OK), TransportFault::kNone);
}

TEST(FaultOfVerification, TellsValidityFromIssuerFromName) {
  for (const int error : {X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID}) {
    EXPECT_EQ(FaultOfVerification(error), TransportFault::kTlsExpired) << error;
  }
  for (const int error :
       {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
        X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
        X509_V_ERR_INVALID_CA}) {
    EXPECT_EQ(FaultOfVerification(error), TransportFault::kTlsUntrusted) << error;
  }
  for (const int error : {X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH}) {
    EXPECT_EQ(FaultOfVerification(error), TransportFault::kTlsNameMismatch) << error;
  }
}

TEST(FaultOfVerification, OfAnythingElseIsACertificateThatIsNotTrusted) {
  for (const int error : {X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_INVALID_PURPOSE, -1}) {
    EXPECT_EQ(FaultOfVerification(error), TransportFault::kTlsUntrusted) << error;
  }
}

}  // namespace
}  // namespace headway::probes
