#pragma once

#include <string_view>

/// How the inputs of ReadReplies are written:
///
///   a letter for the family (chains/chain_spec.h) and one for the interface (config/url.h), or `*`
///   for every family that is spoken; then the replies. Each is begun by kBeginsReply: a letter for
///   the kind of probe (chains/probe_kind.h), three digits of the HTTP status, perhaps the height
///   that is asked for, a newline, the body.
namespace headway::fuzz {

/// The byte that begins a record of a JSON text sequence (RFC 7464); no JSON text holds it.
inline constexpr char kBeginsReply = '\x1e';
inline constexpr std::string_view kEveryFamily = "*";

}  // namespace headway::fuzz
