#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "chains/probe_kind.h"
#include "tests/support/scripted_transport.h"

/// The words of an EVM node, for scripts of ScriptedTransport.
namespace headway::probes {

chains::ProbeKind AskedKind(std::string_view body);

/// The height a request asks the block or the state of; nullopt: it asks for none.
std::optional<std::uint64_t> AskedHeight(std::string_view body);

testing::ScriptedReply EvmHead(std::uint64_t height);

/// The block at `height`: blocks of the same branch are parent and child, those of different ones
/// are strangers.
testing::ScriptedReply EvmBlock(std::uint64_t height, std::uint64_t branch);

testing::ScriptedReply EvmChainId(std::uint64_t chain_id);
testing::ScriptedReply EvmSyncing(bool syncing);

/// What a node at `head`, on one branch of a chain and not catching up, answers. It has every
/// add-on and every state.
testing::ScriptedReply EvmAnswer(std::string_view body, std::uint64_t head,
                                 std::uint64_t branch = 0, std::uint64_t chain_id = 1);

testing::ScriptedReply NoSuchMethod();
testing::ScriptedReply StateIsGone();

testing::ScriptedReply Status(int status);
testing::ScriptedReply Broken(chains::TransportFault fault);

}  // namespace headway::probes
