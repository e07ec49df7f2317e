#pragma once

#include <cstdint>

#include "chains/chain_family.h"
#include "chains/chain_spec.h"
#include "config/settings.h"
#include "health/node_depth.h"
#include "probes/verification.h"

/// What is verified of a URL: what its entries claim and skip, as far as its family can be asked.
namespace headway::exporter {

/// What one entry of the configuration, or all that list a URL, want verified. The default is that
/// of somebody who wants nothing.
struct VerificationWish {
  probes::ProbeKinds claimed;
  probes::ProbeKinds skipped = probes::ProbeKinds().set();

  /// Every add-on counts; a verification is skipped only if all skip it.
  void Add(const VerificationWish& other) {
    claimed |= other.claimed;
    skipped &= other.skipped;
  }
};

/// What `addons` and `skip-verifications` say. Names that are not known are the router's business.
VerificationWish WishOf(const config::NodeUrl& url);

/// The questions of `wish` that nodes of the family can be asked.
probes::ProbeKinds KindsToVerify(const VerificationWish& wish, const chains::ChainFamily& family);

/// How many blocks below its head a node of the family has to have; 0: nothing is claimed of that.
std::uint64_t HistoryBlocksOf(chains::FamilyId family);

/// The add-ons that are claimed of nodes whose family has no request that proves them.
health::CapabilitySet UnprovableClaims(const VerificationWish& wish,
                                       const chains::ChainFamily& family);

/// What is proved or disproved by those questions.
health::CapabilitySet ClaimsOf(const probes::ProbeKinds& kinds, std::uint64_t history_blocks);

}  // namespace headway::exporter
