#include "devices/vision/ean_tables.hpp"

#include <algorithm>

namespace outpost::dev::vision {
namespace {

// GS1 General Specifications 5.2.
constexpr std::array<const char*, 10> set_a = {"0001101", "0011001", "0010011", "0111101", "0100011",
                                               "0110001", "0101111", "0111011", "0110111", "0001011"};
constexpr std::array<const char*, 10> ean13_sets = {"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
                                                    "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"};
/// By check digit, for number system 0; number system 1 has A and B exchanged.
constexpr std::array<const char*, 10> upce_sets = {"BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA",
                                                   "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"};

// Quiet zones asked for: EAN-13 is often printed or cropped with too little white, and twelve digits speak
// for themselves; a short code is only told from a part of a longer one by the white around it.
constexpr std::array<LayoutInfo, 3> layouts = {
    {{95, 12, 6, 2.F}, {67, 8, 4, 4.F}, {51, 6, 6, 4.F}},
};

std::string inverted(std::string s) {
  for (auto& c : s) c = c == '0' ? '1' : '0';
  return s;
}

std::vector<Family> ean13_families() {
  std::vector<Family> out(10);
  for (std::size_t first = 0; first < 10; ++first) {
    Family& f = out[first];
    f.fixed.fill(-1);
    for (std::size_t i = 0; i < 12; ++i) {
      f.weight[i] = i % 2 == 0 ? 3 : 1;
      f.set_b[i] = i < 6 && ean13_sets[first][i] == 'B';
    }
    f.sum = static_cast<int>(first);
    f.first = static_cast<char>('0' + first);
  }
  return out;
}

std::vector<Family> ean8_families() {
  Family f;
  f.fixed.fill(-1);
  for (std::size_t i = 0; i < 8; ++i) f.weight[i] = i % 2 == 0 ? 3 : 1;
  return {f};
}

/// Where the first five digits stand in the UPC-A that a UPC-E with this sixth digit is short for, from 1.
std::array<int, 6> upce_places(int sixth) {
  if (sixth <= 2) return {2, 3, 9, 10, 11, 4};
  if (sixth == 3) return {2, 3, 4, 10, 11, 0};  // 0: the sixth digit is not in the number
  if (sixth == 4) return {2, 3, 4, 5, 11, 0};
  return {2, 3, 4, 5, 6, 11};
}

std::vector<Family> upce_families() {
  std::vector<Family> out;
  for (int system = 0; system < 2; ++system)
    for (int check = 0; check < 10; ++check)
      for (int sixth = 0; sixth < 10; ++sixth) {
        Family f;
        f.fixed.fill(-1);
        f.fixed[5] = sixth;
        const auto places = upce_places(sixth);
        for (std::size_t i = 0; i < 6; ++i) {
          f.weight[i] = places[i] == 0 ? 0 : places[i] % 2 == 1 ? 3 : 1;
          f.set_b[i] = (upce_sets[static_cast<std::size_t>(check)][i] == 'B') == (system == 0);
        }
        f.sum = 3 * system + check;
        f.first = static_cast<char>('0' + system), f.check = static_cast<char>('0' + check);
        out.push_back(f);
      }
  return out;
}

std::string guards(Layout layout, const std::string& left, const std::string& right) {
  if (layout == Layout::upce) return "101" + left + "010101";
  return "101" + left + "01010" + right + "101";
}

}  // namespace

const LayoutInfo& info_of(Layout layout) { return layouts[static_cast<std::size_t>(layout)]; }

int cell_start(Layout layout, int cell) {
  constexpr int start_guard = 3, middle_guard = 5;
  return start_guard + digit_modules * cell + (cell >= info_of(layout).left_cells ? middle_guard : 0);
}

std::string way_modules(std::size_t way, bool right) {
  std::string a = set_a[way % 10];
  if (right) return inverted(a);
  if (way < 10) return a;
  a = inverted(a);
  std::reverse(a.begin(), a.end());
  return a;
}

std::vector<Edge> edges_of(Layout layout, const Ways& drawn) {
  const auto& info = info_of(layout);
  std::string left, right;
  for (int i = 0; i < info.cells; ++i) {
    const bool in_right = i >= info.left_cells;
    (in_right ? right : left) += way_modules(drawn[static_cast<std::size_t>(i)], in_right);
  }
  const auto modules = guards(layout, left, right);
  std::vector<Edge> out;
  char before = '0';
  for (std::size_t m = 0; m <= modules.size(); ++m) {
    const char now = m < modules.size() ? modules[m] : '0';
    if (now != before) out.push_back({static_cast<float>(m), now == '1' ? 1.F : -1.F, -1});
    before = now;
  }
  for (auto& edge : out)
    for (int i = 0; i < info.cells; ++i) {
      const auto from = static_cast<float>(cell_start(layout, i));
      if (edge.at > from && edge.at < from + digit_modules) edge.cell = i;
    }
  return out;
}

std::span<const Family> families(Layout layout) {
  static const std::array<std::vector<Family>, 3> all = {ean13_families(), ean8_families(), upce_families()};
  return all[static_cast<std::size_t>(layout)];
}

std::string text_of(Layout layout, const Family& family, const Ways& drawn) {
  std::string out;
  if (family.first) out += family.first;
  for (int i = 0; i < info_of(layout).cells; ++i)
    out += static_cast<char>('0' + drawn[static_cast<std::size_t>(i)] % 10);
  if (family.check) out += family.check;
  return out;
}

std::optional<Ways> ways_of(Layout layout, const std::string& text) {
  const auto cells = static_cast<std::size_t>(info_of(layout).cells);
  for (const auto& family : families(layout)) {
    const std::size_t before = family.first ? 1 : 0;
    if (text.size() != cells + before + (family.check ? 1u : 0u)) return std::nullopt;
    if ((family.first && text.front() != family.first) || (family.check && text.back() != family.check))
      continue;
    Ways out{};
    int sum = family.sum;
    bool good = true;
    for (std::size_t i = 0; i < cells; ++i) {
      const int digit = text[before + i] - '0';
      good = good && digit >= 0 && digit <= 9 && (family.fixed[i] < 0 || family.fixed[i] == digit);
      if (!good) break;
      out[i] = static_cast<std::uint8_t>(digit + (family.set_b[i] ? 10 : 0));
      sum += family.weight[i] * digit;
    }
    if (good && sum % 10 == 0) return out;
  }
  return std::nullopt;
}

}  // namespace outpost::dev::vision
