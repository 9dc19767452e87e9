#include "devices/vision/align.hpp"

#include "devices/vision/align_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace outpost::dev::vision {
namespace {

/// Price of a change of a digit's width by a sample (one part in 28) from one digit to the next. Small
/// against a wrong digit (about 0.3), large enough that noise does not make the pitch wander.
constexpr float bend_price = 0.02F;
/// How far a border may be from where an even pitch puts it. Ends are seen to some modules, and perspective
/// or a bottle moves the middle by as much.
constexpr int slack = static_cast<int>(9 * align_pitch);
constexpr float never = std::numeric_limits<float>::max() / 4;

std::vector<Piece> chain_of(Layout layout) {
  const auto& info = info_of(layout);
  std::vector<Piece> out = {Piece::start};
  out.insert(out.end(), static_cast<std::size_t>(info.left_cells), Piece::left);
  if (layout == Layout::upce) {
    out.push_back(Piece::end_short);
    return out;
  }
  out.push_back(Piece::middle);
  out.insert(out.end(), static_cast<std::size_t>(info.cells - info.left_cells), Piece::right);
  out.push_back(Piece::end);
  return out;
}

/// The cheapest chain that ends at each place with each width, piece by piece.
class Chain {
public:
  /// `expected` = where each piece begins on an even pitch.
  Chain(PieceCosts& costs, std::vector<Piece> chain, const std::vector<float>& expected)
      : costs_(costs), chain_(std::move(chain)), places_(static_cast<std::size_t>(costs.length() + 1)) {
    const std::size_t states = places_ * widths;
    price_.assign(states, 0.F);  // the chain may begin anywhere
    for (std::size_t k = 0; k < chain_.size(); ++k) {
      std::vector<float> next(states, never);
      std::vector<std::int8_t> from(states, 0);
      const int about = static_cast<int>(std::lround(expected[k]));
      for (int start = std::max(0, about - slack); start < std::min(costs_.length(), about + slack); ++start)
        for (int w = 0; w < widths; ++w) step(chain_[k], start, w, next, from);
      price_ = std::move(next);
      from_.push_back(std::move(from));
    }
  }
  /// Borders of the pieces of the cheapest chain; its price.
  std::pair<float, std::vector<float>> best() const {
    const auto end = std::min_element(price_.begin(), price_.end()) - price_.begin();
    auto state = static_cast<std::size_t>(end);
    const float price = price_[state];
    std::vector<float> borders;
    if (price >= never) return {price, borders};
    int place = static_cast<int>(state) / widths, w = static_cast<int>(state) % widths;
    borders.push_back(static_cast<float>(place));
    for (std::size_t k = chain_.size(); k-- > 0;) {
      const int before = w + from_[k][static_cast<std::size_t>(place * widths + w)];
      place -= samples_of(chain_[k], w);
      borders.push_back(static_cast<float>(place));
      w = before;
    }
    std::reverse(borders.begin(), borders.end());
    return {price, borders};
  }

private:
  void step(Piece piece, int start, int w, std::vector<float>& next, std::vector<std::int8_t>& from) {
    const int end = start + samples_of(piece, w);
    if (end > costs_.length()) return;
    float least = never;
    std::int8_t bend = 0;
    for (std::int8_t d : {std::int8_t{0}, std::int8_t{-1}, std::int8_t{1}}) {
      if (w + d < 0 || w + d >= widths) continue;
      const float p = price_[static_cast<std::size_t>(start * widths + w + d)] + (d ? bend_price * 7 : 0);
      if (p < least) least = p, bend = d;
    }
    if (least >= never) return;
    const auto to = static_cast<std::size_t>(end * widths + w);
    const float price = least + costs_.at(piece, start, w) * static_cast<float>(modules_of(piece));
    if (price < next[to]) next[to] = price, from[to] = bend;
  }

  PieceCosts& costs_;
  std::vector<Piece> chain_;
  std::size_t places_;
  std::vector<float> price_;
  std::vector<std::vector<std::int8_t>> from_;
};

/// Modules of the borders, the first of them one module left of the code.
std::vector<float> modules_of_borders(const std::vector<Piece>& chain) {
  std::vector<float> out = {-1};
  for (const auto piece : chain) out.push_back(out.back() + static_cast<float>(modules_of(piece)));
  return out;
}

void fill_prices(const Profile& profile, Layout layout, Alignment& a) {
  const auto& info = info_of(layout);
  for (int i = 0; i < info.cells; ++i) {
    const bool right = i >= info.left_cells;
    const auto border = static_cast<std::size_t>(i + 1 + right);
    a.prices[static_cast<std::size_t>(i)] =
        prices_between(profile, a.at[border], a.at[border + 1], right, a.focus);
  }
}

Alignment turned(const Alignment& a, std::size_t samples) {
  Alignment out = a;
  out.backwards = !a.backwards;
  for (std::size_t i = 0; i < a.at.size(); ++i)
    out.at[i] = static_cast<float>(samples) - a.at[a.at.size() - 1 - i];
  return out;
}

}  // namespace

Profile mirrored(const Profile& profile) { return {profile.rbegin(), profile.rend()}; }

std::optional<Alignment> align(const Profile& profile, float from, float to, Layout layout, Focus focus) {
  const auto chain = chain_of(layout);
  const auto modules = modules_of_borders(chain);
  const auto place = [&](const Profile& p, float first, float last) {
    const float pitch = (last - first) / static_cast<float>(info_of(layout).modules);
    std::vector<float> expected;
    for (const float m : modules) expected.push_back(first + m * pitch);
    PieceCosts costs(p, focus);
    auto [price, borders] = Chain(costs, chain, expected).best();
    Alignment a;
    a.focus = focus;
    if (borders.empty()) return a;
    a.cost = price / (modules.back() - modules.front());
    a.module = modules;
    a.at = std::move(borders);
    return a;
  };
  const auto n = static_cast<float>(profile.size());
  Alignment out = place(profile, from, to);
  if (layout == Layout::upce) {  // its two ends differ: the chain must be laid from both
    Alignment back = place(mirrored(profile), n - to, n - from);
    back.backwards = true;
    if (back.cost < out.cost) out = std::move(back);
  }
  if (out.at.empty()) return std::nullopt;
  return out;
}

void compare_digits(const Profile& profile, Layout layout, Alignment& a) {
  if (a.backwards) return fill_prices(mirrored(profile), layout, a);
  fill_prices(profile, layout, a);
  if (layout == Layout::upce) return;
  // Both halves were compared in both directions; the check digit and the sets tell which it is.
  Alignment back = turned(a, profile.size());
  fill_prices(mirrored(profile), layout, back);
  if (choose(layout, back.prices).best.price < choose(layout, a.prices).best.price) a = std::move(back);
}

}  // namespace outpost::dev::vision
