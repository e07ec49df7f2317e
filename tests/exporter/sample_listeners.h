#pragma once

#include <memory>

#include "base/time.h"
#include "exporter/listener_view.h"

/// Views of the provider's listeners by hand, for tests.
namespace headway::exporter {

/// One of ETH1 of which everything is known and good, but for its port; one of LAVA whose
/// certificate has expired, with an awkward version; one that was not checked yet.
std::shared_ptr<const ListenerViews> SampleListeners(base::WallTime now);

/// The gRPC ports of two nodes of LAVA: one answers over TLS, one does not answer.
std::shared_ptr<const ListenerViews> SampleGrpcUrls(base::WallTime now);

}  // namespace headway::exporter
