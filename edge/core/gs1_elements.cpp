#include "edge/core/gs1_elements.hpp"

#include "edge/base/gtin.hpp"
#include "edge/core/code_text.hpp"

#include <algorithm>
#include <array>

namespace outpost::core {
namespace {

constexpr char separator = 0x1D;                  // GS: how FNC1 is sent when it ends a field
constexpr std::size_t most_elements = 64;         // a label has five
constexpr std::size_t most_value = 90;            // of any AI
constexpr std::string_view own_currency = "156";  // CNY by ISO 4217, as AI 393n writes it

struct AiRow {
  std::string_view prefix;
  std::size_t ai_digits;  ///< of the whole AI
  std::size_t least, most;
  bool digits;
};

// The first row whose prefix fits. Fixed lengths (least == most) of prefixes 00-04, 11-20, 31-36 and 41 need
// no separator behind them; nothing else of GS1 may ever get that right.
constexpr AiRow ai_rows[] = {
    {"00", 2, 18, 18, true}, {"01", 2, 14, 14, true}, {"02", 2, 14, 14, true}, {"03", 2, 14, 14, true},
    {"04", 2, 16, 16, true}, {"10", 2, 1, 20, false}, {"11", 2, 6, 6, true},   {"12", 2, 6, 6, true},
    {"13", 2, 6, 6, true},   {"14", 2, 6, 6, true},   {"15", 2, 6, 6, true},   {"16", 2, 6, 6, true},
    {"17", 2, 6, 6, true},   {"18", 2, 6, 6, true},   {"19", 2, 6, 6, true},   {"20", 2, 2, 2, true},
    {"21", 2, 1, 20, false}, {"22", 2, 1, 20, false}, {"30", 2, 1, 8, true},   {"31", 4, 6, 6, true},
    {"32", 4, 6, 6, true},   {"33", 4, 6, 6, true},   {"34", 4, 6, 6, true},   {"35", 4, 6, 6, true},
    {"36", 4, 6, 6, true},   {"37", 2, 1, 8, true},   {"390", 4, 1, 15, true}, {"391", 4, 4, 18, true},
    {"392", 4, 1, 15, true}, {"393", 4, 4, 18, true}, {"41", 3, 13, 13, true},
};

// AIs that are kept without being judged: only the length of the AI itself is known.
constexpr AiRow other_rows[] = {
    {"23", 3, 1, most_value, false}, {"24", 3, 1, most_value, false}, {"25", 3, 1, most_value, false},
    {"39", 4, 1, most_value, false}, {"40", 3, 1, most_value, false}, {"42", 3, 1, most_value, false},
    {"43", 4, 1, most_value, false}, {"70", 4, 1, most_value, false}, {"71", 3, 1, most_value, false},
    {"72", 4, 1, most_value, false}, {"80", 4, 1, most_value, false}, {"81", 4, 1, most_value, false},
    {"82", 4, 1, most_value, false}, {"", 2, 1, most_value, false},
};

const AiRow* known_row(std::string_view ai) {
  for (const auto& row : ai_rows)
    if (ai.starts_with(row.prefix)) return &row;
  return nullptr;
}

const AiRow& row_of(std::string_view ai) {
  if (const auto* row = known_row(ai)) return *row;
  return *std::find_if(std::begin(other_rows), std::end(other_rows),
                       [&](const AiRow& row) { return ai.starts_with(row.prefix); });
}

bool needs_no_separator(const AiRow& row) { return row.least == row.most; }

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t n = 0;
  for (const char c : digits) n = n * 10 + (c - '0');
  return n;
}

int days_in(int year, int month) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[static_cast<std::size_t>(month) - 1] + (leap ? 1 : 0);
}

/// YYMMDD; day 00 is the last of the month. The year is the one within 49 before and 50 after this one.
std::optional<int> date_of(std::string_view yymmdd, int today) {
  const int month = static_cast<int>(number_of(yymmdd.substr(2, 2)));
  int day = static_cast<int>(number_of(yymmdd.substr(4, 2)));
  const int this_year = today / 10'000;
  int year = this_year / 100 * 100 + static_cast<int>(number_of(yymmdd.substr(0, 2)));
  if (year - this_year >= 51) year -= 100;
  if (year - this_year <= -50) year += 100;
  if (month < 1 || month > 12 || day > days_in(year, month)) return std::nullopt;
  if (day == 0) day = days_in(year, month);
  return year * 10'000 + month * 100 + day;
}

std::int64_t power_of_ten(int n) {
  std::int64_t p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

/// AI 310n: n decimals of a kilogram.
std::int64_t grams(std::string_view digits, int decimals) {
  const auto v = number_of(digits);
  if (decimals <= 3) return v * power_of_ten(3 - decimals);
  const auto whole = power_of_ten(decimals - 3);
  return (v + whole / 2) / whole;
}

void take_price(Gs1Elements& out, std::string_view digits, int decimals) {
  const auto v = number_of(digits);
  const auto whole = power_of_ten(std::max(0, decimals - 2));
  const auto many = power_of_ten(std::max(0, 2 - decimals));
  if (v % whole != 0 || v / whole > max_amount_fen.v / many)
    out.other_price = true;
  else
    out.price_fen = Fen{v / whole * many};
}

Gs1End take_date(int& out, std::string_view value, int today) {
  const auto date = date_of(value, today);
  if (!date) return Gs1End::malformed;
  out = *date;
  return Gs1End::ok;
}

Gs1End take_number(Gs1Elements& out, std::string_view value) {
  auto number = canonical_gtin(value);
  if (!number.ok()) return Gs1End::wrong_check;
  out.number = *std::move(number);
  return Gs1End::ok;
}

/// What the till uses of a well-formed element.
Gs1End use(Gs1Elements& out, std::string_view ai, std::string_view value, int today) {
  if (ai == "01") return take_number(out, value);
  if (ai == "02" && !is_gtin(value)) return Gs1End::wrong_check;
  if (ai == "11") return take_date(out.made, value, today);
  if (ai == "13") return take_date(out.packed, value, today);
  if (ai == "15") return take_date(out.best_before, value, today);
  if (ai == "16") return take_date(out.sell_by, value, today);
  if (ai == "17") return take_date(out.expires, value, today);
  if (ai == "10") out.lot = value;
  if (ai == "21") out.serial = value;
  if (ai == "37") out.count = number_of(value);
  if (ai.size() != 4) return Gs1End::ok;
  const int decimals = ai[3] - '0';
  const bool measure = ai[0] == '3' && ai[1] >= '1' && ai[1] <= '6';
  if (measure && decimals > 5) return Gs1End::malformed;
  if (ai.starts_with("310")) out.weight_g = grams(value, decimals);
  if (ai.starts_with("392")) take_price(out, value, decimals);
  if (ai.starts_with("393") && value.starts_with(own_currency)) take_price(out, value.substr(3), decimals);
  if (ai.starts_with("393") && !value.starts_with(own_currency)) out.other_price = true;
  return Gs1End::ok;
}

}  // namespace

Gs1End take_element(Gs1Elements& out, std::string_view ai, std::string_view value, int today) {
  const auto& row = row_of(ai);
  if (!is_digits(ai) || ai.size() != row.ai_digits) return Gs1End::malformed;
  if (value.size() < row.least || value.size() > row.most || !printable(value)) return Gs1End::malformed;
  if (row.digits && !is_digits(value)) return Gs1End::malformed;
  for (const auto& [seen, before] : out.all)
    if (seen == ai) return before == value ? Gs1End::ok : Gs1End::malformed;
  if (out.all.size() == most_elements) return Gs1End::malformed;
  out.all.emplace_back(ai, value);
  return use(out, ai, value, today);
}

Gs1End parse_elements(std::string_view text, int today, Gs1Elements& out) {
  while (!text.empty()) {
    if (text.front() == separator) {
      text.remove_prefix(1);
      continue;
    }
    const auto& row = row_of(text);
    const auto ai = text.substr(0, row.ai_digits);
    text.remove_prefix(ai.size());
    const auto length = needs_no_separator(row) ? std::min(row.most, text.size())
                                                : std::min(text.find(separator), text.size());
    const auto end = take_element(out, ai, text.substr(0, length), today);
    if (end != Gs1End::ok) return end;
    text.remove_prefix(length);
  }
  return out.all.empty() ? Gs1End::malformed : Gs1End::ok;
}

bool only_known_elements(const Gs1Elements& elements) {
  return std::all_of(elements.all.begin(), elements.all.end(),
                     [](const auto& e) { return known_row(e.first) != nullptr; });
}

}  // namespace outpost::core
