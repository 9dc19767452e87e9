#include "devices/vision/matrix_waves.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <queue>
#include <vector>

namespace outpost::dev::vision {
namespace {

constexpr double pi2 = 2 * std::numbers::pi;
constexpr int fewest = 8, most = 144;  // modules of a side
constexpr double least_pixels = 2.4;   // of the picture for a module: its comb needs two
constexpr int parts = 12;              // places at which the phase is measured, along each direction
constexpr int rows_in_one = 6;
/// Waves weaker than this part of the strongest one are chance.
constexpr double least_part = 0.4;
/// Those that stand out: the modules' own and an overtone. More are chance, but for a bent comb.
constexpr std::size_t clear_waves = 2, most_waves = 4;
/// The outermost edges are all of one kind, so ink moves them one way; inside the two kinds make up for it.
constexpr double edge_weight = 0.05;

/// Part of the code's length at the middle of a pixel.
double part(int pixel, int pixels, double beside) {
  return (pixel + 0.5) / pixels * (1 + 2 * beside) - beside;
}

/// Changes across, without their mean, so that a picture without bars has no waves.
cv::Mat changes_of(const cv::Mat& picture) {
  cv::Mat out, mean;
  cv::Sobel(picture, out, CV_32F, 1, 0, 3);
  out = cv::abs(out);
  cv::GaussianBlur(out, out, {}, 1);
  cv::boxFilter(out, mean, CV_32F, {out.cols / 4 | 1, out.rows / 4 | 1});
  out -= mean;
  // Bars run down: rows are averaged, which only saves time.
  cv::resize(out, out, {out.cols, std::max(2 * parts, out.rows / rows_in_one)}, 0, 0, cv::INTER_AREA);
  return out;
}

/// A wave to begin with: `n` modules, and narrower at one end where `bend` is not 0 (a bottle, a slant).
struct Wave {
  int n = 0;
  double bend = 0;
  double strength = 0;
  double module(double u) const { return n * (u + bend * u * (1 - u)); }
};

constexpr std::size_t bands_in = 6;

/// Mean change of each column in a band of rows, band after band.
std::vector<cv::Mat> bands_of(const cv::Mat& change) {
  std::vector<cv::Mat> out(bands_in);
  constexpr int n = bands_in;
  for (int b = 0; b < n; ++b)
    cv::reduce(change.rowRange(change.rows * b / n, change.rows * (b + 1) / n),
               out[static_cast<std::size_t>(b)], 0, cv::REDUCE_AVG, CV_32F);
  return out;
}

/// Sum over bands and windows: what is left of bends shifts the phase from one to the next.
double strength_of(const std::vector<cv::Mat>& bands, double beside, const Wave& wave) {
  constexpr int windows = 3;
  const int columns = bands[0].cols, length = columns / 2;
  double out = 0;
  std::vector<float> window;
  for (int x = 0; x < length; ++x)
    window.push_back(
        1 - std::cos(static_cast<float>(pi2) * (static_cast<float>(x) + 0.5F) / static_cast<float>(length)));
  for (int w = 0; w < windows; ++w) {
    const int from = (columns - length) * w / (windows - 1);
    std::array<std::complex<float>, bands_in> sums{};
    // The phase is a parabola in x: its steps grow evenly, so that no sine is needed for each pixel.
    const auto phase = [&](int x) { return -pi2 * wave.module(part(from + x, columns, beside)); };
    std::complex<double> turn = std::polar(1.0, phase(0)), step = std::polar(1.0, phase(1) - phase(0));
    const std::complex<double> grow = std::polar(1.0, phase(2) - 2 * phase(1) + phase(0));
    for (int x = 0; x < length; ++x, turn *= step, step *= grow) {
      const float hann = window[static_cast<std::size_t>(x)];
      const float real = hann * static_cast<float>(turn.real()),
                  imaginary = hann * static_cast<float>(turn.imag());
      for (std::size_t b = 0; b < bands_in; ++b) {
        const float value = bands[b].ptr<float>()[from + x];
        sums[b] += std::complex<float>(value * real, value * imaginary);
      }
    }
    for (const auto& sum : sums) out += static_cast<double>(std::abs(sum));
  }
  return out;
}

/// The likeliest waves, the strongest first. Overtones of a comb, and chance, are among them.
std::vector<Wave> waves_of(const cv::Mat& change, double beside, std::span<const double> bends, Comb comb) {
  const double width = change.cols / (1 + 2 * beside);
  const auto bands = bands_of(change);
  std::vector<Wave> all, out;
  for (int n = fewest; n <= most && width / n >= least_pixels; ++n) {
    Wave best{n, 0, 0};
    for (const double bend : bends) {
      Wave wave{n, bend, 0};
      wave.strength = strength_of(bands, beside, wave);
      if (wave.strength > best.strength) best = wave;
    }
    all.push_back(best);
  }
  double strongest = 0;
  for (const auto& wave : all) strongest = std::max(strongest, wave.strength);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].strength >= least_part * strongest && (i == 0 || all[i].strength >= all[i - 1].strength) &&
        (i + 1 == all.size() || all[i].strength >= all[i + 1].strength))
      out.push_back(all[i]);
  std::sort(out.begin(), out.end(), [](const Wave& a, const Wave& b) { return a.strength > b.strength; });
  if (comb == Comb::clear && out.size() > clear_waves) out.clear();
  if (out.size() > most_waves) out.resize(most_waves);
  return out;
}

/// The pixels at which phases are asked for.
int column_of(const cv::Mat& picture, int i) { return picture.cols * (2 * i + 1) / (2 * parts); }
int row_of(const cv::Mat& picture, int j) { return picture.rows * (2 * j + 1) / (2 * parts); }

using Node = WaveNode;

/// The phase that is left when `module` (of a column and a row) is taken for the wave.
template <typename Module>
std::vector<Node> nodes_of(const cv::Mat& change, double sigma, const Module& module) {
  cv::Mat real(change.size(), CV_32F), imaginary(change.size(), CV_32F);
  for (int y = 0; y < change.rows; ++y)
    for (int x = 0; x < change.cols; ++x) {
      const auto turn = static_cast<float>(pi2 * module(x, y));
      real.at<float>(y, x) = change.at<float>(y, x) * std::cos(turn);
      imaginary.at<float>(y, x) = -change.at<float>(y, x) * std::sin(turn);
    }
  const double sigma_down = sigma * change.rows / change.cols;
  cv::GaussianBlur(real, real, {}, sigma, sigma_down);
  cv::GaussianBlur(imaginary, imaginary, {}, sigma, sigma_down);
  std::vector<Node> out;
  for (int j = 0; j < parts; ++j)
    for (int i = 0; i < parts; ++i) {
      const int x = column_of(change, i), y = row_of(change, j);
      const std::complex<double> c(static_cast<double>(real.at<float>(y, x)),
                                   static_cast<double>(imaginary.at<float>(y, x)));
      out.push_back({std::arg(c) / pi2, std::abs(c), false});
    }
  return out;
}

/// How much the phase grows from part to part, the mean over all neighbours.
double growth(std::span<const Node> nodes, int dx, int dy) {
  std::complex<double> sum = 0;
  for (int y = 1; y + dy < parts - 1; ++y)  // at the outermost there is white in the window too
    for (int x = 1; x + dx < parts - 1; ++x) {
      const auto& a = nodes[static_cast<std::size_t>(y * parts + x)];
      const auto& b = nodes[static_cast<std::size_t>((y + dy) * parts + x + dx)];
      sum += std::polar(a.strength * b.strength, pi2 * (b.phase - a.phase));
    }
  return std::arg(sum) / pi2;
}

/// Makes the phases of neighbours agree, the clearest first, from the lower left corner on, where the solid
/// sides tell which module is the first.
void unwind(std::vector<Node>& nodes) {
  using Entry = std::pair<double, int>;
  std::priority_queue<Entry> open;
  const auto add_neighbours = [&](int at) {
    const int x = at % parts, y = at / parts;
    constexpr int dx[4] = {1, -1, 0, 0}, dy[4] = {0, 0, 1, -1};
    for (std::size_t k = 0; k < 4; ++k) {
      const int nx = x + dx[k], ny = y + dy[k];
      if (nx < 0 || ny < 0 || nx >= parts || ny >= parts) continue;
      const int n = ny * parts + nx;
      if (!nodes[static_cast<std::size_t>(n)].known)
        open.emplace(nodes[static_cast<std::size_t>(n)].strength, n);
    }
  };
  constexpr int first = (parts - 2) * parts + 1;
  nodes[first].known = true;
  add_neighbours(first);
  while (!open.empty()) {
    const int at = open.top().second;
    open.pop();
    auto& node = nodes[static_cast<std::size_t>(at)];
    if (node.known) continue;
    double sum = 0, weight = 0;
    const int x = at % parts, y = at / parts;
    for (int ny = std::max(0, y - 1); ny <= std::min(parts - 1, y + 1); ++ny)
      for (int nx = std::max(0, x - 1); nx <= std::min(parts - 1, x + 1); ++nx) {
        const auto& near = nodes[static_cast<std::size_t>(ny * parts + nx)];
        if (near.known) sum += near.strength * near.phase, weight += near.strength;
      }
    if (weight > 0) node.phase += std::round(sum / weight - node.phase);
    node.known = true;
    add_neighbours(at);
  }
}

}  // namespace

std::array<double, Waves::terms> Waves::powers(double u, double v) {
  const double x = 2 * u - 1, y = 2 * v - 1;
  return {1, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y};
}

bool Waves::fit(const cv::Mat& change, double beside, std::span<const Node> nodes) {
  std::array<double, terms> before = factors_;
  std::vector<double> weights;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool outermost = i % parts == 0 || i % parts == parts - 1;
    weights.push_back(nodes[i].strength * (outermost ? edge_weight : 1));
  }
  const auto strength = weights;
  constexpr int rounds = 3;  // after the first one, what it does not explain counts little
  for (int round = 0; round < rounds; ++round) {
    const int all = static_cast<int>(nodes.size());
    cv::Mat a(all, terms, CV_64F), b(all, 1, CV_64F), x;
    for (int i = 0; i < all; ++i) {
      const auto& node = nodes[static_cast<std::size_t>(i)];
      const auto p = powers(part(column_of(change, i % parts), change.cols, beside),
                            part(row_of(change, i / parts), change.rows, beside));
      auto& w = weights[static_cast<std::size_t>(i)];
      if (round > 0) {
        double off = node.phase;
        for (std::size_t k = 0; k < terms; ++k) off -= (factors_[k] - before[k]) * p[k];
        w = strength[static_cast<std::size_t>(i)] / (1 + 20 * off * off);
      }
      for (std::size_t k = 0; k < terms; ++k) a.at<double>(i, static_cast<int>(k)) = w * p[k];
      b.at<double>(i) = w * node.phase;
    }
    if (!cv::solve(a, b, x, cv::DECOMP_SVD)) return false;
    for (std::size_t k = 0; k < terms; ++k) factors_[k] = before[k] + x.at<double>(static_cast<int>(k));
  }
  return true;
}

std::vector<Waves> Waves::of(const cv::Mat& picture, double beside, std::span<const double> bends,
                             Comb comb) {
  const cv::Mat change = changes_of(picture);
  const double width = picture.cols / (1 + 2 * beside);
  std::vector<Waves> all;
  for (const auto& wave : waves_of(change, beside, bends, comb)) {
    Waves out;
    const double n = wave.n, bow = n * wave.bend / 4;
    out.factors_ = {n / 2 + bow, n / 2, 0, -bow};  // the wave's module() in powers of -1 to 1
    const auto nodes = [&](double modules) {
      return nodes_of(change, std::max(modules * width / n, 0.04 * width), [&](int x, int y) {
        return out.module(part(x, change.cols, beside), part(y, change.rows, beside));
      });
    };
    // First as a straight grid: where windows are cut off, a wave that is a little off bends.
    const auto straight = nodes(3);
    const double node_width = (1 + 2 * beside) / parts;
    out.factors_[1] += growth(straight, 1, 0) / node_width / 2;
    out.factors_[2] += growth(straight, 0, 1) / node_width / 2;
    out.factors_[0] += growth(straight, 1, 0) / node_width / 2;
    bool good = true;
    for (const double modules : {3.0, 2.0}) {
      auto bent = nodes(modules);
      unwind(bent);
      good = good && out.fit(change, beside, bent);
    }
    out.factors_[0] -= std::round(out.module(0, 0.5));  // the solid side is where the first module begins
    if (good) all.push_back(out);
  }
  return all;
}

std::vector<Waves> Waves::across(const cv::Mat& picture, double beside, std::span<const double> bends,
                                 Comb comb) {
  return of(picture, beside, bends, comb);
}

std::vector<Waves> Waves::down(const cv::Mat& picture, double beside, std::span<const double> bends,
                               Comb comb) {
  cv::Mat
      turned;  // what was up is to the right, what was left is at the bottom: the solid corner stays first
  cv::rotate(picture, turned, cv::ROTATE_90_CLOCKWISE);
  cv::flip(turned, turned, 0);
  auto out = of(turned, beside, bends, comb);
  for (auto& waves : out) waves.upward_ = true;
  return out;
}

Waves Waves::moved(int modules) const {
  Waves out = *this;
  out.factors_[0] += modules;
  return out;
}

double Waves::module(double u, double v) const {
  const auto p = upward_ ? powers(1 - v, 1 - u) : powers(u, v);
  double out = 0;
  for (std::size_t k = 0; k < terms; ++k) out += factors_[k] * p[k];
  return out;
}

}  // namespace outpost::dev::vision
