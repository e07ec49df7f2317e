#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "chains/chain_spec.h"
#include "chains/error_id.h"

/// Which code, text or HTTP status leads to which row of the registry, and in which order. The
/// order is that of the router (reference/semantics.md, section 7) with the exceptions of
/// docs/adr/0015-the-order-of-error-rules.md.
namespace headway::chains {

/// One condition. It holds for a number, or for a lower-case text.
struct ErrorRule {
  enum class Kind : std::uint8_t { kCode, kText, kPattern };

  ErrorId error;
  Kind kind;
  std::int64_t code = 0;                             // of kCode: the very number
  std::string_view text = {};                        // of kText: stands somewhere in the text
  bool (*pattern)(std::string_view text) = nullptr;  // of kPattern

  bool Holds(std::int64_t error_code, std::string_view lower_case_text) const;
};

using ErrorRules = std::span<const ErrorRule>;

inline constexpr std::size_t kJsonRpcRuleSets = 9;
inline constexpr std::size_t kRestRuleSets = 7;

/// The rules for the `error` member of a JSON-RPC reply: all of a set before any of the next,
/// within a set from the first to the last.
std::array<ErrorRules, kJsonRpcRuleSets> JsonRpcRules(FamilyId family);

/// The rules for what stands in the body of a REST reply; its code is the HTTP status.
std::array<ErrorRules, kRestRuleSets> RestRules(FamilyId family);

/// That the connection behind a gateway failed, in its words.
ErrorRules ConnectionRules();

/// The first rule that holds.
std::optional<ErrorId> FirstMatch(std::span<const ErrorRules> sets, std::int64_t code,
                                  std::string_view lower_case_text);

/// What an HTTP status other than 2xx says. Any number is answered.
ErrorId ErrorOfStatus(int status);

/// What a number says that stands where no HTTP status belongs: in an error's text or as its code.
/// nullopt where it is likelier to be a number of anything else.
std::optional<ErrorId> ErrorOfQuotedStatus(std::int64_t number);

}  // namespace headway::chains
