#include "devices/codec/uds_identifiers.hpp"

#include "devices/codec/table_fields.hpp"
#include "devices/codec/vin.hpp"
#include "devices/data/data.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::uint16_t vin_identifier = 0xF190;
constexpr std::size_t longest_text = 64;  // a part number has below 32

bool is_wwh(std::uint16_t id) { return id >> 8 == 0xF4 || id >> 8 == 0xF8; }

// Columns of identifiers.tsv: request_id answer_id identifier bytes field bit bits scale offset unit none
// guard label_en label_zh. `guard` is the first bit of a byte that must not be 0: a tyre that has not
// reported has no temperature either.
Values from_table(std::uint32_t to, std::uint16_t id, ByteView data) {
  std::vector<ObdValue> out;
  bool known = false;
  for (const auto& row : table_rows(data_file("identifiers.tsv"))) {
    if (table_hex(row[0]) != to || table_hex(row[2]) != id) continue;
    known = true;
    if (data.size() != static_cast<std::size_t>(table_number(row[3])))
      return wrong("data-length",
                   fmt::format("Identifier {:04X} has {} bytes, {} came.", id, row[3], data.size()));
    const auto raw = bits_at(data, static_cast<unsigned>(table_number(row[5])),
                             static_cast<unsigned>(table_number(row[6])));
    if (row[10] != "-" && raw == table_hex(row[10])) continue;
    if (row[11] != "-" && bits_at(data, static_cast<unsigned>(table_number(row[11])), 8) == 0) continue;
    auto v = number_value(std::string(row[4]), std::string(row[9]),
                          static_cast<double>(raw) * table_number(row[7]) + table_number(row[8]));
    v.label_en = row[12];
    v.label_zh = row[13];
    out.push_back(std::move(v));
  }
  if (!known) return identifier_unknown(id);
  return out;
}

// What is not text (some makes pack digits) is shown as it is, in hexadecimal.
Values text_of_unit(const std::vector<std::string_view>& row, ByteView data) {
  if (data.empty() || data.size() > longest_text)
    return wrong("data-length", fmt::format("{} bytes are no text of a unit.", data.size()));
  const auto text = unit_text(data);
  auto v = text_value(std::string(row[1]), text ? *text : to_hex(data));
  if (!text) v.unit = "hex";
  v.label_en = row[2];
  v.label_zh = row[3];
  return std::vector<ObdValue>{v};
}

Values vehicle_number(ByteView data) {
  if (!is_vin(as_text(data)))
    return wrong("vin-malformed", "The characters are not those of a vehicle number.");
  return std::vector<ObdValue>{text_value("vin", std::string(as_text(data)))};
}

Values find_values(std::uint32_t to, std::uint16_t id, ByteView data) {
  if (id == vin_identifier) return vehicle_number(data);
  if (is_wwh(id)) return wwh_identifier_values(id, data);
  for (const auto& row : table_rows(data_file("unit_texts.tsv")))
    if (table_hex(row[0]) == id) return text_of_unit(row, data);
  return from_table(to, id, data);
}

}  // namespace

std::optional<std::string> unit_text(ByteView data) {
  auto s = as_text(data);
  const auto fill = [](char c) { return c == '\0' || c == ' '; };
  while (!s.empty() && fill(s.back())) s.remove_suffix(1);
  while (!s.empty() && fill(s.front())) s.remove_prefix(1);
  const bool printable = std::all_of(s.begin(), s.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (s.empty() || !printable) return std::nullopt;
  return std::string(s);
}

std::optional<std::size_t> identifier_bytes(std::uint32_t to, std::uint16_t id) {
  if (id == vin_identifier) return vin_length;
  if (is_wwh(id)) return wwh_identifier_bytes(id);
  for (const auto& row : table_rows(data_file("identifiers.tsv")))
    if (table_hex(row[0]) == to && table_hex(row[2]) == id)
      return static_cast<std::size_t>(table_number(row[3]));
  return std::nullopt;
}

Values identifier_values(std::uint32_t to, std::uint16_t id, ByteView data) {
  OUTPOST_TRY(auto values, find_values(to, id, data));
  for (auto& v : values)
    if (v.key.empty()) v.key = fmt::format("{:04X}", id);
  return values;
}

}  // namespace outpost::dev::services
