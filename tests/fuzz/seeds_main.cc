// Makes seeds for ReadReplies of the fixtures that the tests of chains/ read: fuzz-seeds FROM TO.
//
// A .json below FROM becomes a seed for each question it answers. Which that are is found by
// asking: a family says what a reply means. A file that answers none becomes one that is read as a
// head, and so does a line of the tables of errors: name, family, interface, status, body.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "chains/family_registry.h"
#include "config/url.h"
#include "json/reader.h"
#include "tests/fuzz/reply_input.h"

namespace headway::fuzz {
namespace {

namespace fs = std::filesystem;
using chains::ProbeKind;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The numbers of a body, any of which may be the height of the block in it.
std::vector<base::BlockHeight> NumbersIn(std::string_view body) {
  constexpr std::size_t kEnough = 100;
  std::vector<base::BlockHeight> numbers;
  const char* const end = body.data() + body.size();
  for (std::size_t at = 0; at < body.size() && numbers.size() < kEnough; ++at) {
    if (std::isdigit(static_cast<unsigned char>(body[at])) == 0) continue;
    const bool is_hex = body.substr(at).starts_with("0x");
    const char* const digits = body.data() + at + (is_hex ? 2 : 0);
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(digits, end, number, is_hex ? 16 : 10);
    if (number >= 1 && number <= base::limits::kMaxBlockHeight) numbers.push_back({number});
    at = static_cast<std::size_t>(parsed.ptr - body.data());
  }
  return numbers;
}

/// A family over an interface, with its letters in an input.
struct Spoken {
  const chains::ChainFamily* family;
  chains::FamilyId id;
  std::string letters;
};

std::vector<Spoken> SpokenFamilies() {
  std::vector<Spoken> spoken;
  for (std::size_t family = 0; family < chains::kFamilyCount; ++family) {
    for (std::size_t at = 0; at < config::kApiInterfaces.size(); ++at) {
      const auto id = static_cast<chains::FamilyId>(family);
      const chains::ChainFamily* const found =
          chains::FindFamily(id, config::kApiInterfaces.at(at));
      if (found == nullptr) continue;
      const std::string letters = {static_cast<char>('a' + family), static_cast<char>('a' + at)};
      spoken.push_back({found, id, letters});
    }
  }
  return spoken;
}

bool Answers(const chains::ChainFamily& family, const chains::Probe& probe, std::string_view body) {
  static json::Reader reader;
  return family.ReadReply(probe, {.http_status = 200, .body = body}, reader).ok();
}

/// What stands before the body: the question that it answers, as the input has it. Empty if it does
/// not answer questions of this kind.
std::string QuestionOf(const Spoken& spoken, ProbeKind kind, std::string_view body) {
  if (!spoken.family->MethodOf(kind)) return {};
  const std::string question = {static_cast<char>('a' + static_cast<int>(kind)), '2', '0', '0'};
  if (kind != ProbeKind::kBlock) {
    const bool answers = Answers(*spoken.family, {.kind = kind, .height = {1}}, body);
    return answers ? question + '\n' : std::string();
  }
  for (const base::BlockHeight height : NumbersIn(body)) {
    if (!Answers(*spoken.family, {.kind = kind, .height = height}, body)) continue;
    return question + std::to_string(height.value) + '\n';
  }
  return {};
}

/// Of the first interface the family is spoken over; all families, if it is not.
std::string LettersOf(const std::vector<Spoken>& families, std::string_view key) {
  const auto id = chains::ParseFamily(key);
  const auto own = std::find_if(families.begin(), families.end(),
                                [id](const Spoken& each) { return each.id == id; });
  return own == families.end() ? std::string(kEveryFamily) : own->letters;
}

class SeedFolder {
 public:
  explicit SeedFolder(fs::path folder) : folder_(std::move(folder)) {
    fs::create_directories(folder_);
  }

  /// `question`: what stands before the body.
  void Add(const fs::path& fixture, std::string_view letters, std::string_view question,
           std::string_view body) {
    const std::string name = fixture.parent_path().filename().string() + '-' +
                             fixture.stem().string() + '-' + std::to_string(written_);
    std::ofstream file(folder_ / name, std::ios::binary);
    file << letters << kBeginsReply << question << body;
    written_ += file.good() ? 1 : 0;
  }

  int written() const { return written_; }

 private:
  fs::path folder_;
  int written_ = 0;
};

void AddSeedsOf(const fs::path& fixture, const std::vector<Spoken>& families, SeedFolder& seeds) {
  const std::string body = ReadAll(fixture);
  bool answers = false;
  for (const Spoken& spoken : families) {
    for (const ProbeKind kind : chains::kAllProbeKinds) {
      const std::string question = QuestionOf(spoken, kind, body);
      if (question.empty()) continue;
      seeds.Add(fixture, spoken.letters, question, body);
      answers = true;
    }
  }
  if (answers) return;
  const std::string family = fixture.parent_path().filename().string();
  seeds.Add(fixture, LettersOf(families, family), "a200\n", body);
}

void AddSeedsOfTable(const fs::path& table, const std::vector<Spoken>& families,
                     SeedFolder& seeds) {
  std::ifstream file(table);
  for (std::string line; std::getline(file, line);) {
    std::string name;
    std::string family;
    std::string api_interface;
    int status = 0;
    std::string body;
    std::istringstream cells(line);
    cells >> name >> family >> api_interface >> status >> std::ws;
    if (!cells || !std::getline(cells, body)) continue;
    seeds.Add(table, LettersOf(families, family), 'a' + std::to_string(status) + '\n', body);
  }
}

/// Exit code 1 if there is nothing to make seeds of.
int MakeSeeds(const fs::path& from, const fs::path& to) {
  const std::vector<Spoken> families = SpokenFamilies();
  SeedFolder seeds(to);
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (entry.path().extension() == ".json") AddSeedsOf(entry.path(), families, seeds);
    if (entry.path().extension() == ".txt") AddSeedsOfTable(entry.path(), families, seeds);
  }
  return seeds.written() > 0 ? 0 : 1;
}

}  // namespace
}  // namespace headway::fuzz

int main(int count, char** arguments) {
  if (count != 3) return 2;
  return headway::fuzz::MakeSeeds(arguments[1], arguments[2]);
}
