#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tests/support/scripted_transport.h"

/// The words of an EVM node, for scripts of ScriptedTransport.
namespace headway::probes {

/// The height a request asks the block of; nullopt: it asks for the head.
std::optional<std::uint64_t> AskedHeight(std::string_view body);

testing::ScriptedReply EvmHead(std::uint64_t height);

/// The block at `height`: blocks of the same branch are parent and child, those of different ones
/// are strangers.
testing::ScriptedReply EvmBlock(std::uint64_t height, std::uint64_t branch);

/// What an honest node at `head`, on one branch, answers.
testing::ScriptedReply EvmAnswer(std::string_view body, std::uint64_t head,
                                 std::uint64_t branch = 0);

testing::ScriptedReply Status(int status);
testing::ScriptedReply Broken(chains::TransportFault fault);

}  // namespace headway::probes
