#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/time.h"
#include "exporter/exposition.h"
#include "exporter/snapshot.h"

namespace prometheus {
class Collectable;
}  // namespace prometheus

/// All that headway has to do with prometheus-cpp.
namespace headway::exporter {

/// The snapshot as the ecosystem's seam: to be registered with an Exposer, pushed, or embedded.
/// `snapshot` is called for each Collect, from the collecting thread. Series and values are those
/// of EncodeSnapshot, but for the spelling of bounds, which is the serializer's; its text is the
/// oracle of our encoder.
std::shared_ptr<prometheus::Collectable> MakeCollectable(
    std::function<std::shared_ptr<const Snapshot>()> snapshot, ExpositionOptions options);

/// The process's own, static instruments (process_metrics), in a prometheus::Registry.
class ProcessInstruments {
 public:
  /// `build` labels headway_build_info.
  ProcessInstruments(const std::string& version, const std::string& compiler);
  ProcessInstruments(const ProcessInstruments&) = delete;
  ProcessInstruments& operator=(const ProcessInstruments&) = delete;
  ~ProcessInstruments();

  // Any thread.
  void ObserveScrape(base::Duration duration);
  /// Appends the instruments' families and those of /proc.
  void Encode(ExpositionWriter& writer) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headway::exporter
