#include "devices/vision/code128_cut.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace outpost::dev::vision {
namespace {

constexpr int fewest = 4, most = 60;  // symbols with start and check: two letters, to a long shipping label
/// The comb of so few symbols is among the waves of the symbols themselves: all their counts are tried.
constexpr int most_short = 7;
constexpr float least_pitch = 1.2F;     // samples of the profile a module: less shows no narrow bar
constexpr std::size_t most_counts = 6;  // worth laying symbols along
constexpr float least_strength = 1.6F;  // of a comb against those beside it; codes have 2.4 and more

/// The comb of modules in a line: of the beginnings of bars and of their ends, which ink moves apart. In
/// windows, since what is left of a bend shifts it from one to the next. For each number of symbols.
std::vector<float> combs(const Profile& line, int last) {
  constexpr int windows = 5;
  const int length = static_cast<int>(line.size()) / 3;
  std::vector<float> out(static_cast<std::size_t>(last) + 1, 0.F);
  for (int w = 0; w < windows; ++w) {
    const int first = (static_cast<int>(line.size()) - length) * w / (windows - 1);
    std::vector<std::complex<float>> now, step;
    std::vector<float> begins, ends;
    for (int i = 0; i < length; ++i) {
      const auto at = static_cast<std::size_t>(std::clamp(first + i, 1, static_cast<int>(line.size()) - 2));
      constexpr float turn = 2 * std::numbers::pi_v<float>;
      const float hann = 1 - std::cos(turn * (static_cast<float>(i) + 0.5F) / static_cast<float>(length));
      const float change = hann * (line[at + 1] - line[at - 1]);
      begins.push_back(std::min(change, 0.F)), ends.push_back(std::max(change, 0.F));
      const float u = static_cast<float>(i) / static_cast<float>(line.size());
      now.push_back(std::polar(1.F, turn * u * static_cast<float>(code128_modules_in(0))));
      step.push_back(std::polar(1.F, turn * u * static_cast<float>(code128_symbol_modules)));
    }
    for (int n = 0; n <= last; ++n) {
      float br = 0, bi = 0, er = 0, ei = 0;
      for (std::size_t i = 0; i < now.size(); ++i) {
        br += begins[i] * now[i].real(), bi += begins[i] * now[i].imag();
        er += ends[i] * now[i].real(), ei += ends[i] * now[i].imag();
        const float re = now[i].real() * step[i].real() - now[i].imag() * step[i].imag();
        const float im = now[i].real() * step[i].imag() + now[i].imag() * step[i].real();
        now[i] = {re, im};
      }
      out[static_cast<std::size_t>(n)] += std::hypot(br, bi) + std::hypot(er, ei);
    }
  }
  return out;
}

}  // namespace

std::vector<Count128> count_code128(const Profile& profile, float from, float to) {
  constexpr int most_samples = 1'440;  // two for each module of the longest
  const float pixels = (to - from) / least_pitch;
  std::vector<Count128> out;
  auto shapes = bends({from, to});
  shapes[0] = {from, to};  // the straight one; focus means nothing here
  for (const float tilt : {0.2F, -0.2F, 0.4F, -0.4F}) shapes.push_back({from, to, tilt, 0, Focus::usual});
  for (const auto& way : shapes) {
    const auto line = straightened(profile, way, std::min(most_samples, static_cast<int>(to - from)), 0);
    int last = most + 1;
    while (last > fewest && static_cast<float>(code128_modules_in(last - 1)) > pixels) --last;
    const auto strengths = combs(line, last);
    for (int n = fewest; n < last; ++n) {
      const auto i = static_cast<std::size_t>(n);
      const float around = (strengths[i - 1] + strengths[i + 1]) / 2;
      out.push_back({strengths[i] / std::max(around, 1e-6F), n, way});
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Count128& a, const Count128& b) { return a.strength > b.strength; });
  std::erase_if(out, [](const Count128& c) { return c.strength < least_strength; });
  if (out.size() > most_counts) out.resize(most_counts);
  const auto told = [&](int n) {
    return std::any_of(out.begin(), out.end(), [&](const Count128& c) { return c.symbols == n; });
  };
  for (int n = fewest; n <= most_short && static_cast<float>(code128_modules_in(n)) <= pixels; ++n)
    if (!told(n)) out.push_back({0, n, {from, to}});
  return out;
}

}  // namespace outpost::dev::vision
