#include "exporter/routes.h"

#include <atomic>
#include <map>
#include <memory>
#include <utility>

#include "exporter/exposition.h"
#include "health/state.h"

namespace headway::exporter {
namespace {

HttpResponse Text(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

/// `last_size` is that of the last text: one that grows while it is written costs several times the
/// encoding.
HttpResponse Metrics(const RouteInputs& inputs, std::atomic<std::size_t>& last_size) {
  const base::MonoTime started = inputs.clock.Mono();
  const auto snapshot = inputs.board.Fresh();
  HttpResponse response;
  response.content_type = ContentTypeOf(ExpositionFormat::kText004);
  const std::size_t expected = last_size.load(std::memory_order_relaxed);
  response.body.reserve(expected + expected / 8);
  ExpositionWriter writer(ExpositionFormat::kText004, response.body);
  EncodeSnapshot(*snapshot, inputs.prefix, writer);
  inputs.instruments.Encode(writer);
  last_size.store(response.body.size(), std::memory_order_relaxed);
  inputs.instruments.ObserveScrape(inputs.clock.Mono() - started);
  return response;
}

HttpResponse Ready(const RouteInputs& inputs) {
  if (inputs.board.Fresh()->ready) return Text(200, "ready\n");
  return Text(503, "not ready: the first round over all URLs is not done\n");
}

HttpResponse FrontPage(const RouteInputs& inputs) {
  const auto snapshot = inputs.board.Fresh();
  std::size_t healthy = 0;
  for (const Snapshot::Endpoint& endpoint : snapshot->endpoints) {
    if (endpoint.face.gauge) ++healthy;
  }
  std::string page = "headway " + inputs.version + "\n\n" + std::to_string(healthy) + " of " +
                     std::to_string(snapshot->endpoints.size()) + " endpoints healthy, " +
                     std::to_string(snapshot->urls.size()) + " URLs polled\n\n";
  for (std::size_t row = 0; row < snapshot->endpoints.size(); ++row) {
    const Snapshot::Endpoint& endpoint = snapshot->endpoints[row];
    const LabelBook::Endpoint& labels = snapshot->labels->endpoints[row];
    page += labels.spec + '/' + labels.api_interface + "  " + labels.name + "  ";
    page += health::ToString(endpoint.face.state);
    if (endpoint.face.head) page += "  head " + std::to_string(endpoint.face.head->value);
    page += '\n';
  }
  page += '\n' + inputs.telemetry_path + "  metrics\n/livez  the process lives\n";
  page += "/readyz  the first round over all URLs is done\n";
  return Text(200, std::move(page));
}

}  // namespace

HttpServer::Handler MakeRoutes(RouteInputs inputs) {
  using Answer = std::function<HttpResponse(const RouteInputs&)>;
  const auto alive = [](const RouteInputs&) { return Text(200, "ok\n"); };
  std::map<std::string, Answer, std::less<>> routes;
  routes.emplace("/", &FrontPage);
  routes.emplace("/livez", alive);
  routes.emplace("/-/healthy", alive);
  routes.emplace("/readyz", &Ready);
  routes.emplace("/-/ready", &Ready);
  const auto last_size = std::make_shared<std::atomic<std::size_t>>(0);
  routes.insert_or_assign(inputs.telemetry_path, [last_size](const RouteInputs& with) {
    return Metrics(with, *last_size);
  });

  return [routes = std::move(routes), inputs = std::move(inputs)](const HttpRequest& request) {
    const auto route = routes.find(request.path);
    if (route == routes.end()) return Text(404, "not found\n");
    if (request.method != "GET" && request.method != "HEAD") {
      HttpResponse response = Text(405, "method not allowed\n");
      response.headers.emplace_back("Allow", "GET, HEAD");
      return response;
    }
    return route->second(inputs);
  };
}

}  // namespace headway::exporter
