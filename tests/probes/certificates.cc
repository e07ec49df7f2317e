#include "tests/probes/certificates.h"

#include <atomic>
#include <cstdlib>
#include <functional>
#include <memory>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "base/check.h"

namespace headway::probes {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio Reader(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::string Written(const std::function<int(BIO*)>& write) {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  HEADWAY_CHECK(write(bio.get()) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

void Extend(X509* certificate, int nid, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()), &X509_EXTENSION_free);
  HEADWAY_CHECK(extension != nullptr);
  HEADWAY_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// Every subject has a name of its own: it is by name that an issuer is found.
void NameSubject(X509* certificate, long number) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string text = "test " + std::to_string(number);
  HEADWAY_CHECK(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                           reinterpret_cast<const unsigned char*>(text.data()),
                                           static_cast<int>(text.size()), -1, 0) == 1);
}

}  // namespace

Certificate Issue(const CertificateTerms& terms) {
  static std::atomic<long> issued = 0;
  const long number = ++issued;
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const X509Pointer certificate(X509_new(), &X509_free);
  HEADWAY_CHECK(key != nullptr && certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), number);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), terms.not_before);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), terms.not_after);
  X509_set_pubkey(certificate.get(), key.get());
  NameSubject(certificate.get(), number);
  Extend(certificate.get(), NID_subject_alt_name, terms.alternative_name);
  if (terms.may_issue) Extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");

  X509_NAME* issuer_name = X509_get_subject_name(certificate.get());
  Key issuer_key(nullptr, &EVP_PKEY_free);
  X509Pointer issuer(nullptr, &X509_free);
  if (terms.issuer != nullptr) {
    issuer.reset(
        PEM_read_bio_X509(Reader(terms.issuer->certificate).get(), nullptr, nullptr, nullptr));
    issuer_key.reset(
        PEM_read_bio_PrivateKey(Reader(terms.issuer->key).get(), nullptr, nullptr, nullptr));
    issuer_name = X509_get_subject_name(issuer.get());
  }
  X509_set_issuer_name(certificate.get(), issuer_name);
  EVP_PKEY* signer = issuer_key ? issuer_key.get() : key.get();
  HEADWAY_CHECK(X509_sign(certificate.get(), signer, EVP_sha256()) > 0);
  return {
      .certificate = Written([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); }),
      .key = Written([&](BIO* bio) {
        return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
      })};
}

TextFile::TextFile(const std::string& text) : path_(::testing::TempDir() + "headway-XXXXXX") {
  const int file = mkstemp(path_.data());
  HEADWAY_CHECK(file >= 0);
  HEADWAY_CHECK(write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(file);
}

TextFile::~TextFile() { unlink(path_.c_str()); }

}  // namespace headway::probes
