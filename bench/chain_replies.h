#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"

/// What healthy nodes say, as ready bodies: a move of the head patches a few digits in place, so
/// that playing the nodes costs next to nothing of what is measured.
namespace headway::bench {

/// eth_blockNumber and eth_getBlockByNumber of one growing chain, of which the last kBlocks blocks
/// can be had.
class EvmReplies {
 public:
  /// Blocks carry the hashes of so many transactions: they make up nearly all of a block's text.
  explicit EvmReplies(std::size_t transactions);

  void MoveHead(base::WallTime block_time);

  /// Valid until the next MoveHead, which changes it.
  std::string_view To(std::string_view request) const;

 private:
  /// More than a poll looks back.
  static constexpr std::size_t kBlocks = 16;

  void WriteBlock(std::uint64_t height, base::WallTime time);

  std::uint64_t height_;
  std::string head_;
  std::string block_;                        // what all of them are made from
  std::array<std::string, kBlocks> blocks_;  // by height, the oldest replaced by the newest
  // Where in the texts the digits stand that a move changes; in the order of the texts, which are
  // written as these are initialised.
  std::size_t head_digits_;
  std::size_t number_digits_;
  std::size_t hash_digits_;
  std::size_t parent_digits_;
  std::size_t timestamp_digits_;
};

/// getLatestBlockhash of one growing chain.
class SvmReplies {
 public:
  SvmReplies();

  void MoveHead();

  /// Valid until the next MoveHead, which changes it.
  std::string_view To(std::string_view request) const;

 private:
  std::uint64_t slot_;
  std::string head_;
  std::size_t slot_digits_;
};

/// The block of a height, or the newest, of a chain that stands still; the last kBlocks can be had.
class NearReplies {
 public:
  NearReplies();

  std::string_view To(std::string_view request) const;

 private:
  /// More than a poll looks back.
  static constexpr std::size_t kBlocks = 16;

  std::array<std::string, kBlocks> blocks_;  // from the newest on
};

}  // namespace headway::bench
