#include "devices/codec/j1939.hpp"

#include "devices/codec/j1939_frames.hpp"
#include "devices/codec/obd_services.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>

namespace outpost::dev {
namespace {

using services::wrong;

constexpr std::size_t lamp_bytes = 2, code_bytes = 4;
constexpr int count_unknown = 127;

// The lamps from the top bits down; each has two bits in the first byte, and two in the second for its flash.
constexpr std::array<std::string_view, 4> lamps = {"mil", "stop", "warning", "protect"};

void add_lamps(std::string_view prefix, ByteView data, std::vector<ObdValue>& out) {
  for (unsigned i = 0; i < lamps.size(); ++i) {
    const auto state = bits_at(data, i * 2, 2), flash = bits_at(data, 8 + i * 2, 2);
    const auto name = fmt::format("{}lamp.{}", prefix, lamps[i]);
    if (state > 1) continue;  // an error of the lamp, or the unit has none
    out.push_back(flag_value(name, state == 1));
    if (state == 1 && flash <= 1) out.push_back(text_value(name + ".flash", flash == 0 ? "slow" : "fast"));
  }
}

bool all(ByteView bytes, std::uint8_t byte) {
  return std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t b) { return b == byte; });
}

// The codes behind the lamps. A frame of 8 bytes holds one and two bytes of fill; a message in parts holds
// nothing else.
Result<ByteView> code_area(ByteView data) {
  if (data.size() == 8) {
    const auto fill = data.last(2);
    if (!all(fill, 0xFF) && !all(fill, 0x00)) return wrong("dm-length", "The end of the frame is not empty.");
    data = data.first(6);
  }
  if (data.size() < lamp_bytes + code_bytes || (data.size() - lamp_bytes) % code_bytes != 0)
    return wrong("dm-length", fmt::format("{} bytes are no list of codes.", data.size()));
  return data.subspan(lamp_bytes);
}

Result<std::string> code_entry(ByteView four) {
  if (four[3] & 0x80)
    return wrong("conversion-method",
                 "The unit writes its codes in one of three old ways that look the same.");
  const unsigned spn = four[0] | four[1] << 8 | (four[2] & 0xE0u) << 11, fmi = four[2] & 0x1F;
  if (spn == 0) return wrong("code-empty", "A listed code is empty.");
  const int count = four[3];
  return count == count_unknown ? fmt::format("{}-{}:-", spn, fmi) : fmt::format("{}-{}:{}", spn, fmi, count);
}

services::Values report(std::string_view prefix, ByteView data) {
  OUTPOST_TRY(auto rest, code_area(data));
  std::vector<ObdValue> out;
  add_lamps(prefix, data, out);
  auto codes = list_value(fmt::format("{}codes", prefix));
  const bool none = rest.size() == code_bytes && (all(rest, 0) || all(rest, 0xFF));
  for (; !none && !rest.empty(); rest = rest.subspan(code_bytes)) {
    OUTPOST_TRY(auto entry, code_entry(rest.first(code_bytes)));
    codes.list.push_back(std::move(entry));
  }
  out.push_back(std::move(codes));
  return out;
}

// All messages of one unit: they must agree.
services::Values unit_report(std::string_view prefix, const std::vector<UnitMessage>& messages,
                             std::string_view source) {
  const Bytes* first = nullptr;
  for (const auto& m : messages) {
    if (m.source != source) continue;
    if (first == nullptr) first = &m.data;
    if (m.data != *first) return wrong("contradiction", "The unit gave two reports that do not agree.");
  }
  return report(prefix, *first);
}

std::vector<std::string> sources_of(const std::vector<UnitMessage>& messages) {
  std::vector<std::string> out;
  for (const auto& m : messages)
    if (std::find(out.begin(), out.end(), m.source) == out.end()) out.push_back(m.source);
  return out;
}

using Words = std::map<std::uint32_t, J1939Word>;

// Columns: number en zh.
Words read_words(std::string_view file) {
  Words out;
  for (const auto& row : table_rows(data_file(file)))
    out[static_cast<std::uint32_t>(table_number(row[0]))] = {row[1], row[2]};
  return out;
}

J1939Word find(const Words& words, std::uint32_t number) {
  const auto i = words.find(number);
  return i == words.end() ? J1939Word{} : i->second;
}

// A decimal number up to `most`, all of the text.
std::optional<std::uint32_t> number_of(std::string_view text, std::uint32_t most) {
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n > most) return std::nullopt;
  return n;
}

}  // namespace

J1939Id j1939_id(std::uint32_t can_id) {
  J1939Id id;
  id.priority = static_cast<std::uint8_t>(can_id >> 26 & 7);
  id.source = static_cast<std::uint8_t>(can_id);
  const auto format = can_id >> 16 & 0xFF, specific = can_id >> 8 & 0xFF;
  const bool addressed = format < 0xF0;
  id.pgn = (can_id >> 8 & 0x3FF00) | (addressed ? 0 : specific);
  id.destination = addressed ? static_cast<std::uint8_t>(specific) : std::uint8_t{0xFF};
  return id;
}

ObdReading read_j1939(std::uint32_t pgn, const ElmReply& reply, bool headers, const std::string& sent) {
  ObdReading out;
  if (pgn != j1939_dm1 && pgn != j1939_dm2) {
    out.faults.push_back({"", "pgn-unknown", "No decoder for this group."});
    return out;
  }
  auto frames = read_j1939_frames(pgn, reply, headers, sent);
  out.no_data = frames.no_data;
  out.spoilt = frames.spoilt;
  out.faults = std::move(frames.faults);
  for (const auto& source : sources_of(frames.messages)) {
    auto values = unit_report(pgn == j1939_dm1 ? "dm1." : "dm2.", frames.messages, source);
    if (!values) {
      out.faults.push_back({source, values.error().name, values.error().text});
      continue;
    }
    for (auto& v : *values) {
      v.source = source;
      out.values.push_back(std::move(v));
    }
  }
  if (out.values.empty() && out.faults.empty() && !out.no_data)
    out.faults.push_back({"", "no-answer", "Nothing in the reply answers the question."});
  return out;
}

std::optional<J1939Code> parse_j1939_code(std::string_view entry) {
  const auto dash = entry.find('-'), colon = entry.find(':');
  if (dash == std::string_view::npos || colon == std::string_view::npos || dash > colon) return std::nullopt;
  const auto spn = number_of(entry.substr(0, dash), 0x7FFFF);
  const auto fmi = number_of(entry.substr(dash + 1, colon - dash - 1), 31);
  if (!spn || !fmi) return std::nullopt;
  J1939Code out{*spn, static_cast<std::uint8_t>(*fmi), std::nullopt};
  const auto count = entry.substr(colon + 1);
  if (count == "-") return out;
  const auto times = number_of(count, count_unknown - 1);
  if (!times) return std::nullopt;
  out.count = static_cast<int>(*times);
  return out;
}

J1939Word j1939_spn_word(std::uint32_t spn) {
  static const Words words = read_words("j1939_spn.tsv");
  return find(words, spn);
}

J1939Word j1939_fmi_word(std::uint8_t fmi) {
  static const Words words = read_words("j1939_fmi.tsv");
  return find(words, fmi);
}

}  // namespace outpost::dev
