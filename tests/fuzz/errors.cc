// The classifier of errors.
//
// Input: a letter for the family, the code in decimal, a newline, the message, perhaps a newline
// and what stands beside the message.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <tuple>

#include "base/check.h"
#include "chains/chain_spec.h"
#include "chains/classify.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/outcome_checks.h"
#include "tests/fuzz/targets.h"

namespace headway::fuzz {
namespace {

char OtherCase(char symbol) {
  const bool is_letter = (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z');
  return static_cast<char>(is_letter ? symbol ^ 0x20 : symbol);
}

}  // namespace

void ClassifyErrors(std::string_view bytes) {
  Input input(bytes);
  const auto family = static_cast<chains::FamilyId>(input.Letter(chains::kFamilyCount));
  const std::string_view digits = input.Until('\n');
  std::int64_t code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code);
  std::string message(input.Until('\n'));
  std::string detail(input.Rest());
  const int status = static_cast<int>(code % 1000);
  const auto classify = [&] {
    const chains::Fault rpc = chains::ClassifyRpcError(family, code, message, detail);
    const chains::Fault rest = chains::ClassifyRestError(family, status, message);
    CheckFaultOfNode(rpc);
    CheckFaultOfNode(rest);
    return std::tuple(rpc, rest, chains::SaysPlainHttpOnTlsPort(message));
  };
  const auto classes = classify();
  for (std::string* text : {&message, &detail}) {
    std::transform(text->begin(), text->end(), text->begin(), OtherCase);
  }
  HEADWAY_CHECK(classify() == classes);
  CheckFaultOfNode(chains::ClassifyHttpStatus(status));
}

}  // namespace headway::fuzz
