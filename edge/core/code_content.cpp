#include "edge/core/code_content.hpp"

#include "edge/base/gtin.hpp"
#include "edge/base/test_card.hpp"
#include "edge/core/code_text.hpp"
#include "edge/core/digital_link.hpp"
#include "edge/core/member_code.hpp"

#include <algorithm>

namespace outpost::core {
namespace {

/// A QR code holds 2,953 bytes or 7,089 digits; what is longer than this is nothing that a shop reads.
constexpr std::size_t most_bytes = 4'096;
constexpr char separator = 0x1D;

/// What was scanned, without what only says how.
struct Read {
  std::string_view text;
  std::string symbology;  ///< lower case, letters and digits
  bool gs1 = false;       ///< the symbol itself said so
};

std::string plain_name(std::string_view symbology) {
  std::string name;
  for (const char c : symbology.substr(0, 32)) {
    if (c >= 'A' && c <= 'Z') name += static_cast<char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name += c;
  }
  return name;
}

bool is_retail(std::string_view name) {
  return name == "ean13" || name == "ean8" || name == "upca" || name == "upce";
}

/// "6901234567892 05": the five or two digits beside a magazine's number are its issue, not the product.
std::string_view without_add_on(std::string_view text) {
  const auto gap = text.find_first_of(" +");
  if (gap != 12 && gap != 13) return text;
  const auto more = text.substr(gap + 1);
  return is_digits(more) && (more.size() == 2 || more.size() == 5) ? text.substr(0, gap) : text;
}

Read read_of(std::string_view text, std::string_view symbology) {
  Read read{trimmed_code(text), plain_name(symbology), false};
  auto& t = read.text;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (t.size() > 3 && t[0] == ']' && letter(t[1]) && (letter(t[2]) || is_digits(t.substr(2, 1)))) {
    const auto aim = t.substr(1, 2);
    read.gs1 = aim == "C1" || aim == "d2" || aim == "Q3" || aim == "e0" || aim == "J1";
    t.remove_prefix(3);
    if (aim == "E3" && is_digits(t) && (t.size() == 15 || t.size() == 18)) t = t.substr(0, 13);
  } else if (read.symbology.starts_with("gs1")) {
    read.gs1 = true;
  }
  if (!t.empty() && t.front() == separator && !is_retail(read.symbology)) {
    read.gs1 = true;
    t.remove_prefix(1);
  }
  if (!read.gs1) t = without_add_on(t);
  return read;
}

bool of_retail_length(std::string_view digits) {
  const auto n = digits.size();
  return (n == 8 || n == 12 || n == 13 || n == 14) && is_digits(digits);
}

Meaning number_meaning(const std::string& number, const CodeRules& rules) {
  if (test_code_of(number)) return TestCardCode{};  // also with the zeros of another length before it
  if (!is_in_store(number, rules.in_store)) return RetailNumber{number};
  if (auto own = in_store_number(number, rules.in_store)) return *std::move(own);
  return WrongCheck{};
}

CodeContent plain_number(const Read& read, const CodeRules& rules) {
  CodeContent out{WrongCheck{true}, std::string(read.text), shown_text(read.text)};
  if (auto number = canonical_gtin(read.text); number.ok()) out.meaning = number_meaning(*number, rules);
  return out;
}

/// Eight digits of a short UPC-E would be read as another product's EAN-8.
CodeContent short_upc(const Read& read, const CodeRules& rules) {
  const auto upc = upc_e_to_upc_a(read.text);
  if (!upc.ok()) return {WrongCheck{}, std::string(read.text), shown_text(read.text)};
  const auto number = canonical_gtin(*upc);
  return {number_meaning(*number, rules), *upc, std::string(read.text)};
}

CodeContent goods(Gs1Elements elements, const CodeRules& rules) {
  Gs1Goods g;
  g.elements = std::move(elements);
  const auto past = [&](int date) { return date != 0 && date < rules.today; };
  g.expired = past(g.elements.best_before) || past(g.elements.expires);
  std::string number = g.elements.number;
  return {std::move(g), number, number};
}

/// Element strings. Unless the symbol said that it is GS1, only what begins with a number whose check digit
/// is right and holds nothing but well-known fields is taken for one: Code 128 and QR codes carry anything.
std::optional<CodeContent> gs1_content(const Read& read, const CodeRules& rules) {
  if (!read.gs1 && (read.text.size() < 16 || !read.text.starts_with("01"))) return std::nullopt;
  Gs1Elements elements;
  const auto end = parse_elements(read.text, rules.today, elements);
  if (!read.gs1 && (end != Gs1End::ok || !only_known_elements(elements))) return std::nullopt;
  const std::string text(read.text);
  if (end == Gs1End::wrong_check) return CodeContent{WrongCheck{}, text, shown_text(text)};
  if (end == Gs1End::malformed) return CodeContent{Unreadable{}, text, shown_text(text)};
  if (elements.number.empty()) return CodeContent{OtherText{}, text, shown_text(text)};
  return goods(std::move(elements), rules);
}

std::optional<CodeContent> link_content(const Read& read, const CodeRules& rules) {
  Gs1Elements elements;
  const auto end = parse_digital_link(read.text, rules.today, elements);
  if (!end) return std::nullopt;
  const std::string text(read.text);
  if (*end == Gs1End::wrong_check) return CodeContent{WrongCheck{}, text, shown_text(text)};
  if (*end == Gs1End::malformed) return CodeContent{Unreadable{}, text, shown_text(text)};
  return goods(std::move(elements), rules);
}

CodeContent other(std::string_view text) {
  return {OtherText{is_url(text)}, std::string(text), shown_text(text)};
}

}  // namespace

CodeContent code_content(std::string_view text, std::string_view symbology, const CodeRules& rules) {
  if (text.size() > most_bytes) return other(text);
  const auto read = read_of(text, symbology);
  // Before all else, and also where a symbol calls itself GS1: a payment code that was taken for anything
  // else would be shown in clear. An element string of such a form sells nothing, as it holds no AI 01.
  if (const auto brand = brand_of(read.text)) return {PaymentCode{*brand}, "", masked_code(read.text)};
  if (looks_like_member_code(read.text)) return {MemberCode{}, "", "OPM1.****"};
  // Before a shop's own layouts, which may well have a place for such numbers.
  if (test_code_of(read.text)) return {TestCardCode{}, "", shown_text(read.text)};
  if (read.symbology == "upce" && read.text.size() == 8) return short_upc(read, rules);
  if (!read.gs1 && of_retail_length(read.text)) return plain_number(read, rules);
  // No number of a retail symbol has another length; as a text it might be somebody's SKU.
  if (is_retail(read.symbology) && is_digits(read.text))
    return {WrongCheck{}, std::string(read.text), shown_text(read.text)};
  if (is_retail(read.symbology)) return other(read.text);
  if (auto found = gs1_content(read, rules)) return *std::move(found);
  if (auto found = link_content(read, rules)) return *std::move(found);
  return other(read.text);
}

std::optional<std::string> payment_digits(std::string_view text, std::string_view symbology) {
  if (text.size() > most_bytes) return std::nullopt;
  const auto read = read_of(text, symbology);
  if (!brand_of(read.text)) return std::nullopt;
  return std::string(read.text);
}

std::optional<std::string> member_text(std::string_view text, std::string_view symbology) {
  if (text.size() > most_bytes) return std::nullopt;
  const auto read = read_of(text, symbology);
  if (brand_of(read.text) || !looks_like_member_code(read.text)) return std::nullopt;
  return std::string(read.text);
}

}  // namespace outpost::core
