// UDS service 22: identifiers of one unit. F190 is the vehicle number everywhere; the rest is a table per
// make.
#include "devices/codec/obd_services.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/codec/vin.hpp"
#include "devices/data/data.hpp"

#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::int64_t vin_identifier = 0xF190;

// Columns: request_id answer_id identifier bytes field bit bits scale offset unit none guard label_en
// label_zh. `guard` is the first bit of a byte that must not be 0: a tyre that has not reported has no
// temperature either.
Values from_table(const ObdRequest& request, std::int64_t id, ByteView data) {
  std::vector<ObdValue> out;
  bool known = false;
  for (const auto& row : table_rows(data_file("identifiers.tsv"))) {
    if (table_hex(row[0]) != request.to || table_hex(row[2]) != id) continue;
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
    v.key = fmt::format("{:04X}", id);
    v.label_en = row[12];
    v.label_zh = row[13];
    out.push_back(std::move(v));
  }
  if (!known) return wrong("identifier-unknown", fmt::format("Identifier {:04X} is in no table.", id));
  return out;
}

}  // namespace

Values identifier(const ObdRequest& request, const Answers& answers, Bus) {
  if (request.bytes.size() != 3) return wrong("request-malformed", "One identifier at a time.");
  const auto id = bits_at(request.data(), 0, 16);
  const auto data = answers[0].subspan(3);
  if (id != vin_identifier) return from_table(request, id, data);
  if (!is_vin(as_text(data)))
    return wrong("vin-malformed", "The characters are not those of a vehicle number.");
  return std::vector<ObdValue>{text_value("vin", std::string(as_text(data)))};
}

}  // namespace outpost::dev::services
