#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace headway::lava {

/// A small file that is whole at every instant: it holds what was written last or what was written
/// before that, also when the process is killed or the machine loses power in the middle.
class StateFile {
 public:
  explicit StateFile(std::string path);

  /// The whole file; nullopt: there is none. The error says what went wrong, in words of the
  /// system.
  base::Result<std::optional<std::string>, std::string> Read() const;

  /// Replaces the file: a new one beside it, on the disk before it takes the name. nullopt: done.
  std::optional<std::string> Write(std::string_view text) const;

  /// Puts the file aside under its name with `.bad` behind it. nullopt: done.
  std::optional<std::string> PutAside() const;

  const std::string& path() const { return path_; }

 private:
  std::optional<std::string> SyncDirectory() const;

  const std::string path_;
};

}  // namespace headway::lava
