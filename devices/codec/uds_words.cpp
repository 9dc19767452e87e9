#include "devices/codec/uds_words.hpp"

#include "devices/codec/elm327.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <array>

namespace outpost::dev {
namespace {

using Words = std::array<UdsWord, 256>;

// Columns: code en zh.
Words read_words(std::string_view file) {
  Words words;
  for (const auto& row : table_rows(data_file(file)))
    words[static_cast<std::uint8_t>(table_hex(row[0]))] = {"", row[1], row[2]};
  return words;
}

// Columns: byte bit name en zh.
std::vector<UdsWord> bits_set(std::string_view which, std::uint8_t byte) {
  std::vector<UdsWord> out;
  for (const auto& row : table_rows(data_file("uds_bits.tsv")))
    if (row[0] == which && (byte >> static_cast<int>(table_number(row[1])) & 1))
      out.push_back({row[2], row[3], row[4]});
  return out;
}

std::optional<std::uint8_t> hex_byte(std::string_view text) {
  if (text.size() != 2 || !is_hex(text)) return std::nullopt;
  return static_cast<std::uint8_t>(table_hex(text));
}

}  // namespace

UdsWord negative_response_word(std::uint8_t code) {
  static const Words words = read_words("negative_responses.tsv");
  return words[code];
}

std::vector<UdsWord> uds_status_bits(std::uint8_t status) { return bits_set("status", status); }

std::vector<UdsWord> uds_severity_bits(std::uint8_t severity) {
  auto out = bits_set("class", severity);
  for (const auto& bit : bits_set("severity", severity)) out.push_back(bit);
  return out;
}

std::optional<UdsCode> parse_uds_code(std::string_view entry) {
  constexpr std::size_t short_form = 11, long_form = 14;  // "P0301-11:2F", "P0301-11:2F:42"
  if (entry.size() != short_form && entry.size() != long_form) return std::nullopt;
  if (std::string_view("PCBU").find(entry[0]) == std::string_view::npos || !is_hex(entry.substr(1, 4)) ||
      entry[5] != '-' || entry[8] != ':')
    return std::nullopt;
  const auto type = hex_byte(entry.substr(6, 2)), status = hex_byte(entry.substr(9, 2));
  if (!type || !status) return std::nullopt;
  UdsCode out{std::string(entry.substr(0, 5)), *type, *status, std::nullopt};
  if (entry.size() == short_form) return out;
  out.severity = hex_byte(entry.substr(12));
  if (entry[11] != ':' || !out.severity) return std::nullopt;
  return out;
}

}  // namespace outpost::dev
