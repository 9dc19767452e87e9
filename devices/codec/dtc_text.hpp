// Words for trouble codes. The table (devices/data/dtc.tsv) goes from the general to the particular: a row's
// code is a beginning ("P", "P03", "P0301"), the longest one that fits speaks. A fuller glossary is more
// rows.
#pragma once

#include <string_view>

namespace outpost::dev {

struct DtcText {
  std::string_view system_en, system_zh;  ///< of the letter: powertrain, chassis, body, network
  std::string_view text_en, text_zh;
};

/// Never empty for a well-formed code ("P0301"). Any thread.
DtcText dtc_text(std::string_view code);

}  // namespace outpost::dev
