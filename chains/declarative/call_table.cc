#include "chains/declarative/call_table.h"

#include <array>

/// The families, in the order of FamilyId. Sources of all shapes:
/// tests/chains/fixtures/*/SOURCE.md.
namespace headway::chains::declarative {
namespace {

using enum ProbeKind;
constexpr auto kHex = ValueFormat::kHex;
constexpr auto kText = ValueFormat::kText;

// Aptos and Movement. Blocks by height do not name their parents.
constexpr std::array kAptosRest = {
    Call{.kind = kHead, .method = "GET /", .pointer = "/block_height"},
    Call{.kind = kIdentity, .method = "GET /", .pointer = "/chain_id"},
    Call{.kind = kClient, .method = "GET /", .pointer = "/git_hash", .format = kText},
    Call{.kind = kEarliest, .method = "GET /", .pointer = "/oldest_block_height"},
};

// The P-chain of Avalanche. Blocks by height do not name themselves. Networks differ in the asset
// that is staked.
constexpr std::array kAvalanchePRpc = {
    Call{.kind = kHead, .method = "platform.getHeight", .params = "{}", .pointer = "/height"},
    Call{.kind = kIdentity,
         .method = "platform.getStakingAssetID",
         .params = "{}",
         .pointer = "/assetID",
         .format = kText},
};

// Consensus nodes of Ethereum. Heights are slots, some of which have no block.
constexpr std::array kBeaconRest = {
    Call{.kind = kHead,
         .method = "GET /eth/v1/beacon/headers/head",
         .pointer = "/data/header/message/slot",
         .hash = "/data/root"},
    Call{.kind = kBlock,
         .method = "GET /eth/v1/beacon/headers/{height}",
         .pointer = "/data/header/message/slot",
         .hash = "/data/root",
         .parent_hash = "/data/header/message/parent_root"},
    Call{.kind = kIdentity,
         .method = "GET /eth/v1/beacon/genesis",
         .pointer = "/data/genesis_fork_version",
         .format = kHex},
    Call{.kind = kSyncing,
         .method = "GET /eth/v1/node/syncing",
         .pointer = "/data/is_syncing",
         .yes = {"false"}},
    Call{.kind = kClient,
         .method = "GET /eth/v1/node/version",
         .pointer = "/data/version",
         .format = kText},
    Call{.kind = kPeers, .method = "GET /eth/v1/node/peer_count", .pointer = "/data/connected"},
    Call{.kind = kFinalized,
         .method = "GET /eth/v1/beacon/headers/finalized",
         .pointer = "/data/header/message/slot"},
};

// Bitcoin and its relatives. A block is had by its hash alone, in two calls.
constexpr std::array kBitcoinRpc = {
    Call{.kind = kHead, .method = "getblockcount", .params = "[]"},
    Call{.kind = kIdentity,
         .method = "getblockchaininfo",
         .params = "[]",
         .pointer = "/chain",
         .format = kText},
    Call{.kind = kSyncing,
         .method = "getblockchaininfo",
         .params = "[]",
         .pointer = "/initialblockdownload",
         .yes = {"false"}},
    Call{.kind = kClient,
         .method = "getnetworkinfo",
         .params = "[]",
         .pointer = "/subversion",
         .format = kText},
    Call{.kind = kPeers, .method = "getnetworkinfo", .params = "[]", .pointer = "/connections"},
    Call{.kind = kEarliest,
         .method = "getblockchaininfo",
         .params = "[]",
         .pointer = "/pruneheight",
         .absent_is_zero = true},
    Call{.kind = kTxIndex,
         .method = "getindexinfo",
         .params = R"(["txindex"])",
         .pointer = "/txindex/synced",
         .yes = {"true"}},
};

// Cardano by the API of Blockfrost, which its own and others' backends serve.
constexpr std::array kCardanoRest = {
    Call{.kind = kHead, .method = "GET /blocks/latest", .pointer = "/height", .hash = "/hash"},
    Call{.kind = kBlock,
         .method = "GET /blocks/{height}",
         .pointer = "/height",
         .hash = "/hash",
         .parent_hash = "/previous_block",
         .time = "/time"},
    Call{.kind = kIdentity, .method = "GET /genesis", .pointer = "/network_magic"},
    Call{.kind = kClient, .method = "GET /", .pointer = "/version", .format = kText},
};

// NEAR. Its head is the final one, as for the router. Some heights have no block.
constexpr std::array kNearRpc = {
    Call{.kind = kHead,
         .method = "block",
         .params = R"({"finality":"final"})",
         .pointer = "/header/height",
         .hash = "/header/hash",
         .hash_format = HashFormat::kText},
    Call{.kind = kBlock,
         .method = "block",
         .params = R"({"block_id":{height}})",
         .pointer = "/header/height",
         .hash = "/header/hash",
         .hash_format = HashFormat::kText,
         .parent_hash = "/header/prev_hash",
         .time = "/header/timestamp",
         .time_format = TimeFormat::kNanoseconds},
    Call{.kind = kIdentity,
         .method = "status",
         .params = "[]",
         .pointer = "/chain_id",
         .format = kText},
    Call{.kind = kSyncing,
         .method = "status",
         .params = "[]",
         .pointer = "/sync_info/syncing",
         .yes = {"false"}},
    Call{.kind = kClient,
         .method = "status",
         .params = "[]",
         .pointer = "/version/version",
         .format = kText},
    Call{.kind = kPeers, .method = "network_info", .params = "[]", .pointer = "/num_active_peers"},
    Call{.kind = kEarliest,
         .method = "status",
         .params = "[]",
         .pointer = "/sync_info/earliest_block_height"},
};

constexpr std::array kStarknetRpc = {
    Call{.kind = kHead, .method = "starknet_blockNumber", .params = "[]"},
    Call{.kind = kBlock,
         .method = "starknet_getBlockWithTxHashes",
         .params = R"([{"block_number":{height}}])",
         .pointer = "/block_number",
         .hash = "/block_hash",
         .parent_hash = "/parent_hash",
         .time = "/timestamp"},
    Call{.kind = kIdentity, .method = "starknet_chainId", .params = "[]", .format = kHex},
    // False, or an object of how far it is.
    Call{.kind = kSyncing, .method = "starknet_syncing", .params = "[]", .yes = {"false"}},
};

// Stellar's Horizon.
constexpr std::array kStellarRest = {
    Call{.kind = kHead,
         .method = "GET /ledgers?order=desc&limit=1",
         .pointer = "/_embedded/records/0/sequence",
         .hash = "/_embedded/records/0/hash"},
    Call{.kind = kBlock,
         .method = "GET /ledgers/{height}",
         .pointer = "/sequence",
         .hash = "/hash",
         .parent_hash = "/prev_hash",
         .time = "/closed_at",
         .time_format = TimeFormat::kRfc3339},
    Call{.kind = kIdentity, .method = "GET /", .pointer = "/network_passphrase", .format = kText},
    Call{.kind = kSyncing, .method = "GET /health", .pointer = "/core_synced", .yes = {"true"}},
    Call{.kind = kClient, .method = "GET /", .pointer = "/horizon_version", .format = kText},
    Call{.kind = kEarliest, .method = "GET /", .pointer = "/history_elder_ledger"},
};

// Stellar's RPC. It refuses params where a method takes none, and its ledgers do not name their
// parents.
constexpr std::array kStellarRpc = {
    Call{.kind = kHead, .method = "getLatestLedger", .pointer = "/sequence", .hash = "/id"},
    Call{.kind = kIdentity, .method = "getNetwork", .pointer = "/passphrase", .format = kText},
    Call{.kind = kSyncing, .method = "getHealth", .pointer = "/status", .yes = {"healthy"}},
    Call{.kind = kClient, .method = "getVersionInfo", .pointer = "/version", .format = kText},
    Call{.kind = kEarliest, .method = "getHealth", .pointer = "/oldestLedger"},
};

// Sui, whose heights are those of checkpoints.
constexpr std::array kSuiRpc = {
    Call{.kind = kHead, .method = "sui_getLatestCheckpointSequenceNumber", .params = "[]"},
    Call{.kind = kBlock,
         .method = "sui_getCheckpoint",
         .params = R"(["{height}"])",
         .pointer = "/sequenceNumber",
         .hash = "/digest",
         .hash_format = HashFormat::kText,
         .parent_hash = "/previousDigest",
         .time = "/timestampMs",
         .time_format = TimeFormat::kMilliseconds},
    Call{.kind = kIdentity, .method = "sui_getChainIdentifier", .params = "[]", .format = kText},
};

// TON by the API of TON Center, on its masterchain. A chain is told by its zero state.
constexpr std::array kTonRest = {
    Call{.kind = kHead,
         .method = "GET /v2/getMasterchainInfo",
         .pointer = "/result/last/seqno",
         .hash = "/result/last/root_hash",
         .hash_format = HashFormat::kText},
    Call{.kind = kBlock,
         .method = "GET /v2/getBlockHeader?workchain=-1&shard=-9223372036854775808&seqno={height}",
         .pointer = "/result/id/seqno",
         .hash = "/result/id/root_hash",
         .hash_format = HashFormat::kText,
         .parent_hash = "/result/prev_blocks/0/root_hash",
         .time = "/result/gen_utime"},
    Call{.kind = kIdentity,
         .method = "GET /v2/getMasterchainInfo",
         .pointer = "/result/init/root_hash",
         .format = ValueFormat::kBase64},
};

// Tron's own HTTP API. A chain is told by its first block.
constexpr std::array kTronRest = {
    Call{.kind = kHead,
         .method = "POST /wallet/getnowblock",
         .params = "{}",
         .pointer = "/block_header/raw_data/number",
         .hash = "/blockID"},
    Call{.kind = kBlock,
         .method = "POST /wallet/getblockbynum",
         .params = R"({"num":{height}})",
         .pointer = "/block_header/raw_data/number",
         .hash = "/blockID",
         .parent_hash = "/block_header/raw_data/parentHash",
         .time = "/block_header/raw_data/timestamp",
         .time_format = TimeFormat::kMilliseconds},
    Call{.kind = kIdentity,
         .method = "POST /wallet/getblockbynum",
         .params = R"({"num":0})",
         .pointer = "/blockID",
         .format = kText},
    Call{.kind = kClient,
         .method = "POST /wallet/getnodeinfo",
         .params = "{}",
         .pointer = "/configNodeInfo/codeVersion",
         .format = kText},
    Call{.kind = kPeers,
         .method = "POST /wallet/getnodeinfo",
         .params = "{}",
         .pointer = "/currentConnectCount"},
    Call{.kind = kFinalized,
         .method = "POST /walletsolidity/getnowblock",
         .params = "{}",
         .pointer = "/block_header/raw_data/number"},
};

// The XRP ledger. Its head is the validated one, which is final.
constexpr std::array kXrpRpc = {
    Call{.kind = kHead,
         .method = "ledger",
         .params = R"([{"ledger_index":"validated"}])",
         .pointer = "/ledger_index",
         .hash = "/ledger_hash"},
    Call{.kind = kBlock,
         .method = "ledger",
         .params = R"([{"ledger_index":{height}}])",
         .pointer = "/ledger_index",
         .hash = "/ledger_hash",
         .parent_hash = "/ledger/parent_hash",
         .time = "/ledger/close_time",
         .time_format = TimeFormat::kRippleSeconds},
    Call{.kind = kIdentity,
         .method = "server_info",
         .params = "[{}]",
         .pointer = "/info/network_id"},
    Call{.kind = kSyncing,
         .method = "server_info",
         .params = "[{}]",
         .pointer = "/info/server_state",
         .yes = {"full", "proposing", "validating"}},
    Call{.kind = kClient,
         .method = "server_info",
         .params = "[{}]",
         .pointer = "/info/build_version",
         .format = kText},
    Call{.kind = kPeers, .method = "server_info", .params = "[{}]", .pointer = "/info/peers"},
};

constexpr std::array kTables = {
    CallTable{FamilyId::kAptos, "rest", kAptosRest},
    CallTable{FamilyId::kAvalancheP, "jsonrpc", kAvalanchePRpc},
    CallTable{FamilyId::kBeacon, "rest", kBeaconRest},
    CallTable{FamilyId::kBitcoin, "jsonrpc", kBitcoinRpc},
    CallTable{FamilyId::kCardano, "rest", kCardanoRest},
    CallTable{FamilyId::kNear, "jsonrpc", kNearRpc},
    CallTable{FamilyId::kStarknet, "jsonrpc", kStarknetRpc},
    CallTable{FamilyId::kStellar, "rest", kStellarRest},
    CallTable{FamilyId::kStellar, "jsonrpc", kStellarRpc},
    CallTable{FamilyId::kSui, "jsonrpc", kSuiRpc},
    CallTable{FamilyId::kTon, "rest", kTonRest},
    CallTable{FamilyId::kTron, "rest", kTronRest},
    CallTable{FamilyId::kXrp, "jsonrpc", kXrpRpc, Dialect::kXrp},
};

}  // namespace

std::span<const CallTable> BuiltInTables() { return kTables; }

}  // namespace headway::chains::declarative
