#include "tests/probes/curl_rig.h"

#include <chrono>
#include <utility>

#include <gtest/gtest.h>

#include "base/check.h"

namespace headway::probes {

std::unique_ptr<CurlTransport> CurlRig::MakeTransport() {
  return std::make_unique<CurlTransport>(loop_, clock_, CurlOptions{.user_agent = "headway/test"});
}

void CurlRig::Replace() {
  transport_.reset();
  transport_ = MakeTransport();
}

void CurlRig::Start(std::uint32_t slot, const Request& asked) {
  const Request& request = requests_[slot] = asked;
  transport_->Start({.slot = base::SlotIndex{slot},
                     .target = &targets_.at(slot),
                     .method = request.method,
                     .path = request.path,
                     .body = request.body,
                     .timeout = request.timeout,
                     .fresh_connection = request.fresh_connection,
                     .extras = request.extras ? &*request.extras : nullptr,
                     .max_body = request.max_body});
}

void CurlRig::PollUntil(base::MonoTime deadline) {
  for (const Completion& each : transport_->Poll(deadline)) {
    Outcome outcome{.fault = each.fault,
                    .http_status = each.http_status,
                    .body = std::string(each.body),
                    .retry_after = each.retry_after,
                    .tls = each.tls,
                    .figures = each.figures,
                    .http2 = each.http2};
    for (const ReceivedHeader& header : each.headers) {
      outcome.headers.emplace(header.name, header.value);
    }
    const bool is_first = ended_.emplace(each.slot.value, std::move(outcome)).second;
    EXPECT_TRUE(is_first) << "slot " << each.slot.value << " completed twice";
  }
}

Outcome CurlRig::Await(std::uint32_t slot) {
  const base::MonoTime deadline = Now() + std::chrono::seconds(30);
  while (!ended_.contains(slot) && Now() < deadline) PollUntil(deadline);
  auto found = ended_.extract(slot);
  HEADWAY_CHECK(!found.empty());
  return std::move(found.mapped());
}

Outcome CurlRig::Ask(const std::string& url, const Request& request) {
  Target(0).url = url;
  Start(0, request);
  return Await(0);
}

}  // namespace headway::probes
