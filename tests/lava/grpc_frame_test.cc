#include "lava/grpc_frame.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace headway::lava {
namespace {

using namespace std::string_view_literals;

TEST(GrpcFrame, IsAFlagAndALengthInFrontOfTheMessage) {
  EXPECT_EQ(WriteGrpcFrame(""), "\0\0\0\0\0"sv);
  EXPECT_EQ(WriteGrpcFrame("abc"), "\0\0\0\0\3abc"sv);
  EXPECT_EQ(WriteGrpcFrame(std::string(0x1'02'03, 'a')).substr(0, 6), "\0\0\1\2\3a"sv);
}

TEST(GrpcFrame, ReadsWhatItWrites) {
  for (const std::size_t size : {0U, 1U, 255U, 256U, 70'000U}) {
    const std::string message(size, 'm');
    EXPECT_EQ(ReadGrpcFrame(WriteGrpcFrame(message)), message);
  }
}

TEST(GrpcFrame, OneThatIsCutShortIsNone) {
  const std::string frame = WriteGrpcFrame("message");
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_EQ(ReadGrpcFrame(frame.substr(0, size)), std::nullopt) << size;
  }
}

TEST(GrpcFrame, MoreThanOneIsNone) {
  EXPECT_EQ(ReadGrpcFrame(WriteGrpcFrame("a") + WriteGrpcFrame("b")), std::nullopt);
  EXPECT_EQ(ReadGrpcFrame(WriteGrpcFrame("a") + 'b'), std::nullopt);
}

TEST(GrpcFrame, ACompressedMessageIsNone) {
  EXPECT_EQ(ReadGrpcFrame("\1\0\0\0\3abc"sv), std::nullopt);
}

TEST(GrpcFrame, ALengthBeyondTheBodyIsNone) {
  EXPECT_EQ(ReadGrpcFrame("\0\xFF\xFF\xFF\xFF"
                          "abc"sv),
            std::nullopt);
}

}  // namespace
}  // namespace headway::lava
