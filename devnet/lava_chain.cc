#include "devnet/lava_chain.h"

#include <array>
#include <set>
#include <utility>

#include "devnet/encoding.h"

namespace headway::devnet {
namespace {

constexpr std::uint64_t kServicedCu = 100;  // an epoch
constexpr std::uint64_t kStoryEpochs = 25;
/// Where in an epoch what happens.
constexpr std::uint64_t kPaymentBlock = 3;
constexpr std::uint64_t kPeerReportBlock = 5;
constexpr std::uint64_t kOwnReportBlock = 6;
constexpr std::uint64_t kFreezeBlock = 7;
constexpr std::uint64_t kComplaintBlock = 8;
/// How far our provider says that its node is behind that of the peer.
constexpr std::uint64_t kReportedLag = 4;

/// CU of the complaints in an epoch; 0: there are none.
std::uint64_t ComplaintCu(std::uint64_t epoch) {
  switch (epoch % kStoryEpochs) {
    case 12:
    case 13:
      return 300;
    case 14:
      return 1'000;
    default:
      return 0;
  }
}

/// The judgement at the start of `epoch`, when the complaints of `forgiven` were deleted.
bool Judge(std::uint64_t epoch, const std::set<std::uint64_t>& forgiven) {
  std::uint64_t complaints = 0;
  std::uint64_t serviced = 0;
  for (std::uint64_t back = 0; back < 8; ++back) {
    const std::uint64_t looked_at = epoch - 3 - back;
    if (ComplaintCu(looked_at) == 0 || forgiven.count(looked_at) != 0) continue;
    if (back < 2) complaints += ComplaintCu(looked_at);
    serviced += kServicedCu;
  }
  return complaints > 4 * serviced;
}

/// On LAV1; in the other epochs it unfreezes.
bool FreezesIn(std::uint64_t epoch) { return epoch % 2 == 0; }

std::string_view AddressKey(std::uint64_t epoch) {
  constexpr std::array<std::string_view, 3> kSpellings = {"provider", "provider_address",
                                                          "providerAddress"};
  return kSpellings.at(epoch % kSpellings.size());
}

std::string Text(std::uint64_t number) { return std::to_string(number); }

LavaEvent Jailed(std::uint64_t epoch) {
  return {"lava_provider_temporary_jailed",
          {{"chain_id", "ETH1"},
           {"complaint_cu", Text(ComplaintCu(epoch - 3) + ComplaintCu(epoch - 4))},
           {"duration", "1h0m0s"},
           {std::string(AddressKey(epoch)), kLavaProvider},
           {"serviced_cu", Text(3 * kServicedCu)}}};
}

/// In the chain's own notation, or in that of its documents; both are UTC.
std::string ReportTime(std::uint64_t epoch, base::WallTime time) {
  std::string text = Rfc3339Nano(time);
  if (epoch % 2 == 1) return text;
  constexpr std::size_t kDateTime = 19;
  text.resize(kDateTime);
  text[text.find('T')] = ' ';
  return text;
}

LavaEvent Complaint(std::uint64_t epoch, std::uint64_t cu, std::uint64_t so_far,
                    base::WallTime time) {
  return {"lava_provider_reported",
          {{"chainID", "ETH1"},
           {"cu", Text(cu)},
           {"disconnections", "1"},
           {"epoch", Text(epoch * kLavaEpochBlocks)},
           {"errors", "2"},
           {"project", "lava@1consumer-admin"},
           {std::string(AddressKey(epoch)), kLavaProvider},
           {"timestamp", ReportTime(epoch, time)},
           {"total_complaint_this_epoch", Text(so_far)}}};
}

/// Two sessions of our provider, and one of the peer between them.
LavaEvent Payment(std::uint64_t epoch) {
  LavaEvent event{"lava_relay_payment", {}};
  struct Session {
    std::string provider;
    std::string spec;
    std::uint64_t cu;
    std::uint64_t rewarded;
    std::uint64_t relays;
  };
  const std::array<Session, 3> sessions = {{{kLavaProvider, "ETH1", kServicedCu, 90, 10},
                                            {kLavaPeer, "ETH1", 7'777, 7'777, 7},
                                            {kLavaProvider, "LAV1", 50, 50, 5}}};
  for (std::size_t index = 0; index < sessions.size(); ++index) {
    const Session& session = sessions.at(index);
    const auto add = [&](const std::string& key, const std::string& value) {
      event.attributes.push_back({key + '.' + std::to_string(index), value});
    };
    add("CU", Text(session.cu));
    add("chainID", session.spec);
    add("epoch", Text(epoch * kLavaEpochBlocks));
    add(std::string(AddressKey(epoch)), session.provider);
    add("relayNumber", Text(session.relays));
    add("rewardedCU", Text(session.rewarded));
    if (session.spec != "ETH1") continue;
    add("QoSAvailability", "1.000000000000000000");
    add("QoSLatency", "0.500000000000000000");
    add("QoSScore", "0.750000000000000000");
    add("QoSSync", "0.800000000000000000");
  }
  return event;
}

LavaEvent BlockReport(std::uint64_t epoch, const char* provider, std::uint64_t block) {
  return {"lava_provider_latest_block_report",
          {{"ETH1", Text(block)}, {std::string(AddressKey(epoch)), provider}}};
}

/// Noise: what is no business of anybody's, and what nobody can read.
void AddNoise(LavaBlock& block) {
  block.transaction.push_back({"transfer", {{"amount", "1ulava"}}});
  block.transaction.push_back({"lava_rejected_cu", {{"rejected_cu", "3"}}});
  block.transaction.push_back({"lava_of_tomorrow", {{"provider", kLavaProvider}}});
  block.transaction.push_back({"lava_provider_reported", {}});
  block.transaction.push_back({"lava_provider_reported",
                               {{"chainID", "ETH1"},
                                {"cu", "99999999999999999999999999"},
                                {"epoch", "1"},
                                {"provider", kLavaProvider}}});
}

}  // namespace

bool LavaJailsAt(std::uint64_t epoch) {
  constexpr std::uint64_t kHistory = 11;
  if (epoch < kHistory) return false;
  std::set<std::uint64_t> forgiven;
  std::uint64_t each = epoch > 2 * kStoryEpochs ? epoch - 2 * kStoryEpochs : kHistory;
  for (; each < epoch; ++each) {
    if (Judge(each, forgiven)) forgiven.insert({each - 3, each - 4});
  }
  return Judge(epoch, forgiven);
}

std::optional<std::uint64_t> LastLavaJail(std::uint64_t height) {
  const std::uint64_t epoch = height / kLavaEpochBlocks;
  for (std::uint64_t back = 0; back <= kStoryEpochs && back <= epoch; ++back) {
    if (LavaJailsAt(epoch - back)) return (epoch - back) * kLavaEpochBlocks;
  }
  return std::nullopt;
}

bool IsFrozenOnLava(std::uint64_t height) {
  if (height < kFreezeBlock) return false;
  return FreezesIn((height - kFreezeBlock) / kLavaEpochBlocks);
}

LavaBlock LavaBlockAt(std::uint64_t height, base::WallTime time) {
  const std::uint64_t epoch = height / kLavaEpochBlocks;
  LavaBlock block;
  block.base64 = height % 2 == 1;
  std::vector<LavaEvent> begin;
  switch (height % kLavaEpochBlocks) {
    case 0:
      // As the chain has it, but the verdict first.
      if (LavaJailsAt(epoch)) begin.push_back(Jailed(epoch));
      begin.push_back({"lava_new_epoch",
                       {{"description", "New Block Epoch Started"}, {"height", Text(height)}}});
      break;
    case kPaymentBlock:
      block.transaction.push_back(Payment(epoch));
      break;
    case kPeerReportBlock:
      block.transaction.push_back(BlockReport(epoch, kLavaPeer, 1'000 + height));
      break;
    case kOwnReportBlock:
      block.transaction.push_back(
          BlockReport(epoch, kLavaProvider, 1'000 + height - 1 - kReportedLag));
      break;
    case kFreezeBlock:
      block.end.push_back(
          {FreezesIn(epoch) ? "lava_freeze_provider" : "lava_unfreeze_provider",
           {{"chainIDs", "LAV1"}, {std::string(AddressKey(epoch)), kLavaProvider}}});
      break;
    case kComplaintBlock:
      if (const std::uint64_t cu = ComplaintCu(epoch); cu != 0) {
        block.transaction.push_back(Complaint(epoch, cu / 2, cu / 2, time));
        block.transaction.push_back(Complaint(epoch, cu / 2, cu, time));
      }
      break;
    default:
      AddNoise(block);
  }
  (epoch % 2 == 0 ? block.begin : block.finalize) = std::move(begin);
  return block;
}

}  // namespace headway::devnet
