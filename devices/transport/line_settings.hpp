// How a serial line is set up.
#pragma once

namespace outpost::dev {

struct LineSettings {
  int baud = 115'200;
  int data_bits = 8;  ///< 7 or 8
  char parity = 'N';  ///< N, E or O
  int stop_bits = 1;  ///< 1 or 2
  bool dtr = true;    ///< raised when opened; a board that resets on DTR wants false
  bool rts = true;
};

}  // namespace outpost::dev
