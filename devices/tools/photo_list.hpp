// Photographs with known truth: the list of them, and when a text that was read is the truth.
#pragma once

#include "devices/vision/code.hpp"
#include "edge/base/result.hpp"

#include <string>
#include <vector>

namespace outpost::dev {

struct Photo {
  std::string file;      ///< beside the list
  std::string format;    ///< EAN13, EAN8, UPCA, UPCE, CODE128, QR, DM, or NONE: nothing may be read
  std::string expected;  ///< the text of its code
  std::string also;      ///< a second code truly in the picture; "*" = any
};

/// Tab separated lines of file, format, expected, also, anything; the first line is a heading.
Result<std::vector<Photo>> read_photo_list(const std::string& path);

/// The code is the one that the photo shows. UPC-A and UPC-E count as the EAN-13 they stand for; FNC1,
/// brackets and trailing blanks do not count.
bool agrees(const Photo& photo, const vision::FoundCode& code);

/// The code is neither the one nor another that is truly in the picture: a customer would be charged for it.
bool is_wrong(const Photo& photo, const vision::FoundCode& code);

bool is_retail_format(const std::string& format);

/// One line for a text: \n \r \t and \\ as two characters.
std::string escaped(const std::string& text);

}  // namespace outpost::dev
