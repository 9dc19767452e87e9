#include "tests/devices/vision/draw.hpp"

#include "edge/base/id.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <qrcodegen/qrcodegen.hpp>
#include <sstream>

namespace outpost::dev::test {
namespace {

using vision::Gray;

// GS1 General Specifications 5.2: sets A (odd parity), B and C of each digit.
constexpr std::array<const char*, 10> set_a = {"0001101", "0011001", "0010011", "0111101", "0100011",
                                               "0110001", "0101111", "0111011", "0110111", "0001011"};
constexpr std::array<const char*, 10> parity = {"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                                                "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"};
constexpr std::array<const char*, 10> upce_parity = {"BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA",
                                                     "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"};

std::string inverted(std::string s) {
  for (auto& c : s) c = c == '0' ? '1' : '0';
  return s;
}

std::string digit(char d, char set) {
  std::string a = set_a[static_cast<std::size_t>(d - '0')];
  if (set == 'A') return a;
  a = inverted(a);
  if (set == 'B') std::reverse(a.begin(), a.end());
  return a;
}

Gray blank(int width, int height, std::uint8_t value = 255) {
  return {width, height, Bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), value)};
}

std::uint8_t& at(Gray& g, int x, int y) {
  return g
      .pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(g.width) + static_cast<std::size_t>(x)];
}

std::uint8_t get(const Gray& g, int x, int y) {
  if (x < 0 || y < 0 || x >= g.width || y >= g.height) return 255;
  return g
      .pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(g.width) + static_cast<std::size_t>(x)];
}

/// Between four pixels.
std::uint8_t between(const Gray& g, double x, double y) {
  const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
  const double a = x - left, b = y - top;
  return static_cast<std::uint8_t>((1 - a) * (1 - b) * get(g, left, top) +
                                   a * (1 - b) * get(g, left + 1, top) + (1 - a) * b * get(g, left, top + 1) +
                                   a * b * get(g, left + 1, top + 1));
}

}  // namespace

std::string ean13_modules(const std::string& d) {
  std::string out = "101";
  const std::string sets = parity[static_cast<std::size_t>(d[0] - '0')];
  for (std::size_t i = 0; i < 6; ++i) out += digit(d[i + 1], sets[i]);
  out += "01010";
  for (std::size_t i = 7; i < 13; ++i) out += digit(d[i], 'C');
  return out + "101";
}

std::string ean8_modules(const std::string& d) {
  std::string out = "101";
  for (std::size_t i = 0; i < 4; ++i) out += digit(d[i], 'A');
  out += "01010";
  for (std::size_t i = 4; i < 8; ++i) out += digit(d[i], 'C');
  return out + "101";
}

std::string upce_modules(const std::string& d) {
  std::string sets = upce_parity[static_cast<std::size_t>(d[7] - '0')];
  if (d[0] == '1')
    for (auto& c : sets) c = c == 'A' ? 'B' : 'A';
  std::string out = "101";
  for (std::size_t i = 0; i < 6; ++i) out += digit(d[i + 1], sets[i]);
  return out + "010101";
}

std::string code128_modules(const std::string& text) {
  // ISO/IEC 15417 table 1: widths of bar, space, bar, space, bar, space of each value.
  static constexpr std::array<const char*, 107> widths = {
      "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
      "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
      "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
      "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
      "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
      "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
      "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
      "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
      "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
      "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
      "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};
  std::vector<int> values = {104};
  for (const char c : text) values.push_back(c - 32);
  int sum = 104;
  for (std::size_t i = 1; i < values.size(); ++i) sum += static_cast<int>(i) * values[i];
  values.push_back(sum % 103);
  values.push_back(106);
  std::string out;
  for (const int v : values) {
    char ink = '1';
    for (const char* w = widths[static_cast<std::size_t>(v)]; *w; ++w, ink = ink == '1' ? '0' : '1')
      out += std::string(static_cast<std::size_t>(*w - '0'), ink);
  }
  return out;
}

Gray draw_bars(const std::string& modules, int module, int height) {
  constexpr int quiet = 10;
  Gray out = blank((static_cast<int>(modules.size()) + 2 * quiet) * module, height);
  for (int y = module; y < height - module; ++y)
    for (int x = 0; x < static_cast<int>(modules.size()) * module; ++x)
      if (modules[static_cast<std::size_t>(x / module)] == '1') at(out, x + quiet * module, y) = 0;
  return out;
}

Gray draw_matrix(const std::string& rows, int module, int quiet) {
  std::vector<std::string> lines;
  std::istringstream in(rows);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  const int high = static_cast<int>(lines.size()), wide = static_cast<int>(lines[0].size());
  Gray out = blank((wide + 2 * quiet) * module, (high + 2 * quiet) * module);
  for (int y = 0; y < high * module; ++y)
    for (int x = 0; x < wide * module; ++x) {
      const auto& line = lines[static_cast<std::size_t>(y / module)];
      const auto column = static_cast<std::size_t>(x / module);
      if (column < line.size() && line[column] == '#') at(out, x + quiet * module, y + quiet * module) = 0;
    }
  return out;
}

Gray draw_qr(const std::string& text, int module) {
  const auto code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  std::string rows;
  for (int y = 0; y < code.getSize(); ++y) {
    for (int x = 0; x < code.getSize(); ++x) rows += code.getModule(x, y) ? '#' : ' ';
    rows += '\n';
  }
  return draw_matrix(rows, module, 4);
}

Gray on_page(const Gray& inner, int width, int height, int x, int y, std::uint8_t paper) {
  Gray out = blank(width, height, paper);
  for (int row = 0; row < inner.height; ++row)
    for (int i = 0; i < inner.width; ++i)
      if (x + i < width && y + row < height) at(out, x + i, y + row) = get(inner, i, row);
  return out;
}

Gray turned(const Gray& picture, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const int side = static_cast<int>(std::hypot(picture.width, picture.height)) + 4;
  Gray out = blank(side, side);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const double dx = x - side / 2.0, dy = y - side / 2.0;
      at(out, x, y) =
          between(picture, c * dx + s * dy + picture.width / 2.0, -s * dx + c * dy + picture.height / 2.0);
    }
  return out;
}

Gray noisy(Gray picture, int amount, std::uint64_t seed) {
  SeededRandom random(seed);
  for (auto& p : picture.pixels) {
    const int shift = static_cast<int>(random.next() % static_cast<std::uint64_t>(2 * amount + 1)) - amount;
    p = static_cast<std::uint8_t>(std::clamp(p + shift, 0, 255));
  }
  return picture;
}

Gray out_of_focus(const Gray& picture, double radius) {
  constexpr double gamma = 2.2;
  constexpr int fine = 4;  // the rim of the disc is laid in quarters of a pixel
  const int reach = static_cast<int>(std::ceil(radius));
  std::vector<double> light;
  for (const auto v : picture.pixels) light.push_back(std::pow(v / 255.0, gamma));
  struct Part {
    int x, y;
    double weight;
  };
  std::vector<Part> disc;
  double whole = 0;
  for (int y = -reach; y <= reach; ++y)
    for (int x = -reach; x <= reach; ++x) {
      int inside = 0;
      for (int k = 0; k < fine * fine; ++k)
        inside += std::hypot(x + (k % fine + 0.5) / fine - 0.5, y + (k / fine + 0.5) / fine - 0.5) <= radius;
      if (inside > 0) disc.push_back({x, y, static_cast<double>(inside)}), whole += inside;
    }
  Gray out = blank(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      double sum = 0;
      for (const auto& part : disc) {
        const int px = std::clamp(x + part.x, 0, picture.width - 1),
                  py = std::clamp(y + part.y, 0, picture.height - 1);
        sum += part.weight * light[static_cast<std::size_t>(py) * static_cast<std::size_t>(picture.width) +
                                   static_cast<std::size_t>(px)];
      }
      at(out, x, y) = static_cast<std::uint8_t>(std::lround(255 * std::pow(sum / whole, 1 / gamma)));
    }
  return out;
}

}  // namespace outpost::dev::test
