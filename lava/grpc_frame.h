#pragma once

#include <optional>
#include <string>
#include <string_view>

/// gRPC's framing of messages in a body of HTTP/2: a byte that says whether the message is
/// compressed, its length in four bytes, the highest first, and the message.
namespace headway::lava {

std::string WriteGrpcFrame(std::string_view message);

/// The message of a body that holds exactly one, uncompressed, as that of a call with one answer
/// does; nullopt of any other. A view of the body.
std::optional<std::string_view> ReadGrpcFrame(std::string_view body);

}  // namespace headway::lava
