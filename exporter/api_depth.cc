#include "exporter/api_depth.h"

#include <string>
#include <string_view>

#include "exporter/api_members.h"
#include "exporter/depth_words.h"

namespace headway::exporter {
namespace {

using health::Mark;

void PutValue(json::Writer& writer, std::uint64_t number) { Put(writer, "value", number); }
void PutValue(json::Writer& writer, bool flag) { PutFlag(writer, "value", flag); }
void PutValue(json::Writer& writer, base::BlockHeight height) { PutValue(writer, height.value); }
void PutValue(json::Writer& writer, const chains::ClientName& name) {
  Put(writer, "value", name.text());
}
void PutValue(json::Writer& writer, const health::MarkFact& mark) {
  PutValue(writer, mark.height);
  PutHead(writer, "head", mark.head);
}

template <class Fact>
void PutTold(json::Writer& writer, std::string_view key,
             const std::optional<health::Told<Fact>>& told) {
  if (!told) return;
  writer.Key(key);
  writer.StartObject();
  PutValue(writer, told->fact);
  PutTime(writer, "at", told->at);
  writer.EndObject();
}

void WriteCapabilities(const Snapshot::Url& url, json::Writer& writer) {
  writer.Key("capabilities");
  writer.StartObject();
  for (const health::Capability capability : health::kAllCapabilities) {
    if (!url.claims.test(static_cast<std::size_t>(capability))) continue;
    const health::CapabilityFact& fact = url.depth.capability(capability);
    writer.Key(health::ToString(capability));
    writer.StartObject();
    PutWords(writer, "standing", StandingOf(fact));
    PutWords(writer, "words", WordsOn(capability, url));
    if (fact.proved) PutTime(writer, "at", fact.proved->at);
    writer.EndObject();
  }
  writer.EndObject();
}

}  // namespace

void WriteDepth(const Snapshot::Url& url, json::Writer& writer) {
  const health::NodeDepth& depth = url.depth;
  writer.Key("depth");
  writer.StartObject();
  PutTold(writer, "client", depth.client);
  PutTold(writer, "peers", depth.peers);
  PutTold(writer, "syncing", depth.says_syncing);
  PutTold(writer, "safe_block", depth.mark(Mark::kSafe));
  PutTold(writer, "finalized_block", depth.mark(Mark::kFinalized));
  PutTold(writer, "processed_slot", depth.mark(Mark::kProcessed));
  PutTold(writer, "confirmed_slot", depth.mark(Mark::kConfirmed));
  if (const auto lag = health::FinalizedLag(depth)) Put(writer, "finalized_block_lag", *lag);
  if (url.block_height) Put(writer, "block_height", *url.block_height);
  PutTold(writer, "first_available_block", depth.mark(Mark::kEarliest));
  PutTold(writer, "oldest_state_block", depth.oldest_state);
  writer.EndObject();
  WriteCapabilities(url, writer);
}

void WriteNotes(const Snapshot& snapshot, std::span<const base::UrlIndex> urls,
                json::Writer& writer) {
  writer.Key("notes");
  writer.StartArray();
  for (const base::UrlIndex url : urls) {
    const std::string where =
        urls.size() > 1 ? snapshot.labels->urls.at(url.value).url_id + ": " : "";
    for (const std::string& note : NotesOn(snapshot.urls.at(url.value))) {
      writer.String(where + note);
    }
  }
  writer.EndArray();
}

}  // namespace headway::exporter
