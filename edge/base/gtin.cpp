#include "edge/base/gtin.hpp"

#include <algorithm>

namespace outpost {
namespace {

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Error bad_code() { return fail(Code::invalid, "bad-code", "A product number has 8, 12, 13 or 14 digits."); }
Error bad_check() {
  return fail(Code::refused, "bad-check-digit",
              "The last digit does not fit the others; please scan or type the code again.");
}

}  // namespace

char gs1_check_digit(std::string_view digits) {
  int sum = 0, weight = 3;
  for (auto i = digits.rbegin(); i != digits.rend(); ++i, weight = 4 - weight) sum += (*i - '0') * weight;
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool is_gtin(std::string_view digits) {
  const auto n = digits.size();
  return (n == 8 || n == 12 || n == 13 || n == 14) && all_digits(digits) &&
         gs1_check_digit(digits.substr(0, n - 1)) == digits.back();
}

Result<std::string> canonical_gtin(std::string_view digits) {
  const auto n = digits.size();
  if (!(n == 8 || n == 12 || n == 13 || n == 14) || !all_digits(digits)) return bad_code();
  if (!is_gtin(digits)) return bad_check();
  if (n == 14 && digits.front() == '0') return std::string(digits.substr(1));
  return std::string(n < 13 ? 13 - n : 0, '0') + std::string(digits);
}

Result<std::string> upc_e_to_upc_a(std::string_view e) {
  if (e.size() != 8 || !all_digits(e) || (e[0] != '0' && e[0] != '1')) return bad_code();
  const std::string d(e.substr(1, 6));
  std::string body(1, e[0]);
  if (d[5] <= '2')
    body += d.substr(0, 2) + d[5] + "0000" + d.substr(2, 3);
  else if (d[5] == '3')
    body += d.substr(0, 3) + "00000" + d.substr(3, 2);
  else if (d[5] == '4')
    body += d.substr(0, 4) + "00000" + d[4];
  else
    body += d.substr(0, 5) + "0000" + d[5];
  if (gs1_check_digit(body) != e[7]) return bad_check();
  return body + e[7];
}

}  // namespace outpost
