#include "devices/vision/region.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace outpost::dev::vision {
namespace {

constexpr std::int64_t per_percent = 1'000, whole_side = 100 * per_percent;

Error bad(std::string text) { return fail(Code::invalid, "bad-region", std::move(text)); }

/// "12.5" to 12500; nothing for what is no number from 0 to 100 with at most three digits after the point.
std::optional<std::int64_t> read_percent(std::string_view text) {
  const auto point = std::min(text.find('.'), text.size());
  const auto before = text.substr(0, point);
  auto after = point < text.size() ? std::string(text.substr(point + 1)) : std::string("0");
  const auto digits = [](std::string_view s) {
    return !s.empty() && s.size() <= 3 &&
           std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!digits(before) || !digits(after)) return {};
  after.resize(3, '0');
  std::int64_t units = 0, thousandths = 0;
  std::from_chars(before.data(), before.data() + before.size(), units);
  std::from_chars(after.data(), after.data() + after.size(), thousandths);
  const auto value = units * per_percent + thousandths;
  if (value > whole_side) return {};
  return value;
}

int sign(std::int64_t v) { return (v > 0) - (v < 0); }

}  // namespace

/// Positive: c lies to one side of the line from a to b; 0: on it.
std::int64_t Region::turn(Corner a, Corner b, Corner c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool Region::on_side(Corner a, Corner b, Corner p) {
  return turn(a, b, p) == 0 && p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) &&
         p.y >= std::min(a.y, b.y) && p.y <= std::max(a.y, b.y);
}

bool Region::cross(Corner a, Corner b, Corner c, Corner d) {
  const int ac = sign(turn(a, b, c)), ad = sign(turn(a, b, d));
  const int ca = sign(turn(c, d, a)), cb = sign(turn(c, d, b));
  if (ac * ad < 0 && ca * cb < 0) return true;
  return on_side(a, b, c) || on_side(a, b, d) || on_side(c, d, a) || on_side(c, d, b);
}

Result<Region> Region::parse(std::string_view text) {
  Region out;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty()) break;
    const auto word = text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
    text.remove_prefix(word.size());
    const auto comma = std::min(word.find(','), word.size());
    const auto x = read_percent(word.substr(0, comma));
    const auto y = comma < word.size() ? read_percent(word.substr(comma + 1)) : std::nullopt;
    if (!x || !y)
      return bad(fmt::format("\"{}\" is no corner of a region: write x,y in percent of the picture", word));
    if (out.corners_.size() == max_corners)
      return bad(fmt::format("a region has at most {} corners", max_corners));
    out.corners_.push_back({*x, *y});
  }
  if (!out.corners_.empty()) OUTPOST_CHECK(out.check());
  return out;
}

Result<void> Region::check() const {
  const auto n = corners_.size();
  if (n < 3) return bad("a region has at least 3 corners");
  std::int64_t area = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto a = corners_[i], b = corners_[(i + 1) % n];
    area += a.x * b.y - a.y * b.x;
    for (std::size_t j = i + 2; j < n; ++j) {
      if (i == 0 && j == n - 1) continue;  // these two meet in the first corner
      if (cross(a, b, corners_[j], corners_[(j + 1) % n]))
        return bad("the sides of a region must not cross: give its corners in order around it");
    }
  }
  if (area == 0) return bad("a region needs an area");
  return {};
}

Region::Bounds Region::bounds() const {
  if (whole()) return {};
  constexpr std::int64_t unit = whole_side / 10'000;
  Corner least = corners_.front(), most = least;
  for (const auto& c : corners_) {
    least = {std::min(least.x, c.x), std::min(least.y, c.y)};
    most = {std::max(most.x, c.x), std::max(most.y, c.y)};
  }
  const auto up = [](std::int64_t v) { return static_cast<int>((v + unit - 1) / unit); };
  return {static_cast<int>(least.x / unit), static_cast<int>(least.y / unit), up(most.x), up(most.y)};
}

bool Region::contains(Point point, int width, int height) const {
  if (whole()) return true;
  if (width <= 0 || height <= 0 || !std::isfinite(point.x) || !std::isfinite(point.y)) return false;
  const double x = double{point.x} / width * whole_side, y = double{point.y} / height * whole_side;
  if (x < 0 || y < 0 || x > whole_side || y > whole_side) return false;
  const Corner p{std::llround(x), std::llround(y)};
  bool inside = false;
  for (std::size_t i = 0; i < corners_.size(); ++i) {
    const auto a = corners_[i], b = corners_[(i + 1) % corners_.size()];
    if (on_side(a, b, p)) return true;
    // A ray to the right: each side that it crosses changes inside to outside and back.
    if ((a.y > p.y) == (b.y > p.y)) continue;
    const auto t = turn(a, b, p);
    if ((b.y > a.y) == (t > 0)) inside = !inside;
  }
  return inside;
}

}  // namespace outpost::dev::vision
