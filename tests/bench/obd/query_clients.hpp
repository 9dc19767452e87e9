// Who asks: the product's way to a car under the product's loop, its whole bay, and a bare loop.
#pragma once

#include <string>

namespace outpost::bench {

class FarEnd;

struct Asked {
  double per_s = 0;       ///< questions answered
  double cpu_us = 0;      ///< of this process, a question
  double connect_ms = 0;  ///< from opening the port to the first answer of the car
};

/// write, read until the prompt, again: no check of anything.
Asked ask_bare(const FarEnd& far, double seconds);
/// Adapter link, decoder, transport and loop: one identifier at a time, each answer to a checked value.
Asked ask_linked(const FarEnd& far, const std::string& edge, double seconds);
/// The bay's driver showing one live value: with the JSON of every round.
Asked ask_bay(const FarEnd& far, const std::string& edge, double seconds);

}  // namespace outpost::bench
