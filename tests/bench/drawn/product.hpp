// Something with a code on it: its face as a flat picture, the code's place on it, and what is truly there.
#pragma once

#include "devices/tools/photo_list.hpp"
#include "devices/vision/gray.hpp"

#include <optional>
#include <string>

namespace outpost::bench {

struct Product {
  std::string name;
  dev::vision::Gray face;
  dev::vision::Corners code{};  ///< on the face
  double module = 1;            ///< pixels of the face
  dev::Photo truth;
};

/// A printed face with an EAN-13 on a white label.
Product drawn_product(std::uint64_t seed);
/// A label with nothing but the code: for many in one frame.
Product ean13_label(std::uint64_t seed);
Product qr_label(std::uint64_t seed);

/// The part of a photograph around the code that some reader saw at `code`. Nothing when the code is cut, or
/// the symbology does not tell how many modules long it is.
std::optional<Product> cut_out(const dev::vision::Gray& photograph, const dev::vision::Corners& code,
                               const dev::Photo& truth);

}  // namespace outpost::bench
