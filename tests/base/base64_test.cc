#include "base/base64.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace headway::base {
namespace {

std::optional<std::string> Decoded(std::string_view text, std::size_t room = 16) {
  std::string bytes(room, '?');
  const auto size = DecodeBase64(text, bytes);
  if (!size) return std::nullopt;
  return bytes.substr(0, *size);
}

TEST(Base64, IsReadWithItsPadding) {
  EXPECT_EQ(Decoded(""), "");
  EXPECT_EQ(Decoded("TQ=="), "M");
  EXPECT_EQ(Decoded("TWE="), "Ma");
  EXPECT_EQ(Decoded("TWFu"), "Man");
  EXPECT_EQ(Decoded("cHJvdmlkZXI="), "provider");
  EXPECT_EQ(Decoded("//79"), "\xff\xfe\xfd");
  EXPECT_EQ(Decoded("AAAA"), std::string(3, '\0'));
}

TEST(Base64, HasOneTextForAValue) {
  for (const char* const text : {"T", "TQ", "TQ=", "T===", "====", "=Man", "TQ===", "TQ==TQ==",
                                 "TW=u", "TW-u", "TW_u", "TW u", "TQ==\n", " TQ="}) {
    EXPECT_EQ(Decoded(text), std::nullopt) << text;
  }
  EXPECT_EQ(Decoded("TR=="), std::nullopt) << "bits behind the end";
  EXPECT_EQ(Decoded("TWF="), std::nullopt) << "bits behind the end";
  EXPECT_EQ(Decoded(std::string_view("TW\0u", 4)), std::nullopt);
}

TEST(Base64, NeedsRoomForAllOfItsBytes) {
  EXPECT_EQ(Decoded("TWFuTQ==", 4), "ManM");
  EXPECT_EQ(Decoded("TWFuTQ==", 3), std::nullopt);
  EXPECT_EQ(Decoded("TQ==", 0), std::nullopt);
  EXPECT_EQ(Decoded(std::string(1'000'000, 'A')), std::nullopt);
}

}  // namespace
}  // namespace headway::base
