#pragma once

#include <span>

#include "base/ids.h"
#include "exporter/snapshot.h"
#include "json/writer.h"

/// The members of the API that say what a node is besides its head.
namespace headway::exporter {

/// `depth`: each fact that is known, with when it was told; `capabilities`: each one claimed.
void WriteDepth(const Snapshot::Url& url, json::Writer& writer);

/// `notes`: what is claimed of the URLs of an endpoint and is not so, for a person; often empty.
void WriteNotes(const Snapshot& snapshot, std::span<const base::UrlIndex> urls,
                json::Writer& writer);

}  // namespace headway::exporter
