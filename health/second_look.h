#pragma once

#include "base/time.h"
#include "health/fleet.h"

namespace headway::health {

/// Whether another poll of the URL may say more than its last one did: since it was answered others
/// have been, and measured against them the same answer would get another verdict; or it lags, and
/// was never asked whether it is syncing. For who polls each URL once, and not for ever.
bool NeedsSecondLook(const UrlRow& row, const ReferenceHead& chain, base::MonoTime now,
                     base::WallTime wall);

}  // namespace headway::health
