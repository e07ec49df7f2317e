#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "config/settings.h"
#include "exporter/label_set.h"
#include "lava/listener_check.h"
#include "lava/listener_watch.h"

namespace headway::exporter {

/// What is known of one of the provider's listeners, or of a node's gRPC port, and how it is
/// called.
struct ListenerView {
  LabelSet labels;   // spec, api_interface, of a node url_id, host
  LabelSet version;  // of the provider's software; empty: not known
  std::string spec;
  std::string api_interface;
  std::string host;  // with port
  bool is_node = false;
  std::optional<lava::ListenerResult> result;  // nullopt: not checked yet
  base::WallTime checked_at;
};

/// In the order of the configuration.
using ListenerViews = std::vector<ListenerView>;

/// All that is watched over gRPC from outside. Null: nothing of the kind.
struct Listeners {
  std::shared_ptr<const ListenerViews> of_provider = {};
  std::shared_ptr<const ListenerViews> of_nodes = {};
};

std::vector<lava::ListenerPlan> ListenerPlansOf(const config::Settings& settings);
/// The gRPC ports of nodes.
std::vector<lava::ListenerPlan> GrpcPlansOf(const config::Settings& settings);

ListenerViews ViewsOf(std::span<const lava::ListenerWatch::Row> rows);

/// The views of these plans, before they are checked again: of one that was in `known`, what is
/// known.
ListenerViews ViewsOf(std::span<const lava::ListenerPlan> plans, const ListenerViews& known);

/// What is to be said of it in one sentence.
std::string ExplainListener(const ListenerView& view);

/// What else is worth a look, and is no problem yet.
std::vector<std::string> NotesOnListener(const ListenerView& view, base::WallTime now);

}  // namespace headway::exporter
