#include "tests/exporter/section_sample.h"

#include <chrono>

#include "exporter/status_page.h"
#include "tests/exporter/watch_sample.h"

namespace headway::exporter {

ShownSection ShowSection(const Snapshot& snapshot,
                         SectionOverview (*overview_of)(const PageContext& page),
                         void (*write)(HtmlWriter& html, const PageContext& page)) {
  const ClockReading now = SampleNow();
  const PageContext page{.snapshot = snapshot,
                         .now = now,
                         .until_epoch = std::chrono::seconds(725),
                         .version = "1.2.3",
                         .telemetry_path = "/metrics"};
  HtmlWriter html;
  write(html, page);
  return {.overview = overview_of(page), .section = html.Take(), .page = RenderStatusPage(page)};
}

}  // namespace headway::exporter
