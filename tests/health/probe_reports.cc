#include "tests/health/probe_reports.h"

#include "base/check.h"

namespace headway::health {
namespace {

using chains::Blame;
using chains::ErrorId;
using chains::Fault;

constexpr base::BlockHeight kHeight{100};

chains::Observation Answer(chains::ProbeKind kind) {
  if (kind == chains::ProbeKind::kHead) {
    return chains::HeadObservation{.head = kHeight, .block_height = {}, .hash = {}};
  }
  return chains::BlockObservation{
      .height = kHeight, .hash = {}, .parent_hash = {}, .timestamp = {}};
}

Fault FaultOf(Ending ending) {
  switch (ending) {
    case Ending::kRefused:
      return {.error = ErrorId::kConnectionRefused, .blame = Blame::kTransport, .refusal = true};
    case Ending::kServerError:
      return {.error = ErrorId::kInternalError, .blame = Blame::kNode, .refusal = true};
    case Ending::kMalformed:
      return {.error = ErrorId::kReplyMalformed, .blame = Blame::kNode, .refusal = false};
    case Ending::kAuth:
      return {.error = ErrorId::kAuthFailed, .blame = Blame::kAuth, .refusal = false};
    case Ending::kThrottled:
      return {.error = ErrorId::kRateLimited, .blame = Blame::kThrottle, .refusal = false};
    case Ending::kAnswer:
    case Ending::kCancelled:
      break;
  }
  HEADWAY_CHECK(false);
  return {};
}

ProbeReport Report(chains::ProbeKind kind, Ending ending, base::Duration since_start) {
  ProbeReport report;
  report.url = kFirstUrl;
  report.kind = kind;
  report.finished_at = kMonoStart + since_start;
  report.finished_wall = kWallStart + since_start;
  report.figures.latency = std::chrono::milliseconds(100);
  report.figures.phases.wait = std::chrono::milliseconds(90);
  report.figures.bytes_sent = 80;
  report.figures.bytes_received = 300;
  report.poll_finished = true;
  if (ending == Ending::kCancelled) {
    report.transport = chains::TransportFault::kCancelled;
    return report;
  }
  if (ending == Ending::kRefused) report.transport = chains::TransportFault::kConnectRefused;
  if (ending == Ending::kAnswer) {
    report.outcome = Answer(kind);
    report.head = kHeight;
  } else {
    report.outcome = FaultOf(ending);
  }
  return report;
}

}  // namespace

ProbeReport HeadReport(Ending ending, base::Duration since_start) {
  return Report(chains::ProbeKind::kHead, ending, since_start);
}

ProbeReport BlockReport(Ending ending, base::Duration since_start) {
  return Report(chains::ProbeKind::kBlock, ending, since_start);
}

}  // namespace headway::health
