#pragma once

#include <string>

#include "exporter/page_parts.h"
#include "exporter/snapshot.h"

/// A section of the status page as a test looks at it.
namespace headway::exporter {

struct ShownSection {
  SectionOverview overview;
  std::string section;  // in a document of its own
  std::string page;     // the whole status page
};

/// At SampleNow() of watch_sample.h.
ShownSection ShowSection(const Snapshot& snapshot,
                         SectionOverview (*overview_of)(const PageContext& page),
                         void (*write)(HtmlWriter& html, const PageContext& page));

}  // namespace headway::exporter
