#include "base/random.h"

#include "base/check.h"

namespace headway::base {

std::uint64_t Random::Next() {
  // Constants of splitmix64 as published by its authors (Steele, Lea, Flood; OOPSLA 2014).
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31U);
}

double Random::Unit() {
  constexpr double kTwoToMinus53 = 1.0 / 9007199254740992.0;
  return static_cast<double>(Next() >> 11U) * kTwoToMinus53;
}

std::uint64_t Random::Below(std::uint64_t bound) {
  HEADWAY_CHECK(bound > 0);
  return Next() % bound;
}

}  // namespace headway::base
