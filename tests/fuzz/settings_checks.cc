#include "tests/fuzz/settings_checks.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"

namespace headway::fuzz {
namespace {

using base::Duration;

/// One line of well-formed text without control characters.
bool CanBeShown(std::string_view text) { return base::Sanitize(text, text.size()) == text; }

bool IsFieldText(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void CheckTarget(const probes::HttpTarget& target) {
  const auto is_graphic = [](char symbol) { return symbol > ' ' && symbol <= '~'; };
  HEADWAY_CHECK(std::all_of(target.url.begin(), target.url.end(), is_graphic));
  for (const probes::HttpHeader& header : target.headers) {
    HEADWAY_CHECK(!header.name.empty() && IsFieldText(header.name) && IsFieldText(header.value));
  }
}

void CheckNodeUrl(const config::NodeUrl& url) {
  constexpr std::size_t kIdDigits = 12;
  HEADWAY_CHECK(url.url_id.size() == kIdDigits);
  HEADWAY_CHECK(url.scheme == "http" || url.scheme == "https");
  HEADWAY_CHECK(url.host.find(':') != std::string::npos && CanBeShown(url.host));
  HEADWAY_CHECK(url.extra_timeout >= Duration::zero());
  CheckTarget(url.target);
}

bool HasChain(const config::Settings& settings, std::string_view spec) {
  return std::any_of(settings.chains.begin(), settings.chains.end(),
                     [spec](const chains::ChainSpec& chain) { return chain.id == spec; });
}

void CheckPolicies(const config::Settings& settings) {
  const probes::PollingPolicy& polling = settings.polling;
  HEADWAY_CHECK(polling.divisor >= 1);
  HEADWAY_CHECK(polling.min_interval > Duration::zero());
  HEADWAY_CHECK(polling.min_interval <= polling.max_interval);
  HEADWAY_CHECK(polling.timeout > Duration::zero());
  HEADWAY_CHECK(polling.jitter >= 0 && polling.jitter <= 0.5);
  HEADWAY_CHECK(settings.health.fall >= 1 && settings.health.rise >= 1);
  HEADWAY_CHECK(settings.health.recheck_interval > Duration::zero());
  HEADWAY_CHECK(settings.health.recheck_timeout > Duration::zero());
  HEADWAY_CHECK(settings.epoch.duration > Duration::zero());
  HEADWAY_CHECK(settings.blocking.reconnect_interval > Duration::zero());
}

}  // namespace

void CheckDiagnostics(const config::LoadResult& result, std::string_view secret) {
  bool has_error = false;
  for (const config::Diagnostic& each : result.diagnostics) {
    has_error |= each.severity == config::Severity::kError;
    HEADWAY_CHECK(!each.message.empty() && CanBeShown(each.message));
    HEADWAY_CHECK(secret.empty() || each.message.find(secret) == std::string::npos);
  }
  HEADWAY_CHECK(result.settings.has_value() == !has_error);
}

void CheckSettings(const config::Settings& settings) {
  CheckPolicies(settings);
  for (const chains::ChainSpec& chain : settings.chains) {
    HEADWAY_CHECK(!chain.id.empty() && CanBeShown(chain.id));
    HEADWAY_CHECK(chain.average_block_time > Duration::zero());
    HEADWAY_CHECK(chain.blocks_to_save >= 1);
    HEADWAY_CHECK(chain.blocks_to_save <= base::limits::kMaxBlocksToSave);
  }
  for (const config::Endpoint& endpoint : settings.endpoints) {
    HEADWAY_CHECK(!endpoint.name.empty() && CanBeShown(endpoint.name));
    HEADWAY_CHECK(endpoint.name.size() <= base::limits::kMaxLabelValueBytes);
    HEADWAY_CHECK(HasChain(settings, endpoint.spec));
    HEADWAY_CHECK(!endpoint.urls.empty());
    for (const config::NodeUrl& url : endpoint.urls) CheckNodeUrl(url);
  }
  for (const config::ReferenceUrl& reference : settings.reference_urls) {
    HEADWAY_CHECK(HasChain(settings, reference.spec));
    CheckNodeUrl(reference.url);
  }
}

}  // namespace headway::fuzz
