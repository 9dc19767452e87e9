#include "devices/vision/align.hpp"

#include "devices/vision/align_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace outpost::dev::vision {
namespace {

/// Price of a change of a digit's width by a sample (one part in 28 where it is fine) from one digit to the
/// next: 0.02 for each module. Small against a wrong digit (about 0.3), large enough that noise does not make
/// the pitch wander.
constexpr float bend_price = 0.02F * digit_modules;
/// Modules that a border may be from where an even pitch puts it. Ends are seen to some modules, and
/// perspective or a bottle moves the middle by as much.
constexpr int slack = 9;
/// How far the fine search goes from what the coarse one found, samples of the fine one; and its widths.
constexpr int near_start = 8, near_width = 3;
/// A chain that is laid on every second sample only looks dearer than it is, by up to so much a module.
constexpr float coarse_loss = 0.12F;
/// Chains that are so much dearer than the cheapest one, by then, are dropped: a digit and a half that look
/// like nothing. Where all is alike none is.
constexpr float beam = 5;
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

/// Where a piece may begin (the last one not), and the width indices it may have.
struct Window {
  int first, last, narrow, wide;
};

/// Pieces as they were laid.
struct Laid {
  float price = never;
  std::vector<int> borders;  // one more than pieces
  std::vector<int> widths;   // indices
};

/// The cheapest chain that ends at each place with each width, piece by piece. Chains dearer than `most` are
/// dropped on the way.
class Chain {
public:
  Chain(PieceCosts& costs, std::span<const Piece> chain, std::span<const Window> windows, float most)
      : costs_(costs), chain_(chain), most_(most) {
    const auto states = static_cast<std::size_t>((costs_.length() + 1) * most_widths);
    price_.assign(states, 0.F);  // the chain may begin anywhere
    for (std::size_t k = 0; k < chain_.size() && least_ <= most_; ++k) {
      limit_ = std::min(most_, least_ + beam);
      next_.assign(states, never);
      from_.emplace_back(states, std::int8_t{0});
      least_ = never;
      const auto& window = windows[k];
      for (int start = std::max(0, window.first); start < std::min(costs_.length(), window.last); ++start)
        for (int w = window.narrow; w <= window.wide; ++w) step(chain_[k], start, w);
      std::swap(price_, next_);
    }
  }

  /// Nothing when all are dearer.
  std::optional<Laid> best() const {
    if (least_ > most_) return std::nullopt;
    Laid out{least_, {}, {}};
    int place = static_cast<int>(end_) / most_widths, w = static_cast<int>(end_) % most_widths;
    out.borders.push_back(place);
    for (std::size_t k = chain_.size(); k-- > 0;) {
      const int before = w + from_[k][static_cast<std::size_t>(place * most_widths + w)];
      place -= samples_of(chain_[k], costs_.grain().narrowest + w);
      out.borders.push_back(place);
      out.widths.push_back(w);
      w = before;
    }
    std::reverse(out.borders.begin(), out.borders.end());
    std::reverse(out.widths.begin(), out.widths.end());
    return out;
  }

private:
  void step(Piece piece, int start, int w) {
    const int end = start + samples_of(piece, costs_.grain().narrowest + w);
    if (end > costs_.length()) return;
    const auto here = static_cast<std::size_t>(start * most_widths + w);
    float least = price_[here];
    std::int8_t bend = 0;
    if (w > 0 && price_[here - 1] + bend_price < least) least = price_[here - 1] + bend_price, bend = -1;
    if (w + 1 < costs_.grain().widths && price_[here + 1] + bend_price < least)
      least = price_[here + 1] + bend_price, bend = 1;
    if (least > limit_) return;
    const auto to = static_cast<std::size_t>(end * most_widths + w);
    const float price = least + costs_.at(piece, start, w) * static_cast<float>(modules_of(piece));
    if (price >= next_[to]) return;
    next_[to] = price, from_.back()[to] = bend;
    if (price < least_) least_ = price, end_ = to;
  }

  PieceCosts& costs_;
  std::span<const Piece> chain_;
  float most_;
  float least_ = 0;      // of all that end where the pieces so far do
  std::size_t end_ = 0;  // its state
  float limit_ = 0;      // of those that the next piece is added to
  std::vector<float> price_, next_;
  std::vector<std::vector<std::int8_t>> from_;
};

/// Around where each piece begins on an even pitch, at every second sample.
std::vector<Window> wide_windows(std::span<const float> modules, float first, float pitch) {
  std::vector<Window> out;
  const int far = static_cast<int>(slack * align_pitch / 2);
  for (const float m : modules) {
    const int about = static_cast<int>(std::lround((first + m * pitch) / 2));
    out.push_back({about - far, about + far, 0, coarse_grain.widths - 1});
  }
  return out;
}

/// Around a chain that was laid at every second sample.
std::vector<Window> close_windows(const Laid& laid) {
  std::vector<Window> out;
  for (std::size_t k = 0; k < laid.widths.size(); ++k) {
    const int start = 2 * laid.borders[k], w = 2 * laid.widths[k];
    out.push_back({start - near_start, start + near_start + 1, std::max(0, w - near_width),
                   std::min(fine_grain.widths - 1, w + near_width)});
  }
  return out;
}

Profile halved(const Profile& p) {
  Profile out(p.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (p[2 * i] + p[2 * i + 1]) / 2;
  return out;
}

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

std::optional<Alignment> align(const Profile& profile, float from, float to, Layout layout, Focus focus,
                               float most_cost) {
  const auto chain = chain_of(layout);
  const auto modules = modules_of_borders(chain);
  const float length = modules.back() - modules.front();
  const float pitch = (to - from) / static_cast<float>(info_of(layout).modules);
  const auto roughly = [&](const Profile& p, float first, float most) {
    PieceCosts costs(halved(p), focus, coarse_grain);
    return Chain(costs, chain, wide_windows(modules, first, pitch), most).best();
  };
  auto rough = roughly(profile, from, (most_cost + coarse_loss) * length);
  Alignment out;
  if (layout == Layout::upce) {  // its two ends differ: the chain must be laid from both
    auto back = roughly(mirrored(profile), static_cast<float>(profile.size()) - to,
                        rough ? rough->price : (most_cost + coarse_loss) * length);
    if (back && (!rough || back->price < rough->price)) rough = std::move(back), out.backwards = true;
  }
  if (!rough) return std::nullopt;
  PieceCosts costs(out.backwards ? mirrored(profile) : profile, focus, fine_grain);
  const auto laid = Chain(costs, chain, close_windows(*rough), most_cost * length).best();
  if (!laid) return std::nullopt;
  out.focus = focus;
  out.cost = laid->price / length;
  out.module = modules;
  out.at.assign(laid->borders.begin(), laid->borders.end());
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

void move_end(const Profile& profile, Layout layout, bool last, float modules, Alignment& a) {
  constexpr float reach = 3 * digit_modules;
  const float pitch = (a.at.back() - a.at.front()) / (a.module.back() - a.module.front());
  const float end = last ? a.module.back() : a.module.front();
  for (std::size_t i = 0; i < a.at.size(); ++i)
    a.at[i] += modules * pitch * std::max(0.F, 1 - std::abs(a.module[i] - end) / reach);
  fill_prices(profile, layout, a);
}

}  // namespace outpost::dev::vision
