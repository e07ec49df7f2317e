/// headway-devnet: a farm of simulated nodes, for benchmarks and for trying things by hand.

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "devnet/devnet.h"
#include "devnet/faults.h"

namespace headway::devnet {
namespace {

constexpr std::string_view kUsage =
    "usage: headway-devnet [--evm N] [--svm N] [--tendermint N] [--bitcoin N] [--lava N]\n"
    "                      [--block-time-ms M] [--start-height H] [--first-block B] [--drops-every "
    "K]\n"
    "       headway-devnet faults\n"
    "Starts simulated nodes on 127.0.0.1 and prints a line `name port` for each; with `faults`,\n"
    "one node of each fault, and prints the configuration that watches them. Runs until SIGINT,\n"
    "SIGTERM or the end of standard input.\n";
constexpr std::uint32_t kMaxNodes = 10'000;
constexpr std::uint32_t kMaxHeight = 1'000'000'000;
constexpr std::uint32_t kMaxBlockTimeMs = 3'600'000;

struct FarmOptions {
  std::uint32_t evm_nodes = 1;
  std::uint32_t svm_nodes = 0;
  std::uint32_t tendermint_nodes = 0;
  std::uint32_t bitcoin_nodes = 0;
  std::uint32_t lava_nodes = 0;
  std::uint32_t block_time_ms = 1'000;
  std::uint32_t start_height = 1'000;
  std::uint32_t first_block = 0;
  std::uint32_t drops_every = 0;
};

void Print(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

std::optional<std::uint32_t> ParseNumber(std::string_view text, std::uint32_t max) {
  std::uint32_t number = 0;
  const std::from_chars_result end =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  return whole && number <= max ? std::optional<std::uint32_t>(number) : std::nullopt;
}

std::uint32_t MaxOf(std::string_view flag) {
  if (flag == "--block-time-ms") return kMaxBlockTimeMs;
  return flag == "--start-height" || flag == "--first-block" ? kMaxHeight : kMaxNodes;
}

std::optional<FarmOptions> ParseArguments(std::span<char* const> arguments) {
  FarmOptions options;
  for (std::size_t index = 1; index < arguments.size(); index += 2) {
    const std::string_view flag = arguments[index];
    if (index + 1 == arguments.size()) return std::nullopt;
    const bool is_time = flag == "--block-time-ms";
    const std::optional<std::uint32_t> number = ParseNumber(arguments[index + 1], MaxOf(flag));
    if (!number || (is_time && *number == 0)) return std::nullopt;
    if (is_time) {
      options.block_time_ms = *number;
    } else if (flag == "--evm") {
      options.evm_nodes = *number;
    } else if (flag == "--svm") {
      options.svm_nodes = *number;
    } else if (flag == "--tendermint") {
      options.tendermint_nodes = *number;
    } else if (flag == "--bitcoin") {
      options.bitcoin_nodes = *number;
    } else if (flag == "--lava") {
      options.lava_nodes = *number;
    } else if (flag == "--start-height") {
      options.start_height = *number;
    } else if (flag == "--first-block") {
      options.first_block = *number;
    } else if (flag == "--drops-every") {
      options.drops_every = *number;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

/// Nodes of one family, all on one chain.
struct Farm {
  NodeFamily family;
  std::string_view prefix;
  std::uint32_t nodes = 0;
};

/// False if a node cannot be started; the reason is printed.
bool StartNodes(Devnet& devnet, const Farm& farm, const FarmOptions& asked) {
  const std::string prefix(farm.prefix);
  for (std::uint32_t number = 1; number <= farm.nodes; ++number) {
    NodeOptions options;
    options.name = prefix + "-" + std::to_string(number);
    options.family = farm.family;
    options.chain = prefix;
    options.block_time = std::chrono::milliseconds(asked.block_time_ms);
    options.start_height = asked.start_height;
    options.traits.first_block = asked.first_block;
    options.traits.drops_every = asked.drops_every;
    const base::Result<std::uint16_t, std::string> port = devnet.AddNode(options);
    if (!port.ok()) {
      Print(stderr, "headway-devnet: " + options.name + ": " + port.error() + "\n");
      return false;
    }
    Print(stdout, options.name + " " + std::to_string(port.value()) + "\n");
  }
  return true;
}

/// Signals to end that every thread started later leaves to the returned descriptor; -1: none.
int HoldEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

void WaitForEnd(int signals) {
  std::array<pollfd, 2> watched = {{{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
  std::array<char, 256> ignored{};
  while (true) {
    if (poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    if (watched[1].revents != 0 && read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) return;
  }
}

bool StartFarms(Devnet& devnet, const FarmOptions& options) {
  for (const Farm& farm : {Farm{NodeFamily::kEvm, "evm", options.evm_nodes},
                           Farm{NodeFamily::kSvm, "svm", options.svm_nodes},
                           Farm{NodeFamily::kTendermint, "tendermint", options.tendermint_nodes},
                           Farm{NodeFamily::kBitcoin, "bitcoin", options.bitcoin_nodes},
                           Farm{NodeFamily::kLava, "lava", options.lava_nodes}}) {
    if (!StartNodes(devnet, farm, options)) return false;
  }
  return true;
}

bool StartCollectionOfFaults(Devnet& devnet) {
  const auto nodes = StartFaults(devnet);
  if (!nodes.ok()) {
    Print(stderr, "headway-devnet: " + nodes.error() + "\n");
    return false;
  }
  Print(stdout, FaultsConfig(nodes.value()));
  return true;
}

int RunFarm(std::span<char* const> arguments) {
  const bool faults = arguments.size() == 2 && std::string_view(arguments[1]) == "faults";
  const std::optional<FarmOptions> options = faults ? FarmOptions{} : ParseArguments(arguments);
  if (!options) {
    Print(stderr, kUsage);
    return 2;
  }
  const int signals = HoldEndSignals();
  if (signals < 0) {
    Print(stderr, "headway-devnet: no descriptor for signals\n");
    return 1;
  }
  Devnet devnet;
  const bool started = faults ? StartCollectionOfFaults(devnet) : StartFarms(devnet, *options);
  if (!started) return 1;
  WaitForEnd(signals);
  return 0;
}

}  // namespace
}  // namespace headway::devnet

int main(int argc, char** argv) {
  return headway::devnet::RunFarm({argv, static_cast<std::size_t>(argc)});
}
