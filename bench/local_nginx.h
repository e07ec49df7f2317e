#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/types.h>

namespace headway::bench {

/// Debian's nginx, one worker, as a farm of nodes on loopback. Every node has an address of its
/// own, all with one port chosen by the system, so that each has its own connection, as nodes of
/// different hosts have. Runs from construction to destruction and ends with this process, whatever
/// ends that. A start that fails aborts, with nginx's words on standard error.
class LocalNginx {
 public:
  /// `nodes` is at most 60,000. All answer POST with 200 and `body`: single quotes may not stand in
  /// it, and nginx's variables are expanded, which is how a reply can move.
  LocalNginx(std::uint32_t nodes, const std::string& body);
  LocalNginx(const LocalNginx&) = delete;
  LocalNginx& operator=(const LocalNginx&) = delete;
  ~LocalNginx();

  /// host:port of node number `node`.
  std::string Address(std::uint32_t node) const;

 private:
  void WriteConfiguration(std::uint32_t nodes, const std::string& body) const;
  void Spawn();
  void AwaitStart() const;

  const std::uint16_t port_;
  const std::filesystem::path directory_;
  pid_t process_ = -1;
  int standard_error_ = -1;
};

}  // namespace headway::bench
