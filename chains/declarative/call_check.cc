#include "chains/declarative/call_check.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "chains/declarative/call_text.h"
#include "chains/height_text.h"
#include "json/reader.h"

namespace headway::chains::declarative {
namespace {

bool IsLetterOrDigit(char symbol) {
  return (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') ||
         (symbol >= '0' && symbol <= '9');
}

/// Bytes that the path and query of a URL may hold as they are (RFC 3986).
bool IsOfPath(char symbol) {
  return IsLetterOrDigit(symbol) ||
         std::string_view("-._~:/?@!$&'()*+,;=%").find(symbol) != std::string_view::npos;
}

/// Bytes of the names of JSON-RPC methods, wherever we know some.
bool IsOfName(char symbol) {
  return IsLetterOrDigit(symbol) ||
         std::string_view("-._:/").find(symbol) != std::string_view::npos;
}

std::string WithAHeight(std::string_view text) {
  std::string filled;
  AppendWithHeight(text, {1}, filled);
  return filled;
}

class Checker {
 public:
  explicit Checker(const OwnCall& call) : call_(call) {}

  std::vector<CallMistake> Check() && {
    if (IsRest(call_.method)) {
      CheckPath(PathOf(call_.method));
    } else {
      CheckName();
    }
    CheckParams();
    CheckHeight();
    CheckPointer(CallPart::kPointer, call_.pointer);
    CheckPointer(CallPart::kHash, call_.hash);
    CheckPointer(CallPart::kParentHash, call_.parent_hash);
    CheckPointer(CallPart::kTime, call_.time);
    return std::move(mistakes_);
  }

 private:
  void Add(CallPart part, std::string message) { mistakes_.push_back({part, std::move(message)}); }

  /// The method is a label value.
  void CheckName() {
    const bool is_name = !call_.method.empty() &&
                         call_.method.size() <= base::limits::kMaxLabelValueBytes &&
                         std::all_of(call_.method.begin(), call_.method.end(), IsOfName);
    if (is_name) return;
    Add(CallPart::kMethod,
        "must be GET, POST or the name of a JSON-RPC method, of letters, digits and . _ - : /");
  }

  void CheckPath(std::string_view path) {
    // Marks aside, so that their braces are no others.
    const std::string filled = WithAHeight(path);
    if (!filled.starts_with('/') || !std::all_of(filled.begin(), filled.end(), IsOfPath)) {
      Add(CallPart::kPath,
          "must begin with a slash and hold nothing that a URL may not, with {height} or "
          "{hex-height} for the height");
    } else if (call_.method.size() > base::limits::kMaxLabelValueBytes) {
      Add(CallPart::kPath, "is longer than a label value may be");
    }
  }

  void CheckParams() {
    const bool is_get = call_.method.starts_with(kGet);
    if (call_.params.empty()) return;
    if (is_get) {
      Add(CallPart::kParams, "goes with POST and JSON-RPC methods: a GET has no body");
      return;
    }
    json::Reader reader;
    const auto document = reader.Read(WithAHeight(call_.params));
    const bool is_structure =
        document && (document.value().IsArray() || document.value().IsObject());
    if (is_structure) return;
    Add(CallPart::kParams,
        "must be a JSON array or object, as in '[{height}, true]', with {height} or {hex-height} "
        "for the height");
  }

  void CheckHeight() {
    const bool has_height = HasHeight(call_.method) || HasHeight(call_.params);
    const bool is_rest = IsRest(call_.method);
    if (call_.kind == ProbeKind::kBlock && !has_height) {
      Add(is_rest ? CallPart::kPath : CallPart::kParams,
          "must say with {height} or {hex-height} where the height of the block goes");
    } else if (call_.kind != ProbeKind::kBlock && has_height) {
      Add(HasHeight(call_.params) ? CallPart::kParams : CallPart::kPath,
          "has a place for a height, which only a block has; a field of that name in a query is "
          "written { height }");
    }
  }

  void CheckPointer(CallPart part, std::string_view pointer) {
    if (json::IsPointer(pointer)) return;
    Add(part, "must be a JSON pointer, as in /result/height");
  }

  const OwnCall& call_;
  std::vector<CallMistake> mistakes_;
};

}  // namespace

std::vector<CallMistake> MistakesOf(const OwnCall& call) { return Checker(call).Check(); }

}  // namespace headway::chains::declarative
