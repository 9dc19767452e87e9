#include "devices/codec/pid_table.hpp"

#include "devices/codec/code_text.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

PidField::Kind kind_of(std::string_view s) {
  using Kind = PidField::Kind;
  if (s == "s") return Kind::signed_number;
  if (s == "code") return Kind::code;
  if (s == "bool") return Kind::flag;
  if (s == "dtc") return Kind::dtc;
  if (s == "pids") return Kind::pids;
  if (s == "raw") return Kind::raw;
  return Kind::number;
}

// "3": bit 3 must be set. "0!4": bit 0 must be set and bit 4 clear.
void read_needs(PidField& f, std::string_view cell) {
  if (cell == "-") return;
  const auto mark = cell.find('!');
  f.needs = static_cast<int>(table_number(cell.substr(0, mark)));
  if (mark != cell.npos) f.blocked_by = static_cast<int>(table_number(cell.substr(mark + 1)));
}

// Columns: pid bytes field bit bits kind scale offset unit needs none label_en label_zh codes show. The test
// that walks all rows vouches for their form.
std::array<Pid, 256> read_table() {
  std::array<Pid, 256> pids;
  for (const auto& row : table_rows(data_file("pids.tsv"))) {
    const auto number = static_cast<std::uint8_t>(table_hex(row[0]));
    auto& pid = pids[number];
    pid.number = number;
    pid.bytes = static_cast<std::size_t>(table_number(row[1]));
    PidField f{row[2], row[8], row[11], row[12]};
    f.bit = static_cast<unsigned>(table_number(row[3]));
    f.bits = static_cast<unsigned>(table_number(row[4]));
    f.kind = kind_of(row[5]);
    f.scale = table_number(row[6]);
    f.offset = table_number(row[7]);
    read_needs(f, row[9]);
    if (row[10] != "-") f.none = table_hex(row[10]);
    if (row[13] != "-") f.codes = row[13];
    f.detail = row[14].starts_with("detail");
    pid.fields.push_back(f);
  }
  return pids;
}

std::vector<std::string> supported(std::uint8_t base, std::int64_t raw) {
  std::vector<std::string> out;
  for (unsigned i = 0; i < 32 && base + i + 1 <= 0xFF; ++i)  // the last list has one bit without a meaning
    if (raw >> (31 - i) & 1) out.push_back(fmt::format("{:02X}", base + i + 1));
  return out;
}

ObdValue read_field(const Pid& pid, const PidField& f, std::int64_t raw) {
  ObdValue v;
  v.key = fmt::format("{:02X}", pid.number);
  v.name = f.name;
  v.unit = f.unit;
  v.label_en = f.label_en;
  v.label_zh = f.label_zh;
  v.detail = f.detail;
  if (!f.codes.empty()) {
    const auto words = code_text(f.codes, raw);
    v.text_en = words.en;
    v.text_zh = words.zh;
  }
  switch (f.kind) {
  case PidField::Kind::number: v.number = static_cast<double>(raw) * f.scale + f.offset; break;
  case PidField::Kind::signed_number:
    v.number = static_cast<double>(sign_extend(raw, f.bits)) * f.scale + f.offset;
    break;
  case PidField::Kind::code: v.kind = ValueKind::code, v.number = static_cast<double>(raw); break;
  case PidField::Kind::flag: v.kind = ValueKind::flag, v.number = static_cast<double>(raw); break;
  case PidField::Kind::dtc:
    v.kind = ValueKind::text;
    v.text = dtc_text_code(static_cast<std::uint8_t>(raw >> 8), static_cast<std::uint8_t>(raw));
    if (v.text.empty()) v.text = "none";
    break;
  case PidField::Kind::raw:
    v.kind = ValueKind::text;
    v.text = fmt::format("{:0{}x}", raw, f.bits / 4);
    break;
  case PidField::Kind::pids: v.kind = ValueKind::list, v.list = supported(pid.number, raw); break;
  }
  return v;
}

}  // namespace

const Pid* find_pid(std::uint8_t number) {
  static const std::array<Pid, 256> table = read_table();
  return table[number].bytes == 0 ? nullptr : &table[number];
}

std::vector<ObdValue> decode_pid(const Pid& pid, ByteView data) {
  std::vector<ObdValue> out;
  out.reserve(pid.fields.size());
  for (const auto& f : pid.fields) {
    if (f.needs >= 0 && !(data[0] >> f.needs & 1)) continue;
    if (f.blocked_by >= 0 && (data[0] >> f.blocked_by & 1)) continue;
    const auto raw = bits_at(data, f.bit, f.bits);
    if (f.none < 0 || raw != f.none) out.push_back(read_field(pid, f, raw));
  }
  return out;
}

}  // namespace outpost::dev
