#include "lava/state_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"

namespace headway::lava {
namespace {

std::string ErrorOf(int number) { return std::generic_category().message(number); }

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }
  /// Whether the system is content with all that was written.
  bool Close() { return close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

StateFile::StateFile(std::string path) : path_(std::move(path)) {}

base::Result<std::optional<std::string>, std::string> StateFile::Read() const {
  const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::optional<std::string>();
    return ErrorOf(errno);
  }
  std::string text;
  std::array<char, std::size_t{64} << 10U> piece{};
  while (text.size() <= base::limits::kMaxLavaStateBytes) {
    const ssize_t count = read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrorOf(errno);
    if (count == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return std::optional(std::move(text));
}

std::optional<std::string> StateFile::Write(std::string_view text) const {
  const std::string fresh = path_ + ".tmp";
  Descriptor file(open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0) return ErrorOf(errno);
  if (!WriteAll(file.get(), text) || fsync(file.get()) != 0 || !file.Close()) {
    return ErrorOf(errno);
  }
  if (std::rename(fresh.c_str(), path_.c_str()) != 0) return ErrorOf(errno);
  return SyncDirectory();
}

std::optional<std::string> StateFile::PutAside() const {
  if (std::rename(path_.c_str(), (path_ + ".bad").c_str()) != 0) return ErrorOf(errno);
  return SyncDirectory();
}

std::optional<std::string> StateFile::SyncDirectory() const {
  const std::size_t slash = path_.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "." : path_.substr(0, slash == 0 ? 1 : slash);
  const Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || fsync(opened.get()) != 0) return ErrorOf(errno);
  return std::nullopt;
}

}  // namespace headway::lava
