#include "devices/vision/code128_tables.hpp"

namespace outpost::dev::vision {
namespace {

// Table 1: widths of bar, space, bar, space, bar, space of each value.
constexpr std::array<const char*, code128_symbols> widths = {
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
    "114131", "311141", "411131", "211412", "211214", "211232"};

constexpr int fnc3 = 96, shift = 98, code_c = 99, code_b = 100, code_a = 101, fnc1 = 102, start_a = 103,
              start_c = 105;

std::string drawn(const std::string& runs) {
  std::string out;
  char ink = '1';
  for (const char w : runs) {
    out.append(static_cast<std::size_t>(w - '0'), ink);
    ink = ink == '1' ? '0' : '1';
  }
  return out;
}

std::array<std::string, code128_symbols> all_drawn() {
  std::array<std::string, code128_symbols> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = drawn(widths[i]);
  return out;
}

/// Set A has control characters where B has small letters.
char letter(int value, char set) {
  if (set == 'A' && value >= 64) return static_cast<char>(value - 64);
  return static_cast<char>(value + ' ');
}

}  // namespace

const std::string& code128_modules_of(std::size_t value) {
  static const auto all = all_drawn();
  return all[value];
}

const std::string& code128_stop() {
  static const std::string stop = drawn("2331112");
  return stop;
}

bool code128_checks(std::span<const int> values) {
  if (values.size() < 3) return false;
  int sum = values[0];
  for (std::size_t i = 1; i + 1 < values.size(); ++i) sum += static_cast<int>(i) * values[i];
  return sum % code128_check == values.back();
}

std::optional<std::string> code128_text(std::span<const int> values) {
  if (values.size() < 3 || values[0] < start_a || values[0] > start_c) return std::nullopt;
  char set = static_cast<char>('A' + values[0] - start_a);
  std::string out;
  bool shifted = false;
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    const int v = values[i];
    const char now = !shifted ? set : set == 'A' ? 'B' : 'A';
    shifted = false;
    if (v >= start_a) return std::nullopt;
    if (v == fnc1) {
      if (i > 1) out += '\x1d';
    } else if (set != 'C' && v == fnc3) {
      continue;  // for setting up readers; it is no part of the text
    } else if (set == 'C') {
      if (v == code_b || v == code_a)
        set = v == code_b ? 'B' : 'A';
      else
        out += static_cast<char>('0' + v / 10), out += static_cast<char>('0' + v % 10);
    } else if (v < 96) {
      out += letter(v, now);
    } else if (v == code_c) {
      set = 'C';
    } else if ((v == code_b && set == 'A') || (v == code_a && set == 'B')) {
      set = v == code_b ? 'B' : 'A';
    } else if (v == shift) {
      shifted = true;
    } else {
      return std::nullopt;  // FNC2 and FNC4: to be joined with other codes, or letters that no shop uses
    }
  }
  return out;
}

}  // namespace outpost::dev::vision
