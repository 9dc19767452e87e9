// The part of a camera's picture in which codes count: a polygon, so that the shelf behind the counter and
// the print on a T-shirt can be left out. Pure.
#pragma once

#include "devices/vision/code.hpp"
#include "edge/base/result.hpp"

namespace outpost::dev::vision {

class Region {
public:
  static constexpr std::size_t max_corners = 32;  ///< no counter has more, and each is looked at per code

  /// The whole picture.
  Region() = default;
  /// "10,20 90,20 90,95 10,95": corners in order around it, x and y in percent of the picture's width and
  /// height, so that another resolution needs no other setting; up to three digits after the point. "" is
  /// the whole picture. Error `bad-region`: fewer than 3 corners or more than `max_corners`, no numbers from
  /// 0 to 100, sides that cross (corners in the wrong order), no area.
  static Result<Region> parse(std::string_view text);

  bool whole() const { return corners_.empty(); }
  /// The upright box around it, in ten-thousandths of the picture's sides.
  struct Bounds {
    int left = 0, top = 0, right = 10'000, bottom = 10'000;
  };
  Bounds bounds() const;
  /// A point of a picture of `width` by `height`; on the border is inside. False when the picture has no
  /// size, unless the region is whole.
  bool contains(Point point, int width, int height) const;

private:
  /// In thousandths of a percent: whole numbers, so that the border is a border.
  struct Corner {
    std::int64_t x = 0, y = 0;
  };
  static std::int64_t turn(Corner a, Corner b, Corner c);
  static bool on_side(Corner a, Corner b, Corner p);
  static bool cross(Corner a, Corner b, Corner c, Corner d);
  Result<void> check() const;

  std::vector<Corner> corners_;
};

}  // namespace outpost::dev::vision
