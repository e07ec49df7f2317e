#include "probes/echo.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/base64.h"

namespace headway::probes {
namespace {

constexpr std::size_t kShortestSecret = 4;
// Shorter ends of a text are the beginning of something by chance.
constexpr std::size_t kShortestBeginning = 8;

bool Repeats(std::string_view text, std::string_view secret) {
  if (secret.size() < kShortestSecret) return false;
  if (text.find(secret) != std::string_view::npos) return true;
  for (std::size_t size = std::min(secret.size() - 1, text.size()); size >= kShortestBeginning;
       --size) {
    if (text.ends_with(secret.substr(0, size))) return true;
  }
  return false;
}

/// Whether `holds` is true of any piece of `whole` between separators.
template <class Predicate>
bool AnyPiece(std::string_view whole, char separator, Predicate holds) {
  while (true) {
    const std::size_t end = whole.find(separator);
    if (holds(whole.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    whole.remove_prefix(end + 1);
  }
}

/// A piece of a path that is more than a word or a version: keys have digits or capitals.
bool LooksLikeAKey(std::string_view piece) {
  constexpr std::size_t kShortestKey = 6;
  return piece.size() >= kShortestKey && std::any_of(piece.begin(), piece.end(), [](char symbol) {
           return (symbol >= '0' && symbol <= '9') || (symbol >= 'A' && symbol <= 'Z');
         });
}

bool RepeatsPath(std::string_view path, std::string_view text) {
  // Names of clients have short paths in them: "Geth/rpc".
  constexpr std::size_t kShortestPath = 8;
  if (path.size() >= kShortestPath && Repeats(text, path)) return true;
  return AnyPiece(path, '/', [text](std::string_view piece) {
    return LooksLikeAKey(piece) && Repeats(text, piece);
  });
}

bool RepeatsQuery(std::string_view query, std::string_view text) {
  return AnyPiece(query, '&', [text](std::string_view piece) {
    const std::size_t value = piece.find('=');
    return Repeats(text, value == std::string_view::npos ? piece : piece.substr(value + 1));
  });
}

bool RepeatsUserinfo(std::string_view userinfo, std::string_view text) {
  if (userinfo.empty()) return false;
  const auto is_basic = [userinfo](std::string_view word) {
    std::array<char, 256> bytes{};
    const auto size = base::DecodeBase64(word, bytes);
    return size && std::string_view(bytes.data(), *size) == userinfo;
  };
  return AnyPiece(userinfo, ':', [text](std::string_view part) { return Repeats(text, part); }) ||
         AnyPiece(text, ' ', is_basic);
}

/// Of `scheme://host/path?query`: from the path on.
std::string_view BehindTheHost(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t path = host == std::string_view::npos ? host : url.find('/', host + 3);
  return path == std::string_view::npos ? std::string_view() : url.substr(path);
}

}  // namespace

bool RepeatsWhatWeSent(const HttpTarget& target, std::string_view text) {
  const std::string_view asked = BehindTheHost(target.url);
  const std::size_t mark = asked.find('?');
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view() : asked.substr(mark + 1);
  return RepeatsPath(asked.substr(0, mark), text) || RepeatsQuery(query, text) ||
         RepeatsUserinfo(target.userinfo, text) ||
         std::any_of(target.headers.begin(), target.headers.end(), [text](const auto& header) {
           return AnyPiece(header.value, ' ',
                           [text](std::string_view word) { return Repeats(text, word); });
         });
}

}  // namespace headway::probes
