// How a picture's codes came about: for whoever asks why one was read, or was not.
#pragma once

#include "devices/vision/code.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev::vision {

/// What became of a text that somebody saw; the rules are in accept.hpp.
enum class Verdict {
  accepted,
  impossible,  ///< no such code can be: a check digit, or UPC-E of number system 1
  misfit,      ///< its own bars speak against it, or there was no time to hold it against them
  weak,        ///< what speaks for it is too little
  rival,       ///< another text was seen at its place
  part,        ///< within the area of an accepted code
};
inline constexpr int verdicts = 6;

struct Judged {
  FoundCode code;
  Verdict verdict = Verdict::accepted;
  float needed = 0;  ///< of `weak`: the margin that would do on this evidence; 0 = none would
};

struct PassTime {
  std::string name;  ///< of the cascade's table
  Micros took = 0;
  int looks = 0;  ///< sightings that it added
};

struct Account {
  std::vector<PassTime> passes;
  std::vector<Judged> texts;
};

}  // namespace outpost::dev::vision
