#include "chains/error_text.h"

#include <algorithm>

namespace headway::chains {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kNotFound = "not found";
constexpr std::size_t kNowhere = std::string_view::npos;

bool IsDigit(char symbol) { return symbol >= '0' && symbol <= '9'; }

bool IsOfWord(char symbol) {
  return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') || IsDigit(symbol) ||
         symbol == '_';
}

bool IsOfWordAt(std::string_view text, std::size_t at) {
  return at < text.size() && IsOfWord(text[at]);
}

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != kNowhere; }

/// Where `word` begins as a word of its own, at `from` or behind it.
std::size_t FindWord(std::string_view text, std::string_view word, std::size_t from = 0) {
  for (std::size_t at = text.find(word, from); at != kNowhere; at = text.find(word, at + 1)) {
    if ((at == 0 || !IsOfWord(text[at - 1])) && !IsOfWordAt(text, at + word.size())) return at;
  }
  return kNowhere;
}

bool HasWord(std::string_view text, std::string_view word) {
  return FindWord(text, word) != kNowhere;
}

bool EndsClause(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case ',':
    case ';':
    case '\n':
      return true;
    case '.':
    case '!':
    case '?':
      return at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n';
    default:
      return false;
  }
}

bool AnyClause(std::string_view text, bool (*says)(std::string_view clause)) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!EndsClause(text, at)) continue;
    if (says(text.substr(begin, at - begin))) return true;
    begin = at + 1;
  }
  return says(text.substr(begin));
}

std::string_view WithoutLeadingBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

/// Empty where `text` does not begin with a word.
std::string_view LeadingWord(std::string_view text) {
  std::size_t length = 0;
  while (IsOfWordAt(text, length)) ++length;
  return text.substr(0, length);
}

/// `noun` and "not found", at most one word between them. A `#` before that word is a part of it.
bool SaysNotFound(std::string_view text, std::string_view noun) {
  for (std::size_t at = FindWord(text, noun); at != kNowhere; at = FindWord(text, noun, at + 1)) {
    std::string_view rest = WithoutLeadingBlanks(text.substr(at + noun.size()));
    if (rest.starts_with(kNotFound)) return true;
    if (rest.starts_with('#')) rest.remove_prefix(1);
    rest.remove_prefix(LeadingWord(rest).size());
    if (WithoutLeadingBlanks(rest).starts_with(kNotFound)) return true;
  }
  return false;
}

}  // namespace

ErrorText::ErrorText(std::string_view message, std::string_view detail) {
  Append(message);
  if (detail.empty()) return;
  bytes_.at(size_++) = '\n';
  Append(detail);
}

void ErrorText::Append(std::string_view text) {
  text = text.substr(0, base::limits::kMaxErrorTextBytes);
  std::transform(text.begin(), text.end(), bytes_.data() + size_, [](char symbol) {
    return static_cast<char>(symbol >= 'A' && symbol <= 'Z' ? symbol - 'A' + 'a' : symbol);
  });
  size_ += text.size();
}

bool SaysMethodDoesNotExist(std::string_view text) {
  return AnyClause(text, [](std::string_view clause) {
    const std::size_t method = FindWord(clause, "method");
    return method != kNowhere && Contains(clause.substr(method), "does not exist");
  });
}

bool SaysInvalidMethod(std::string_view text) {
  constexpr std::string_view kInvalidMethod = "invalid method";
  constexpr std::string_view kQuotesAndColon = "'\"`:";
  for (std::size_t at = FindWord(text, kInvalidMethod); at != kNowhere;
       at = FindWord(text, kInvalidMethod, at + 1)) {
    const std::string_view rest = WithoutLeadingBlanks(text.substr(at + kInvalidMethod.size()));
    if (rest.empty() || EndsClause(rest, 0) || Contains(kQuotesAndColon, rest.substr(0, 1)) ||
        FindWord(rest, "name") == 0) {
      return true;
    }
  }
  return false;
}

bool SaysMethodIsNotAvailable(std::string_view text) {
  return AnyClause(text, [](std::string_view clause) {
    const std::string_view subject = clause.substr(0, clause.rfind("is not available"));
    return subject.size() < clause.size() &&
           (HasWord(subject, "method") || HasWord(subject, "rpc") || HasWord(subject, "endpoint") ||
            HasWord(subject, "api"));
  });
}

bool SaysMethodIsBlocked(std::string_view text) {
  return AnyClause(text, [](std::string_view clause) {
    return HasWord(clause, "blocked") && (HasWord(clause, "method") || HasWord(clause, "rpc"));
  });
}

bool SaysBlockNotFound(std::string_view text) { return SaysNotFound(text, "block"); }

bool SaysAccountNotFound(std::string_view text) { return SaysNotFound(text, "account"); }

bool SaysGoAway(std::string_view text) {
  return Contains(text, "goaway") && !Contains(text, "enhance_your_calm");
}

bool SaysStreamError(std::string_view text) { return HasWord(text, "stream error"); }

bool SaysDeadlineExceeded(std::string_view text) {
  return Contains(text, "context deadline exceeded") && !Contains(text, "rpc error");
}

bool SaysCanceled(std::string_view text) {
  return Contains(text, "context canceled") && !Contains(text, "rpc error");
}

std::optional<int> NextStandAloneNumber(std::string_view& rest) {
  constexpr std::size_t kDigits = 3;
  for (std::size_t at = 0; at < rest.size();) {
    const std::string_view word = LeadingWord(rest.substr(at));
    const std::size_t end = at + word.size();
    const bool is_number = word.size() == kDigits && std::all_of(word.begin(), word.end(), IsDigit);
    const bool touched = (at > 0 && (rest[at - 1] == '#' || rest[at - 1] == '.')) ||
                         (end + 1 < rest.size() && rest[end] == '.' && IsDigit(rest[end + 1]));
    if (is_number && !touched) {
      rest.remove_prefix(end);
      return (word[0] - '0') * 100 + (word[1] - '0') * 10 + (word[2] - '0');
    }
    at = std::max(end, at + 1);
  }
  rest = {};
  return std::nullopt;
}

}  // namespace headway::chains
