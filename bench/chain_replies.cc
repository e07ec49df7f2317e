#include "bench/chain_replies.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/check.h"

namespace headway::bench {
namespace {

// Starts and widths are such that a number keeps its width for as long as a benchmark runs, and has
// it in the blocks before the start too.
constexpr std::uint64_t kFirstHeight = 0x1000100;
constexpr std::size_t kHeightDigits = 7;
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kTimestampDigits = 8;
constexpr std::size_t kBloomDigits = 512;
constexpr std::uint64_t kFirstSlot = 300'000'000;
constexpr std::size_t kSlotDigits = 9;

/// Right-aligned, zeros in front.
void PutNumber(std::uint64_t value, int base, std::size_t width, char* at) {
  std::array<char, 20> digits{};
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  HEADWAY_CHECK(count <= width);
  std::fill_n(at, width - count, '0');
  std::copy_n(digits.data(), count, at + (width - count));
}

/// Appends room for digits and says where it stands.
std::size_t AppendRoom(std::string_view before, std::size_t digits, std::string& text) {
  text += before;
  const std::size_t at = text.size();
  text.append(digits, '0');
  return at;
}

}  // namespace

// The initialisers write the texts, field after field.
EvmReplies::EvmReplies(std::size_t transactions)
    : height_(kFirstHeight),
      head_digits_(AppendRoom(R"({"jsonrpc":"2.0","id":1,"result":"0x)", kHeightDigits, head_)),
      number_digits_(
          AppendRoom(R"({"jsonrpc":"2.0","id":1,"result":{"number":"0x)", kHeightDigits, block_)),
      hash_digits_(AppendRoom(R"(","hash":"0x)", kHashDigits, block_)),
      parent_digits_(AppendRoom(R"(","parentHash":"0x)", kHashDigits, block_)),
      timestamp_digits_(AppendRoom(R"(","timestamp":"0x)", kTimestampDigits, block_)) {
  head_ += R"("})";
  AppendRoom(R"(","logsBloom":"0x)", kBloomDigits, block_);
  for (const std::string_view root : {"stateRoot", "transactionsRoot", "receiptsRoot"}) {
    block_ += R"(",")";
    block_ += root;
    AppendRoom(R"(":"0x)", kHashDigits, block_);
  }
  block_ += R"(","gasUsed":"0xe4e1c0","gasLimit":"0x1c9c380","uncles":[],"transactions":[)";
  for (std::size_t index = 0; index < transactions; ++index) {
    const std::size_t at = AppendRoom(index == 0 ? R"("0x)" : R"(,"0x)", kHashDigits, block_);
    PutNumber(index, 16, kHashDigits, &block_[at]);
    block_ += '"';
  }
  block_ += "]}}";
  blocks_.fill(block_);
  for (std::uint64_t back = 0; back < blocks_.size(); ++back) WriteBlock(height_ - back, {});
}

void EvmReplies::MoveHead(base::WallTime block_time) {
  ++height_;
  PutNumber(height_, 16, kHeightDigits, &head_[head_digits_]);
  WriteBlock(height_, block_time);
}

void EvmReplies::WriteBlock(std::uint64_t height, base::WallTime time) {
  std::string& block = blocks_.at(height % blocks_.size());
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  PutNumber(height, 16, kHeightDigits, &block[number_digits_]);
  PutNumber(height, 16, kHashDigits, &block[hash_digits_]);
  PutNumber(height - 1, 16, kHashDigits, &block[parent_digits_]);
  PutNumber(static_cast<std::uint64_t>(seconds), 16, kTimestampDigits, &block[timestamp_digits_]);
}

std::string_view EvmReplies::To(std::string_view request) const {
  constexpr std::string_view kBefore = R"("eth_getBlockByNumber","params":["0x)";
  const std::size_t found = request.find(kBefore);
  if (found == std::string_view::npos) return head_;
  request.remove_prefix(found + kBefore.size());
  std::uint64_t height = 0;
  std::from_chars(request.data(), request.data() + request.size(), height, 16);
  return blocks_.at(height % blocks_.size());
}

SvmReplies::SvmReplies()
    : slot_(kFirstSlot),
      slot_digits_(AppendRoom(R"({"jsonrpc":"2.0","id":1,"result":{"context":{"slot":)",
                              kSlotDigits, head_)) {
  head_ += R"(,"apiVersion":"2.1.0"},"value":{"blockhash":)"
           R"("EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N","lastValidBlockHeight":280000000}}})";
}

void SvmReplies::MoveHead() { PutNumber(++slot_, 10, kSlotDigits, &head_[slot_digits_]); }

std::string_view SvmReplies::To(std::string_view /*request*/) const { return head_; }

NearReplies::NearReplies() {
  for (std::uint64_t back = 0; back < blocks_.size(); ++back) {
    const std::uint64_t height = kFirstSlot - back;
    blocks_.at(back) = R"({"jsonrpc":"2.0","id":1,"result":{"header":{"height":)" +
                       std::to_string(height) + R"(,"hash":"block-)" + std::to_string(height) +
                       R"(","prev_hash":"block-)" + std::to_string(height - 1) +
                       R"(","timestamp":1700000000000000000}}})";
  }
}

std::string_view NearReplies::To(std::string_view request) const {
  constexpr std::string_view kBefore = R"("block_id":)";
  const std::size_t found = request.find(kBefore);
  if (found == std::string_view::npos) return blocks_.front();
  request.remove_prefix(found + kBefore.size());
  std::uint64_t height = 0;
  std::from_chars(request.data(), request.data() + request.size(), height);
  return blocks_.at(kFirstSlot - height);
}

}  // namespace headway::bench
