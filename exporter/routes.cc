#include "exporter/routes.h"

#include <atomic>
#include <memory>
#include <span>
#include <utility>

#include "exporter/api.h"
#include "exporter/api_listeners.h"
#include "exporter/content_negotiation.h"
#include "exporter/endpoint_page.h"
#include "exporter/exposition.h"
#include "exporter/health_answers.h"
#include "exporter/http_reply.h"
#include "exporter/lava_api.h"
#include "exporter/page_assets.h"
#include "exporter/route_table.h"
#include "exporter/status_page.h"

namespace headway::exporter {
namespace {

using Methods = RouteTable::Methods;
using Parts = std::span<const std::string_view>;

/// The answers that need more than a snapshot. Shared by the routes; any thread.
class Answers {
 public:
  explicit Answers(RouteInputs inputs) : inputs_(std::move(inputs)) {}

  HttpResponse Metrics(std::string_view accept);
  HttpResponse Ready() const;
  HttpResponse StatusPage() const;
  HttpResponse EndpointPage(Parts parts) const;
  HttpResponse Explained(Parts parts) const;
  HttpResponse Command(Control::Command command) const;

  /// One of the lists of the API.
  template <class Write>
  HttpResponse List(Write write) const {
    json::Writer writer;
    write(*Fresh(), writer);
    return JsonReply(200, writer);
  }

  std::shared_ptr<const Snapshot> Fresh(SnapshotDepth depth = SnapshotDepth::kScrape) const {
    return inputs_.board.Fresh(depth);
  }
  ClockReading Now() const { return {.mono = inputs_.clock.Mono(), .wall = inputs_.clock.Wall()}; }
  const RouteInputs& inputs() const { return inputs_; }

 private:
  PageContext PageOf(const Snapshot& snapshot, const ClockReading& now) const;

  const RouteInputs inputs_;
  // Of the last exposition: one that grows while it is written costs several times the encoding.
  std::atomic<std::size_t> last_size_ = 0;
};

HttpResponse Answers::Metrics(std::string_view accept) {
  const base::MonoTime started = inputs_.clock.Mono();
  const auto snapshot = Fresh();
  const ExpositionFormat format = NegotiateFormat(accept);
  HttpResponse response;
  response.content_type = ContentTypeOf(format);
  response.headers.emplace_back("Vary", "Accept");
  const std::size_t expected = last_size_.load(std::memory_order_relaxed);
  response.body.reserve(expected + expected / 8);
  ExpositionWriter writer(format, response.body);
  EncodeSnapshot(*snapshot, ExpositionOptionsOf(snapshot->labels->metrics), writer);
  inputs_.instruments.Encode(writer);
  writer.Finish();
  last_size_.store(response.body.size(), std::memory_order_relaxed);
  inputs_.instruments.ObserveScrape(inputs_.clock.Mono() - started);
  return response;
}

HttpResponse Answers::Ready() const {
  if (Fresh()->ready) return TextReply(200, "ready\n");
  return TextReply(503, "not ready: the first round over all URLs is not done\n");
}

PageContext Answers::PageOf(const Snapshot& snapshot, const ClockReading& now) const {
  const SelfSample& self = snapshot.self;
  const base::WallTime next = self.epoch_start + self.epoch_duration;
  return {.snapshot = snapshot,
          .now = now,
          .until_epoch = next - (now.wall + inputs_.time_warp.offset()),
          .version = inputs_.version,
          .telemetry_path = inputs_.telemetry_path};
}

HttpResponse Answers::StatusPage() const {
  const auto snapshot = Fresh(SnapshotDepth::kHistories);
  const ClockReading now = Now();
  return PageReply(200, RenderStatusPage(PageOf(*snapshot, now)));
}

HttpResponse Answers::EndpointPage(Parts parts) const {
  const auto snapshot = Fresh(SnapshotDepth::kHistories);
  const ClockReading now = Now();
  const PageContext page = PageOf(*snapshot, now);
  const auto endpoint = FindEndpoint(*snapshot->labels, parts[0], parts[1], parts[2]);
  if (!endpoint) return PageReply(404, RenderMissingPage(page));
  return PageReply(200, RenderEndpointPage(page, *endpoint));
}

HttpResponse Answers::Explained(Parts parts) const {
  const auto snapshot = Fresh(SnapshotDepth::kHistories);
  const auto endpoint = FindEndpoint(*snapshot->labels, parts[0], parts[1], parts[2]);
  if (!endpoint) return TextReply(404, "no such endpoint\n");
  json::Writer writer;
  WriteEndpointExplained(*snapshot, *endpoint, Now(), writer);
  return JsonReply(200, writer);
}

HttpResponse Answers::Command(Control::Command command) const {
  if (!inputs_.enable_lifecycle) {
    return TextReply(403, "not allowed: headway runs without --web.enable-lifecycle\n");
  }
  const auto outcome = inputs_.control.Ask(command);
  if (!outcome) return TextReply(503, "not done yet: the log says how it ends\n");
  return TextReply(outcome->ok ? 200 : 500, outcome->message + '\n');
}

void AddPages(const std::shared_ptr<Answers>& answers, RouteTable& table) {
  table.Add(Methods::kGet, "/",
            [answers](const HttpRequest&, Parts) { return answers->StatusPage(); });
  table.Add(Methods::kGet, "/endpoints/{}/{}/{*}",
            [answers](const HttpRequest&, Parts parts) { return answers->EndpointPage(parts); });
  const auto add_file = [&](const std::string& path, const char* type, std::string_view text) {
    table.Add(Methods::kGet, path, [type, text](const HttpRequest&, Parts) {
      HttpResponse response = TextReply(200, std::string(text));
      response.content_type = type;
      return response;
    });
  };
  add_file("/static/headway.css", "text/css; charset=utf-8", kPageStylesheet);
  add_file("/static/headway.js", "text/javascript; charset=utf-8", kPageScript);
  add_file("/static/headway.svg", "image/svg+xml", kPageIcon);
}

void AddHealth(const std::shared_ptr<Answers>& answers, RouteTable& table) {
  for (const char* const path : {"/livez", "/-/healthy"}) {
    table.Add(Methods::kGet, path,
              [](const HttpRequest&, Parts) { return TextReply(200, "ok\n"); });
  }
  for (const char* const path : {"/readyz", "/-/ready"}) {
    table.Add(Methods::kGet, path,
              [answers](const HttpRequest&, Parts) { return answers->Ready(); });
  }
  for (const char* const path : {"/metrics/overall-health", "/metrics/health-overall"}) {
    table.Add(Methods::kGet, path, [answers](const HttpRequest& request, Parts) {
      return AnswerOverallHealth(*answers->Fresh(), request.query);
    });
  }
  table.Add(Methods::kGet, "/status/backups_needed", [answers](const HttpRequest&, Parts) {
    return AnswerBackupsNeeded(*answers->Fresh());
  });
  table.Add(Methods::kGet, "/health/{}/{}", [answers](const HttpRequest&, Parts parts) {
    return AnswerChainHealth(*answers->Fresh(), parts[0], parts[1]);
  });
  table.Add(Methods::kGet, "/health/{}/{}/{*}", [answers](const HttpRequest&, Parts parts) {
    const auto snapshot = answers->Fresh(SnapshotDepth::kHistories);
    return AnswerEndpointHealth(*snapshot, parts[0], parts[1], parts[2], answers->Now());
  });
}

void AddApi(const std::shared_ptr<Answers>& answers, RouteTable& table) {
  const auto add_list = [&](const std::string& path, auto* write) {
    table.Add(Methods::kGet, path,
              [answers, write](const HttpRequest&, Parts) { return answers->List(write); });
  };
  add_list("/api/v1/endpoints", &WriteEndpoints);
  add_list("/api/v1/urls", &WriteUrls);
  add_list("/api/v1/chains", &WriteChains);
  add_list("/api/v1/epochs", &WriteEpochs);
  add_list("/api/v1/listeners", &WriteListeners);
  add_list("/api/v1/lava", &WriteLava);
  table.Add(Methods::kGet, "/api/v1/endpoints/{}/{}/{*}",
            [answers](const HttpRequest&, Parts parts) { return answers->Explained(parts); });
}

void AddCommands(const std::shared_ptr<Answers>& answers, RouteTable& table) {
  table.Add(Methods::kPost, "/-/reload", [answers](const HttpRequest&, Parts) {
    return answers->Command(Control::Command::kReload);
  });
  table.Add(Methods::kPost, "/-/quit", [answers](const HttpRequest&, Parts) {
    return answers->Command(Control::Command::kQuit);
  });
  if (!answers->inputs().enable_debug) return;
  table.Add(Methods::kAny, "/debug/time-warp", [answers](const HttpRequest& request, Parts) {
    return AnswerTimeWarp(request, answers->inputs().time_warp);
  });
  table.Add(Methods::kAny, "/debug/time", [answers](const HttpRequest&, Parts) {
    return AnswerDebugTime(answers->inputs().time_warp, answers->inputs().clock.Wall());
  });
}

}  // namespace

HttpServer::Handler MakeRoutes(RouteInputs inputs) {
  const auto answers = std::make_shared<Answers>(std::move(inputs));
  RouteTable table;
  AddPages(answers, table);
  AddHealth(answers, table);
  AddApi(answers, table);
  AddCommands(answers, table);
  table.Add(
      Methods::kGet, answers->inputs().telemetry_path,
      [answers](const HttpRequest& request, Parts) { return answers->Metrics(request.accept); });
  return [table = std::move(table)](const HttpRequest& request) { return table.Respond(request); };
}

}  // namespace headway::exporter
