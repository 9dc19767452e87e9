// How the makes of adapter differ: a row each.
#pragma once

#include <string_view>
#include <vector>

namespace outpost::dev {

struct Personality {
  std::string_view name;
  std::string_view id;                    ///< answer to ATI
  std::vector<std::string_view> unknown;  ///< beginnings of commands that it answers with "?"
  bool noisy = false;                     ///< NULs and doubled line ends between lines
  bool trailing_blank = true;             ///< a blank behind each line of bytes
  bool late_first_prompt = false;         ///< the prompt after the first command comes half a second late
  bool stray_byte = false;                ///< a byte of noise before its first line
  bool waits_on_pending = false;          ///< goes on listening 5 s after 7F xx 78
  bool obd_flow_only = false;             ///< continues long answers of 7E8..7EF and 18DAF1xx only
  std::size_t reply_chars = 0;            ///< what one reply may have; 0 = enough
  bool cuts = false;                      ///< at that bound: stops without a word; else BUFFER FULL
  bool reset_drops_link = false;          ///< ATZ ends the radio link for two seconds
  bool locks_on_tp = false;               ///< AT TP A0 locks it up until it is plugged in anew
  std::string_view stn_id;                ///< answer to STI; "" = no STN chip
};

/// nullptr when there is none of this name.
const Personality* personality(std::string_view name);
const std::vector<Personality>& personalities();

}  // namespace outpost::dev
