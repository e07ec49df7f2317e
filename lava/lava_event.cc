#include "lava/lava_event.h"

namespace headway::lava {

std::string_view ToString(JailKind kind) {
  return kind == JailKind::kTemporary ? "temporary" : "final";
}

std::string_view ToString(FreezeKind kind) {
  return kind == FreezeKind::kFreeze ? "freeze" : "unfreeze";
}

std::string_view ToString(UnreadReason reason) {
  switch (reason) {
    case UnreadReason::kUnknownType:
      return "unknown_type";
    case UnreadReason::kNoAttributes:
      return "no_attributes";
    case UnreadReason::kBadAttribute:
      return "bad_attribute";
    case UnreadReason::kMissingAttribute:
      return "missing_attribute";
    case UnreadReason::kBadNumber:
      return "bad_number";
    case UnreadReason::kNumberOverflow:
      return "number_overflow";
    case UnreadReason::kTooMany:
      return "too_many";
  }
  return "";
}

}  // namespace headway::lava
