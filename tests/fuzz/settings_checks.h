#pragma once

#include <string_view>

#include "config/loader.h"
#include "config/settings.h"

namespace headway::fuzz {

/// Settings if and only if there is no error; every message one line that can be shown, without
/// `secret` unless that is empty.
void CheckDiagnostics(const config::LoadResult& result, std::string_view secret);

/// What the layers behind config/ take for granted.
void CheckSettings(const config::Settings& settings);

}  // namespace headway::fuzz
