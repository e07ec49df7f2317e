// The only file that includes generated code, and with it protocol buffers.
#include "lava/probe_message.h"

#include <limits>

#include <probe.pb.h>

#include "base/limits.h"
#include "base/text.h"

namespace headway::lava {

static_assert(base::limits::kMaxReplyBodyBytes < std::numeric_limits<int>::max());

std::string WriteProbe(const ProbeQuestion& question) {
  wire::ProbeRequest message;
  message.set_guid(question.guid);
  message.set_spec_id(question.spec);
  message.set_api_interface(question.api_interface);
  message.set_with_verifications(true);
  return message.SerializeAsString();
}

std::optional<ProbeReply> ReadProbe(std::string_view message) {
  if (message.size() > base::limits::kMaxReplyBodyBytes) return std::nullopt;
  wire::ProbeReply parsed;
  if (!parsed.ParseFromArray(message.data(), static_cast<int>(message.size()))) return std::nullopt;
  ProbeReply reply;
  reply.guid = parsed.guid();
  reply.latest_block = parsed.latest_block();
  for (const wire::Verification& each : parsed.verifications()) {
    if (each.passed()) continue;
    if (reply.failed_verifications.size() == kMaxFailedNames) break;
    reply.failed_verifications.push_back(
        base::Sanitize(each.name(), base::limits::kMaxLabelValueBytes));
  }
  return reply;
}

}  // namespace headway::lava
