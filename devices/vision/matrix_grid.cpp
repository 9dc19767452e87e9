#include "devices/vision/matrix_grid.hpp"

#include "devices/vision/matrix_waves.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace outpost::dev::vision {
namespace {

/// Rows and columns of ECC 200: ISO/IEC 16022 table 7, and the longer ones of ISO/IEC 21471.
struct Size {
  int rows, columns;
};
constexpr Size sizes[] = {{10, 10},   {12, 12},   {14, 14},   {16, 16}, {18, 18}, {20, 20}, {22, 22},
                          {24, 24},   {26, 26},   {32, 32},   {36, 36}, {40, 40}, {44, 44}, {48, 48},
                          {52, 52},   {64, 64},   {72, 72},   {80, 80}, {88, 88}, {96, 96}, {104, 104},
                          {120, 120}, {132, 132}, {144, 144}, {8, 18},  {8, 32},  {12, 26}, {12, 36},
                          {16, 36},   {16, 48},   {8, 48},    {8, 64},  {8, 80},  {8, 96},  {8, 120},
                          {8, 144},   {12, 64},   {12, 88},   {16, 64}, {20, 36}, {20, 44}, {20, 64},
                          {22, 48},   {24, 48},   {24, 64},   {26, 40}, {26, 48}, {26, 64}};
constexpr double most_off = 1.6;      // modules between what was counted and a size: the far sides are dashed
constexpr float longest = 420;        // pixels of the upright copy: eight a module of 52
constexpr float beside = 0.02F;       // of the area, around it in the copy
constexpr double most_spoilt = 0.12;  // of the dashed sides: a code in which more is wrong is not one

constexpr double clear_spoilt = 0.02;  // nothing else is tried

constexpr double worth_bending = 0.33;  // a code that is read on one half only has about a quarter
/// Of modules: how much wider than in the middle they are at one end.
constexpr double flat[] = {0}, bent[] = {-0.3, -0.2, -0.1, 0.1, 0.2, 0.3};

/// The area upright, its corners `beside` from the copy's.
cv::Mat upright(const GrayView& picture, const Corners& c) {
  const cv::Mat from(picture.height, picture.width, CV_8UC1, const_cast<std::uint8_t*>(picture.data),
                     static_cast<std::size_t>(picture.stride));
  const auto far = [](const Point& a, const Point& b) { return std::hypot(a.x - b.x, a.y - b.y); };
  const float w = far(c[0], c[1]) + far(c[3], c[2]), h = far(c[0], c[3]) + far(c[1], c[2]);
  const float scale = longest / std::max(w, h);
  const float width = std::max(w * scale, 48.F), height = std::max(h * scale, 48.F);
  const float x = beside * width, y = beside * height;
  const cv::Point2f corners[4] = {{c[0].x - 0.5F, c[0].y - 0.5F},
                                  {c[1].x - 0.5F, c[1].y - 0.5F},
                                  {c[2].x - 0.5F, c[2].y - 0.5F},
                                  {c[3].x - 0.5F, c[3].y - 0.5F}};
  const cv::Point2f to[4] = {{x, y}, {width + x, y}, {width + x, height + y}, {x, height + y}};
  cv::Mat out;
  cv::warpPerspective(from, out, cv::getPerspectiveTransform(corners, to),
                      {static_cast<int>(width + 2 * x), static_cast<int>(height + 2 * y)}, cv::INTER_LINEAR,
                      cv::BORDER_REPLICATE);
  return out;
}

/// Brightness of the modules.
using Values = std::vector<std::vector<float>>;

Values values_of(const cv::Mat& copy, const Waves& across, const Waves& down, Size size) {
  cv::Mat soft;
  const double module = std::min(copy.cols / across.count(), copy.rows / down.count());
  cv::GaussianBlur(copy, soft, {}, std::max(0.6, 0.2 * module));
  const double w = copy.cols / (1.0 + 2 * beside), h = copy.rows / (1.0 + 2 * beside);
  Values out(static_cast<std::size_t>(size.rows));
  for (int r = 0; r < size.rows; ++r)
    for (int c = 0; c < size.columns; ++c) {
      const double want_x = c + 0.5, want_y = size.rows - r - 0.5;
      double u = want_x / size.columns, v = 1 - want_y / size.rows;
      for (int round = 0; round < 4; ++round) {
        u += (want_x - across.module(u, v)) / size.columns;
        v -= (want_y - down.module(u, v)) / size.rows;
      }
      const int x = std::clamp(static_cast<int>((u + beside) * w), 0, copy.cols - 1);
      const int y = std::clamp(static_cast<int>((v + beside) * h), 0, copy.rows - 1);
      out[static_cast<std::size_t>(r)].push_back(soft.at<std::uint8_t>(y, x));
    }
  return out;
}

/// Dark or not, against the lightest and darkest modules around: light falls unevenly.
Modules dark_of(const Values& values) {
  constexpr int around = 4;
  const int rows = static_cast<int>(values.size()), columns = static_cast<int>(values[0].size());
  Modules out(values.size());
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      float low = 255, high = 0;
      for (int y = std::max(0, r - around); y <= std::min(rows - 1, r + around); ++y)
        for (int x = std::max(0, c - around); x <= std::min(columns - 1, c + around); ++x) {
          const float v = values[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
          low = std::min(low, v), high = std::max(high, v);
        }
      const float here = values[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
      out[static_cast<std::size_t>(r)] += here < (low + high) / 2 ? '#' : ' ';
    }
  return out;
}

/// Draws the border as it must be; the part of its dashed sides that was otherwise. That the other two are
/// solid was seen in the area already.
double mend_border(Modules& m) {
  int wrong = 0, all = 0;
  const auto rows = m.size(), columns = m[0].size();
  const auto dash = [&](std::size_t r, std::size_t c, bool dark) {
    const char want = dark ? '#' : ' ';
    ++all, wrong += m[r][c] != want;
    m[r][c] = want;
  };
  for (std::size_t c = 1; c < columns; ++c) dash(0, c, c % 2 == 0);
  for (std::size_t r = 1; r + 1 < rows; ++r) dash(r, columns - 1, r % 2 == 1);
  for (auto& row : m) row[0] = '#';
  m.back().assign(columns, '#');
  return static_cast<double>(wrong) / all;
}

/// The size nearest to what was counted.
std::optional<Size> size_near(double rows, double columns) {
  const auto off = [&](const Size& s) {
    return std::max(std::abs(s.rows - rows), std::abs(s.columns - columns));
  };
  const auto best = std::min_element(std::begin(sizes), std::end(sizes),
                                     [&](const Size& a, const Size& b) { return off(a) < off(b); });
  if (off(*best) > most_off) return std::nullopt;
  return *best;
}

/// What was tried so far and looked most like a code.
struct Best {
  Modules modules;
  double spoilt = 1;
};

/// Which wave is the modules', and whether the outer edge is that of the first one, the border tells.
void try_all(const cv::Mat& copy, std::span<const Waves> across, std::span<const Waves> down, Best& best) {
  if (best.spoilt <= clear_spoilt) return;
  for (const auto& x : across)
    for (const auto& y : down)
      for (const int move_x : {0, -1, 1})
        for (const int move_y : {0, -1, 1}) {
          const auto size = size_near(y.count() + move_y, x.count() + move_x);
          if (!size) continue;
          auto modules = dark_of(values_of(copy, x.moved(move_x), y.moved(move_y), *size));
          const double spoilt = mend_border(modules);
          if (spoilt < best.spoilt) best = {std::move(modules), spoilt};
          if (best.spoilt <= clear_spoilt) return;
        }
}

}  // namespace

std::optional<Modules> modules_of(const GrayView& picture, const Corners& corners) {
  const cv::Mat copy = upright(picture, corners);
  // On a bottle the modules are even along one direction still; where they are along none, there are none.
  auto across = Waves::across(copy, beside, flat, Comb::clear),
       down = Waves::down(copy, beside, flat, Comb::clear);
  if (across.empty() && down.empty()) return std::nullopt;
  if (across.empty()) across = Waves::across(copy, beside, flat, Comb::any);
  if (down.empty()) down = Waves::down(copy, beside, flat, Comb::any);
  Best best;
  try_all(copy, across, down, best);
  if (best.spoilt > clear_spoilt && best.spoilt < worth_bending) {
    try_all(copy, Waves::across(copy, beside, bent, Comb::any), down, best);
    try_all(copy, across, Waves::down(copy, beside, bent, Comb::any), best);
  }
  if (best.spoilt > most_spoilt) return std::nullopt;
  return best.modules;
}

Gray drawing_of(const Modules& modules) {
  constexpr int module = 4, quiet = 4;
  const int rows = static_cast<int>(modules.size()), columns = static_cast<int>(modules[0].size());
  Gray out{(columns + 2 * quiet) * module, (rows + 2 * quiet) * module, {}};
  out.pixels.assign(static_cast<std::size_t>(out.width * out.height), 255);
  for (int y = 0; y < rows * module; ++y)
    for (int x = 0; x < columns * module; ++x)
      if (modules[static_cast<std::size_t>(y / module)][static_cast<std::size_t>(x / module)] == '#')
        out.pixels[static_cast<std::size_t>((y + quiet * module) * out.width + x + quiet * module)] = 0;
  return out;
}

}  // namespace outpost::dev::vision
