#include "bench/local_nginx.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string_view>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

namespace headway::bench {
namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";  // not on everybody's PATH
constexpr std::uint32_t kMaxNodes = 60'000;

/// A port that nobody listens on at 127.0.0.1, and so very likely nowhere else in 127.0.0.0/8:
/// nginx itself cannot leave the choice to the system.
std::uint16_t FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  HEADWAY_CHECK(listener >= 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  HEADWAY_CHECK(bind(listener, generic, size) == 0);
  HEADWAY_CHECK(getsockname(listener, generic, &size) == 0);
  close(listener);
  return ntohs(address.sin_port);
}

std::filesystem::path MakeDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "headway-bench-XXXXXX").string();
  HEADWAY_CHECK(mkdtemp(name.data()) != nullptr);
  return name;
}

/// For two descriptors a node in nginx, which inherits the limit, and one here.
rlim_t RaiseDescriptorLimit() {
  rlimit limit{};
  HEADWAY_CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  HEADWAY_CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  return limit.rlim_cur;
}

}  // namespace

LocalNginx::LocalNginx(std::uint32_t nodes, const std::string& body)
    : port_(FreePort()), directory_(MakeDirectory()) {
  HEADWAY_CHECK(nodes <= kMaxNodes);
  HEADWAY_CHECK(RaiseDescriptorLimit() > 2 * rlim_t{nodes} + 100);
  WriteConfiguration(nodes, body);
  Spawn();
}

LocalNginx::~LocalNginx() {
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
  close(standard_error_);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string LocalNginx::Address(std::uint32_t node) const {
  const std::uint32_t low = node % 250 + 1;
  const std::uint32_t high = node / 250;
  return "127.1." + std::to_string(high) + '.' + std::to_string(low) + ':' + std::to_string(port_);
}

void LocalNginx::WriteConfiguration(std::uint32_t nodes, const std::string& body) const {
  // A listener and a connection a node. nginx closes kept connections once less than a sixteenth of
  // its slots is free, so there are twice as many as are needed.
  const std::uint32_t connections = 4 * nodes + 200;
  const std::string directory = directory_.string();
  std::ofstream file(directory_ / "nginx.conf");
  file << "daemon off;\nworker_processes 1;\nerror_log stderr notice;\n"
       << "pid " << directory << "/pid;\n"
       << "events { worker_connections " << connections << "; }\n"
       << "http {\naccess_log off;\ndefault_type application/json;\n"
       << "keepalive_requests 1000000000;\nkeepalive_timeout 1h;\n";
  // Debian's defaults need root.
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    file << kind << "_temp_path " << directory << '/' << kind << ";\n";
  }
  file << "server {\n";
  for (std::uint32_t node = 0; node < nodes; ++node) file << "listen " << Address(node) << ";\n";
  file << "return 200 '" << body << "';\n}\n}\n";
  file.close();
  HEADWAY_CHECK(file.good());
}

void LocalNginx::Spawn() {
  std::array<int, 2> ends{};
  HEADWAY_CHECK(pipe2(ends.data(), O_CLOEXEC) == 0);
  const std::string directory = directory_.string();
  const std::string configuration = directory + "/nginx.conf";
  process_ = fork();
  HEADWAY_CHECK(process_ >= 0);
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(ends[1], STDERR_FILENO);
    execl(kNginx, kNginx, "-p", directory.c_str(), "-c", configuration.c_str(), "-e", "stderr",
          nullptr);
    perror(kNginx);
    _exit(EXIT_FAILURE);
  }
  close(ends[1]);
  standard_error_ = ends[0];
  AwaitStart();
}

void LocalNginx::AwaitStart() const {
  // Said when every socket listens.
  constexpr std::string_view kStarted = "start worker process ";
  std::string said;
  std::array<char, 4096> chunk{};
  while (said.find(kStarted) == std::string::npos) {
    const ssize_t count = read(standard_error_, chunk.data(), chunk.size());
    if (count <= 0) {
      std::fwrite(said.data(), 1, said.size(), stderr);
      HEADWAY_CHECK(count > 0);
    }
    said.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace headway::bench
