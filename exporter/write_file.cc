#include "exporter/write_file.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace headway::exporter {

std::optional<std::string> WriteFile(const std::string& path, std::string_view text) {
  const std::string part = path + ".part";
  std::FILE* const file = std::fopen(part.c_str(), "wb");
  if (file == nullptr) return std::generic_category().message(errno);
  int error = std::fwrite(text.data(), 1, text.size(), file) == text.size() ? 0 : errno;
  // What a full disk says to the last bytes comes with the close.
  if (std::fclose(file) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(part.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return std::nullopt;
  std::remove(part.c_str());
  return std::generic_category().message(error);
}

}  // namespace headway::exporter
