// The classifier of errors.
//
// Input: a letter for the family, the code in decimal and a newline, the message.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

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
  std::string message(input.Rest());

  const chains::Fault fault = chains::ClassifyRpcError(family, code, message);
  CheckFaultOfNode(fault);
  std::transform(message.begin(), message.end(), message.begin(), OtherCase);
  HEADWAY_CHECK(chains::ClassifyRpcError(family, code, message) == fault);

  const int status = static_cast<int>(code % 1000);
  if (status < 200 || status > 299) CheckFaultOfNode(chains::ClassifyHttpStatus(status));
}

}  // namespace headway::fuzz
