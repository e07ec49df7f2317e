#include "config/requests_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace headway::config {
namespace {

using chains::CallPart;
using chains::ProbeKind;

struct Kind {
  std::string_view key;
  ProbeKind kind;
};

constexpr std::array<Kind, 9> kKinds = {{{"head", ProbeKind::kHead},
                                         {"block", ProbeKind::kBlock},
                                         {"identity", ProbeKind::kIdentity},
                                         {"syncing", ProbeKind::kSyncing},
                                         {"client", ProbeKind::kClient},
                                         {"peers", ProbeKind::kPeers},
                                         {"safe", ProbeKind::kSafe},
                                         {"finalized", ProbeKind::kFinalized},
                                         {"earliest", ProbeKind::kEarliest}}};

std::string_view KeyOf(CallPart part) {
  switch (part) {
    case CallPart::kMethod:
      return "method";
    case CallPart::kPath:
      return "path";
    case CallPart::kParams:
      return "params";
    case CallPart::kPointer:
      return "pointer";
    case CallPart::kHash:
      return "hash";
    case CallPart::kParentHash:
      return "parent-hash";
    case CallPart::kTime:
      return "time";
  }
  return "";
}

/// Reads one request.
class CallReader {
 public:
  CallReader(const Context& context, const Node& node, std::string path, ProbeKind kind)
      : context_(context), reader_(context, node, std::move(path), KeyOwner::kHeadway) {
    call_.kind = kind;
  }

  chains::OwnCall Read() && {
    const std::size_t errors_before = reader_.error_count();
    ReadMethod();
    ReadPlain("params", call_.params);
    Require("pointer", call_.pointer);
    ReadWhatIsThere();
    reader_.Finish();
    // What is missing or of the wrong type would only be reported twice.
    if (reader_.error_count() == errors_before) ReportMistakes();
    return std::move(call_);
  }

 private:
  /// The texts of a request are shown: methods are label values.
  std::optional<Text> ReadPlain(std::string_view key) {
    std::optional<Text> text = reader_.ReadText(key);
    if (text && text->expanded) {
      reader_.Error(text->mark, reader_.PathOf(key) +
                                    " must not come from a variable, because requests are shown in "
                                    "metrics: what is secret goes into the URL of a node");
    }
    return text;
  }

  void ReadPlain(std::string_view key, std::string& field) {
    std::optional<Text> text = ReadPlain(key);
    if (text) field = std::move(text->value);
  }

  void Require(std::string_view key, std::string& field) {
    if (!reader_.Has(key)) {
      reader_.Error(reader_.mark(), reader_.PathOf(key) + " is missing");
      return;
    }
    ReadPlain(key, field);
  }

  /// Makes one text of verb and path.
  void ReadMethod() {
    constexpr std::array<std::string_view, 2> kVerbs = {"GET", "POST"};
    std::optional<Text> method;
    if (reader_.Has("method")) {
      method = ReadPlain("method");
    } else {
      reader_.Error(reader_.mark(), reader_.PathOf("method") + " is missing");
    }
    const bool has_path = reader_.Has("path");
    const std::optional<Text> path = ReadPlain("path");
    if (!method) return;
    const bool is_verb = std::find(kVerbs.begin(), kVerbs.end(), method->value) != kVerbs.end();
    if (is_verb && !has_path) {
      reader_.Error(reader_.mark(),
                    reader_.PathOf("path") + " is missing, which " + method->value + " needs");
    } else if (!is_verb && has_path) {
      reader_.Error(reader_.MarkOf("path"), reader_.PathOf("path") +
                                                " goes with the methods GET and POST only" +
                                                method->DidYouMean(kVerbs));
    }
    call_.method = std::move(method->value);
    if (is_verb && path) call_.method += ' ' + path->value;
  }

  void ReadFormat(std::span<const std::string_view> allowed) {
    const std::optional<std::size_t> format = reader_.ReadOneOf("format", allowed);
    if (!format) return;
    const auto* const key = std::find(chains::kValueFormatKeys.begin(),
                                      chains::kValueFormatKeys.end(), allowed[*format]);
    call_.format = static_cast<chains::ValueFormat>(key - chains::kValueFormatKeys.begin());
  }

  void ReadHashFormat() {
    const auto format = reader_.ReadOneOf("hash-format", chains::kHashFormatKeys);
    if (format) call_.hash_format = static_cast<chains::HashFormat>(*format);
  }

  void ReadBlock() {
    Require("hash", call_.hash);
    Require("parent-hash", call_.parent_hash);
    ReadHashFormat();
    ReadPlain("time", call_.time);
    const auto format = reader_.ReadOneOf("time-format", chains::kTimeFormatKeys);
    if (format) call_.time_format = static_cast<chains::TimeFormat>(*format);
  }

  void ReadSynced() {
    const std::vector<Text> texts = reader_.ReadTexts("synced");
    if (texts.empty() || texts.size() > chains::kMaxYesTexts) {
      reader_.Error(reader_.MarkOf("synced"),
                    reader_.PathOf("synced") + " must be one to " +
                        std::to_string(chains::kMaxYesTexts) +
                        " texts that a node which is not syncing says, as in [\"false\"]");
      return;
    }
    std::transform(texts.begin(), texts.end(), call_.yes.begin(),
                   [](const Text& text) { return text.value; });
  }

  /// The keys that this kind has besides those of all.
  void ReadWhatIsThere() {
    constexpr std::array<std::string_view, 2> kNumbers = {"decimal", "hex"};
    switch (call_.kind) {
      case ProbeKind::kIdentity:
        call_.format = chains::ValueFormat::kText;
        ReadFormat(chains::kValueFormatKeys);
        return;
      case ProbeKind::kClient:
        call_.format = chains::ValueFormat::kText;
        return;
      case ProbeKind::kSyncing:
        ReadSynced();
        return;
      case ProbeKind::kHead:
        ReadPlain("hash", call_.hash);
        ReadHashFormat();
        break;
      case ProbeKind::kBlock:
        ReadBlock();
        break;
      default:
        break;
    }
    ReadFormat(kNumbers);
  }

  void ReportMistakes() {
    for (const chains::CallMistake& mistake : context_.inputs.mistakes_of(call_)) {
      const std::string_view key = KeyOf(mistake.part);
      reader_.Error(reader_.MarkOf(key), reader_.PathOf(key) + ' ' + mistake.message);
    }
  }

  const Context& context_;
  MappingReader reader_;
  chains::OwnCall call_;
};

}  // namespace

std::vector<chains::OwnCall> ReadRequests(const Context& context, const Node& node,
                                          const std::string& path) {
  MappingReader reader(context, node, path, KeyOwner::kHeadway);
  const std::size_t errors_before = reader.error_count();
  std::vector<chains::OwnCall> calls;
  for (const Kind& kind : kKinds) {
    const Node* request = reader.Find(kind.key);
    if (request == nullptr) continue;
    calls.push_back(CallReader(context, *request, reader.PathOf(kind.key), kind.kind).Read());
  }
  if (!reader.Has("head")) {
    reader.Error(reader.mark(), reader.PathOf("head") +
                                    " is missing, without which nothing is "
                                    "watched");
  }
  reader.Finish();
  if (reader.error_count() != errors_before) calls.clear();
  return calls;
}

}  // namespace headway::config
