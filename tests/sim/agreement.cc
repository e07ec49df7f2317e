#include "tests/sim/agreement.h"

#include <algorithm>
#include <array>

namespace headway::sim {
namespace {

std::string Text(bool value) { return value ? "1" : "0"; }
std::string Text(const std::optional<std::uint64_t>& head) {
  return head ? std::to_string(*head) : "none";
}

}  // namespace

void Agreement::Differ(const std::string& what, const std::string& subject,
                       const std::string& product, const std::string& naive) {
  complaints_.File("naive model: " + what,
                   subject + ": product " + product + ", naive model " + naive);
}

void Agreement::CheckAll(base::MonoTime now) {
  for (std::size_t chain = 0; chain < naive_.config().chains.size(); ++chain)
    CheckChain(chain, now);
  for (const auto& [key, url] : naive_.urls()) CheckUrl(url);
  for (const auto& [key, endpoint] : naive_.endpoints()) CheckEndpoint(endpoint);
  for (std::size_t chain = 0; chain < naive_.config().chains.size(); ++chain) CheckTier(chain);
}

void Agreement::CheckTouched(const std::string& key, base::MonoTime now) {
  const auto url = naive_.urls().find(key);
  if (url == naive_.urls().end()) return;
  CheckChain(url->second.entry.chain, now);
  CheckWitnesses(url->second.entry.chain, now);
  CheckUrl(url->second);
  for (const auto& [name, endpoint] : naive_.endpoints()) {
    const auto& listed = endpoint.entry.urls;
    if (std::find(listed.begin(), listed.end(), key) != listed.end()) CheckEndpoint(endpoint);
  }
}

void Agreement::CheckUrl(const NaiveUrl& url) {
  const std::string& key = url.entry.key;
  const SeenUrl seen = product_.Url(key);
  if (seen.head != url.head) Differ("head of a URL", key, Text(seen.head), Text(url.head));
  if (seen.state != url.Shown()) {
    Differ("state of a URL", key, std::string(seen.state), std::string(url.Shown()));
  }
  if (seen.gauge != url.gauge) Differ("gauge of a URL", key, Text(seen.gauge), Text(url.gauge));
  const bool enabled = RefusalsInARow(url) < naive_.config().policy.disable_after;
  if (seen.enabled != enabled) Differ("enabled", key, Text(seen.enabled), Text(enabled));
}

void Agreement::CheckEndpoint(const NaiveEndpoint& endpoint) {
  const std::string& name = endpoint.entry.key;
  const SeenEndpoint seen = product_.Endpoint(name);
  const bool gauge = naive_.Gauge(endpoint);
  const auto head = naive_.Head(endpoint);
  const std::string_view state = naive_.State(endpoint);
  if (seen.gauge != gauge) Differ("gauge", name, Text(seen.gauge), Text(gauge));
  if (seen.state != state) Differ("state", name, std::string(seen.state), std::string(state));
  if (seen.head != head) Differ("head", name, Text(seen.head), Text(head));
  for (std::size_t role = 0; role < seen.roles.size(); ++role) CheckBlocking(endpoint, seen, role);
}

void Agreement::CheckBlocking(const NaiveEndpoint& endpoint, const SeenEndpoint& seen,
                              std::size_t role) {
  constexpr std::array<const char*, 2> kRoles = {" primary", " backup"};
  const std::string subject = endpoint.entry.key + kRoles.at(role);
  const NaiveBlocking& naive = endpoint.blocking.at(role);
  const SeenBlocking& product = seen.blocking.at(role);
  if (product.blocked != naive.blocked) {
    Differ("blocked", subject, Text(product.blocked), Text(naive.blocked));
  }
  if (product.reason != naive.reason) {
    Differ("reason", subject, std::string(product.reason), std::string(naive.reason));
  }
  if (product.reblocked != naive.reblocked) {
    Differ("reblocked", subject, Text(product.reblocked), Text(naive.reblocked));
  }
  const bool serves = naive_.Serves(endpoint, role);
  if (seen.serves.at(role) != serves) {
    Differ("serves", subject, Text(seen.serves.at(role)), Text(serves));
  }
}

void Agreement::CheckChain(std::size_t chain, base::MonoTime now) {
  const NaiveReference& naive = naive_.references()[chain];
  const std::string& spec = naive_.config().chains[chain].spec;
  const SeenChain seen = product_.Chain(spec, now);
  if (seen.reference != naive.height) {
    Differ("reference height", spec, Text(seen.reference), Text(naive.height));
  }
  if (naive.height && seen.block_time != naive.block_time) {
    Differ("block time", spec, std::to_string(seen.block_time.count()),
           std::to_string(naive.block_time.count()));
  }
}

void Agreement::CheckWitnesses(std::size_t chain, base::MonoTime now) {
  const std::string& spec = naive_.config().chains[chain].spec;
  const SeenChain seen = product_.Chain(spec, now);
  const std::size_t witnesses = naive_.WitnessCount(chain, now);
  if (seen.witnesses != witnesses) {
    Differ("witnesses", spec, std::to_string(seen.witnesses), std::to_string(witnesses));
  }
  const bool halted = naive_.Halted(chain, now);
  if (seen.halted != halted) Differ("halted", spec, Text(seen.halted), Text(halted));
}

void Agreement::CheckTier(std::size_t chain) {
  const std::string& spec = naive_.config().chains[chain].spec;
  int tier = 0;
  for (const auto& [name, endpoint] : naive_.endpoints()) {
    if (endpoint.entry.chain != chain) continue;
    const SeenEndpoint seen = product_.Endpoint(name);
    if (seen.serves[kNaivePrimary]) tier = 2;
    if (seen.serves[kNaiveBackup]) tier = std::max(tier, 1);
  }
  const int naive = naive_.Tier(chain);
  if (tier != naive) Differ("tier", spec, std::to_string(tier), std::to_string(naive));
}

}  // namespace headway::sim
