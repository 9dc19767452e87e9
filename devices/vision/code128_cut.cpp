#include "devices/vision/code128_cut.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

constexpr float never = 1e6F;
constexpr std::size_t bins = 2 * code128_symbol_modules;

/// Half modules with mean 0 and length 1.
using Shape = std::array<float, bins>;

void normalise(Shape& s) {
  float mean = 0, norm = 0;
  for (const float v : s) mean += v / bins;
  for (float& v : s) v -= mean, norm += v * v;
  norm = std::sqrt(std::max(norm, 1e-9F));
  for (float& v : s) v /= norm;
}

/// Each symbol a little blurred; a space before it and a bar after it.
std::array<Shape, code128_symbols> shapes() {
  std::array<Shape, code128_symbols> out;
  for (std::size_t v = 0; v < code128_symbols; ++v) {
    const auto modules = "0" + code128_modules_of(v) + "1";
    const auto at = [&](std::size_t half) { return modules[half / 2] == '1' ? -1.F : 1.F; };
    for (std::size_t i = 0; i < bins; ++i) out[v][i] = at(i + 1) + 2 * at(i + 2) + at(i + 3);
    normalise(out[v]);
  }
  return out;
}

/// The mean of any stretch of a line is two look-ups.
class Sums {
public:
  explicit Sums(const Profile& p) : sums_(p.size() + 2, 0.F) {
    for (std::size_t i = 0; i < p.size(); ++i) sums_[i + 1] = sums_[i] + p[i];
    sums_.back() = sums_[p.size()];
  }
  float mean(float from, float to) const { return (until(to) - until(from)) / (to - from); }

private:
  float until(float x) const {
    const float bound = std::clamp(x, 0.F, static_cast<float>(sums_.size() - 2));
    const auto i = static_cast<std::size_t>(bound);
    return sums_[i] + (bound - static_cast<float>(i)) * (sums_[i + 1] - sums_[i]);
  }
  std::vector<float> sums_;
};

struct Likeness {
  int value = 0;
  float cost = 1;
};

/// All symbols beside each other, so that the inner loop runs over them: [bin][symbol].
using Bank = std::array<std::array<float, code128_symbols>, bins>;
Bank bank_of(const std::array<Shape, code128_symbols>& all) {
  Bank out;
  for (std::size_t v = 0; v < code128_symbols; ++v)
    for (std::size_t i = 0; i < bins; ++i) out[i][v] = all[v][i];
  return out;
}

Likeness best_symbol(const Sums& sums, float from, float to) {
  static const auto all = bank_of(shapes());
  Shape here;
  const float step = (to - from) / bins;
  for (std::size_t i = 0; i < bins; ++i) {
    const float at = from + step * static_cast<float>(i);
    here[i] = sums.mean(at, at + step);
  }
  normalise(here);
  std::array<float, code128_symbols> like{};
  for (std::size_t i = 0; i < bins; ++i)
    for (std::size_t v = 0; v < code128_symbols; ++v) like[v] += here[i] * all[i][v];
  const auto best = std::max_element(like.begin(), like.end());
  return {static_cast<int>(best - like.begin()), 1 - *best};
}

}  // namespace

Profile straightened(const Profile& profile, const Stretch& stretch, int samples, int beside) {
  const Sums sums(profile);
  const float length = stretch.to - stretch.from;
  const auto place = [&](int i) {
    return stretch.from + length * bent(stretch, static_cast<float>(i) / static_cast<float>(samples));
  };
  Profile out;
  float at = place(-beside);
  for (int i = -beside; i < samples + beside; ++i) {
    const float next = place(i + 1);
    const bool inside = at >= 0 && next <= static_cast<float>(profile.size());
    out.push_back(inside ? sums.mean(at, next) : (at < 0 ? profile.front() : profile.back()));
    at = next;
  }
  return out;
}

std::optional<Cut128> cut_code128(const Profile& line, float from, float to, int symbols, float most_cost) {
  const Sums sums(line);
  constexpr int off = 8, states = 2 * off + 1;  // steps of a third of a module: leans and bends of a label
  constexpr float bend_price = 0.01F;
  const float module = (to - from) / static_cast<float>(code128_modules_in(symbols)), step = module / 3;
  const auto place = [&](int k, int state) {
    return from + module * static_cast<float>(k * code128_symbol_modules) +
           static_cast<float>(state - off) * step;
  };
  struct State {
    float price = 0;
    int before = 0, value = 0;
  };
  std::vector<std::array<State, states>> chain(static_cast<std::size_t>(symbols) + 1);
  for (int i = 0; i < states; ++i)  // the first bar was seen, to half a module
    chain[0][static_cast<std::size_t>(i)].price = std::abs(i - off) <= 2 ? 0.F : never;
  const float most = most_cost * static_cast<float>(symbols);
  for (int k = 0; k < symbols; ++k) {
    float least = never;
    for (int end = 0; end < states; ++end) {
      State best{never, 0, 0};
      for (int begin = std::max(0, end - 1); begin <= std::min(states - 1, end + 1); ++begin) {
        const float before = chain[static_cast<std::size_t>(k)][static_cast<std::size_t>(begin)].price;
        if (before > most) continue;
        const auto here = best_symbol(sums, place(k, begin), place(k + 1, end));
        const float price = before + here.cost + (begin == end ? 0 : bend_price);
        if (price < best.price) best = {price, begin, here.value};
      }
      chain[static_cast<std::size_t>(k) + 1][static_cast<std::size_t>(end)] = best;
      least = std::min(least, best.price);
    }
    if (least > most) return std::nullopt;
  }
  const auto& last = chain.back();
  int state =
      static_cast<int>(std::min_element(last.begin(), last.end(),
                                        [](const State& a, const State& b) { return a.price < b.price; }) -
                       last.begin());
  Cut128 out;
  out.cost = last[static_cast<std::size_t>(state)].price / static_cast<float>(symbols);
  for (int k = symbols; k >= 0; --k) {
    const auto& here = chain[static_cast<std::size_t>(k)][static_cast<std::size_t>(state)];
    out.at.push_back(place(k, state));
    if (k > 0) out.values.push_back(here.value);
    state = here.before;
  }
  std::reverse(out.at.begin(), out.at.end());
  std::reverse(out.values.begin(), out.values.end());
  return out;
}

}  // namespace outpost::dev::vision
