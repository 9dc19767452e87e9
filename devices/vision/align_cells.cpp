#include "devices/vision/align_cells.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace outpost::dev::vision {
namespace {

constexpr int bins_per_module = 2;
constexpr std::size_t bins = digit_modules * bins_per_module;
/// The blur of the digits that are compared with: between a sharp print and one whose narrow bars just show,
/// and of one whose narrow bars are only shades.
constexpr std::array<float, 2> template_blur = {0.45F, 0.9F};
/// A piece whose contrast is below this part of the whole line's holds no bars.
constexpr float least_contrast = 0.12F;
constexpr int modules_in[pieces] = {7, 7, 4, 5, 4, 7};

/// A template of up to 14 bins with mean 0 and length 1.
using Template = std::array<float, bins>;

/// Darkness of a row of modules seen through the blur; half dark beyond both ends, where anything may be.
Template template_of(const std::string& modules, Focus focus) {
  const float blur = template_blur[static_cast<std::size_t>(focus)];
  const auto blurred_step = [&](float x) { return 0.5F * (1 + std::erf(x / (blur * std::sqrt(2.F)))); };
  Template out{};
  const auto n = static_cast<float>(modules.size());
  const std::size_t used = modules.size() * bins_per_module;
  for (std::size_t i = 0; i < used; ++i) {
    const float at = (static_cast<float>(i) + 0.5F) / bins_per_module;
    // the neighbour's last module is the opposite of our first one: digits touch with an edge between them
    const auto ink = [](char c) { return c == '1' ? 1.F : 0.F; };
    float v = 0.5F * (1 - blurred_step(at + 1)) + 0.5F * blurred_step(at - n - 1);
    v += (1 - ink(modules.front())) * (blurred_step(at + 1) - blurred_step(at));
    v += (1 - ink(modules.back())) * (blurred_step(at - n) - blurred_step(at - n - 1));
    for (std::size_t m = 0; m < modules.size(); ++m)
      v += ink(modules[m]) *
           (blurred_step(at - static_cast<float>(m)) - blurred_step(at - static_cast<float>(m) - 1));
    out[i] = -v;  // bars are dark
  }
  float mean = 0, norm = 0;
  for (std::size_t i = 0; i < used; ++i) mean += out[i] / static_cast<float>(used);
  for (std::size_t i = 0; i < used; ++i) out[i] -= mean, norm += out[i] * out[i];
  for (std::size_t i = 0; i < used; ++i) out[i] /= std::sqrt(norm);
  return out;
}

/// All digits beside each other, so that the inner loop runs over them: [bin][way]. Right: 10-19 is set C
/// mirrored, which is how the left half of a code that lies upside down looks.
struct DigitBank {
  std::array<std::array<float, 2 * ways>, bins> by_bin{};
  explicit DigitBank(Focus focus) {
    for (std::size_t way = 0; way < 2 * ways; ++way) {
      std::string modules = way_modules(way % 10, way >= ways);
      if (way % ways >= 10) {
        modules = way_modules(way % 10, way < ways);
        std::reverse(modules.begin(), modules.end());
      }
      const auto t = template_of(modules, focus);
      for (std::size_t i = 0; i < bins; ++i) by_bin[i][way] = t[i];
    }
  }
};
const DigitBank& digit_bank(Focus focus) {
  static const std::array<DigitBank, 2> banks = {DigitBank(Focus::usual), DigitBank(Focus::soft)};
  return banks[static_cast<std::size_t>(focus)];
}

const std::array<Template, 4>& guard_bank(Focus focus) {
  static const auto bank = [](Focus f) {
    return std::array<Template, 4>{template_of("0101", f), template_of("01010", f), template_of("1010", f),
                                   template_of("0101010", f)};
  };
  static const std::array<std::array<Template, 4>, 2> banks = {bank(Focus::usual), bank(Focus::soft)};
  return banks[static_cast<std::size_t>(focus)];
}

std::vector<float> sums_of(std::span<const float> p) {
  std::vector<float> out(p.size() + 2, 0.F);
  for (std::size_t i = 0; i < p.size(); ++i) out[i + 1] = out[i] + p[i];
  out[p.size() + 1] = out[p.size()];
  return out;
}

float until(const std::vector<float>& sums, float x) {
  const float bound = std::clamp(x, 0.F, static_cast<float>(sums.size() - 2));
  const auto i = static_cast<std::size_t>(bound);
  return sums[i] + (bound - static_cast<float>(i)) * (sums[i + 1] - sums[i]);
}

/// The end of a bin of a piece that begins at a whole sample.
struct BinBorder {
  std::size_t whole = 0;
  float part = 0;
};
constexpr std::size_t widest = 33;  // samples of a digit, of either grain
/// By how many samples a digit has; the same for every piece and start, so worked out once.
using BinBorders = std::array<std::array<BinBorder, bins>, widest + 1>;

float step_of(std::size_t digit_samples) {
  return static_cast<float>(digit_samples) / static_cast<float>(digit_modules * bins_per_module);
}

const BinBorders& bin_borders() {
  static const BinBorders all = [] {
    BinBorders out{};
    for (std::size_t w = 1; w <= widest; ++w)
      for (std::size_t i = 0; i < bins; ++i) {
        const float at = static_cast<float>(i + 1) * step_of(w);
        const auto whole = static_cast<std::size_t>(at);
        out[w][i] = {whole, at - static_cast<float>(whole)};
      }
    return out;
  }();
  return all;
}

/// The stretch in `n` bins, mean 0 and length 1; false when it has no contrast.
bool normal_bins(const std::vector<float>& sums, float from, float to, std::size_t n, float least,
                 Template& out) {
  const float step = (to - from) / static_cast<float>(n);
  const float first = until(sums, from);
  float before = first, norm = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float next = until(sums, from + static_cast<float>(i + 1) * step);
    out[i] = next - before;
    before = next;
  }
  const float mean = (before - first) / static_cast<float>(n);
  for (std::size_t i = 0; i < n; ++i) out[i] -= mean, norm += out[i] * out[i];
  norm = std::sqrt(norm);
  if (norm < least * step * std::sqrt(static_cast<float>(n))) return false;
  for (std::size_t i = 0; i < n; ++i) out[i] /= norm;
  return true;
}

float contrast_of(const Profile& p) {
  double sum = 0, squares = 0;
  for (const float v : p) sum += v, squares += static_cast<double>(v) * v;
  const double n = static_cast<double>(std::max<std::size_t>(p.size(), 1));
  return static_cast<float>(std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n))));
}

/// How alike the stretch is to each digit of a half.
std::array<float, ways> likeness(const Template& stretch, bool right, Focus focus) {
  std::array<float, ways> out{};
  const auto& bank = digit_bank(focus).by_bin;
  for (std::size_t i = 0; i < bins; ++i) {
    const float* row = bank[i].data() + (right ? ways : 0);
    for (std::size_t way = 0; way < ways; ++way) out[way] += stretch[i] * row[way];
  }
  return out;
}

}  // namespace

int modules_of(Piece piece) { return modules_in[static_cast<std::size_t>(piece)]; }

int samples_of(Piece piece, int digit_samples) {
  return (modules_of(piece) * digit_samples + digit_modules / 2) / digit_modules;
}

PieceCosts::PieceCosts(const Profile& profile, Focus focus, const Grain& grain)
    : length_(static_cast<int>(profile.size())), focus_(focus), grain_(grain), sums_(sums_of(profile)),
      least_(std::max(1e-3F, least_contrast * contrast_of(profile))) {
  for (auto& c : costs_) c.assign(profile.size() * most_widths, -1.F);
}

float PieceCosts::compute(Piece piece, int start, int digit_samples) const {
  if (start + samples_of(piece, digit_samples) > length_) return 1;
  const auto n = static_cast<std::size_t>(modules_of(piece) * bins_per_module);
  const float* sums = sums_.data() + start;
  const auto width = static_cast<std::size_t>(digit_samples);
  const auto& borders = bin_borders()[width];
  Template stretch{};
  float before = sums[0], squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto& at = borders[i];
    const float next = sums[at.whole] + at.part * (sums[at.whole + 1] - sums[at.whole]);
    stretch[i] = next - before;
    squares += stretch[i] * stretch[i];
    before = next;
  }
  // templates have mean 0: the stretch's own mean only matters for its length
  const auto bins_here = static_cast<float>(n);
  const float whole = before - sums[0];
  const float norm = std::sqrt(std::max(0.F, squares - whole * whole / bins_here));
  if (norm < least_ * step_of(width) * std::sqrt(bins_here)) return 1;
  float like = 0;
  if (piece == Piece::left || piece == Piece::right) {
    for (const float l : likeness(stretch, piece == Piece::right, focus_)) like = std::max(like, l);
  } else {
    const auto& shape = guard_bank(focus_)[static_cast<std::size_t>(piece) - 2];
    for (std::size_t i = 0; i < n; ++i) like += stretch[i] * shape[i];
  }
  return std::max(0.F, 1 - like / norm);
}

std::array<float, ways> prices_between(const Profile& profile, float from, float to, bool right,
                                       Focus focus) {
  std::array<float, ways> out;
  out.fill(1.F);
  const auto first = static_cast<std::size_t>(std::max(0.F, std::floor(from)));
  const auto last = std::min(profile.size(), static_cast<std::size_t>(std::max(0.F, std::ceil(to)) + 1));
  if (first >= last) return out;
  const auto sums = sums_of(std::span(profile).subspan(first, last - first));
  Template stretch{};
  const auto shift = static_cast<float>(first);
  if (!normal_bins(sums, from - shift, to - shift, bins, 1e-3F, stretch)) return out;
  const auto like = likeness(stretch, right, focus);
  for (std::size_t i = 0; i < ways; ++i) out[i] = 1 - like[i];
  return out;
}

}  // namespace outpost::dev::vision
