#include "devices/codec/vector_row.hpp"

#include "devices/codec/j1939.hpp"
#include "devices/codec/table_fields.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// `\0` to a NUL; the rest as it is.
std::string unescape(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool nul = part[i] == '\\' && i + 1 < part.size() && part[i + 1] == '0';
    out += nul ? '\0' : part[i];
    if (nul) ++i;
  }
  return out;
}

constexpr std::size_t most_repeats = 1'000'000;  // long after a reader has given the reply up

void feed_part(ElmReader& reader, std::string_view part) {
  std::size_t times = 1;
  if (part.starts_with("FLOOD:")) {
    const auto count = part.substr(part.rfind(':') + 1);
    std::from_chars(count.data(), count.data() + count.size(), times);
    times = std::min(times, most_repeats);
    part = part.substr(6, part.rfind(':') - 6);
  }
  const auto line = unescape(part) + "\r";
  for (std::size_t i = 0; i < times; ++i) reader.feed(as_bytes(line));
}

ObdReading fault(const Error& e) {
  ObdReading out;
  out.spoilt = true;
  out.faults.push_back({"", e.name, e.text});
  return out;
}

// An answer to the question that could not be used. A stranger, a unit that answers something else and one
// that says no have given no answer.
bool spoils_answer(const UnitFault& f) {
  return !f.source.empty() && f.name != "source-unexpected" && f.name != "foreign-answer" &&
         !f.name.starts_with("negative-") && !f.name.starts_with("j1939-");
}

// The unit of a value must be named when another one answered too, also when its answer was of no use.
bool several_units(const ObdReading& reading) {
  const auto& first = reading.values.front().source;
  return std::any_of(reading.values.begin(), reading.values.end(),
                     [&](const ObdValue& v) { return v.source != first; }) ||
         std::any_of(reading.faults.begin(), reading.faults.end(),
                     [&](const UnitFault& f) { return spoils_answer(f) && f.source != first; });
}

// "FECA" or "00FECA": the group that was asked for or listened to.
ObdReading decode_j1939(const VectorRow& row, const ElmReply& reply) {
  const auto digits = squeeze(row.request);
  if (!is_hex(digits) || digits.size() > 6)
    return fault(fail(Code::invalid, "request-malformed", "No such group: " + row.request));
  return read_j1939(static_cast<std::uint32_t>(table_hex(digits)), reply, row.headers, digits);
}

}  // namespace

Result<VectorRow> parse_vector_row(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto cells = split(line, '\t');
  if (cells.size() == 4) cells.emplace_back();  // an editor took the tab before empty lines away
  if (cells.size() < 5 || cells[0].empty() || (cells[2] != "on" && cells[2] != "off"))
    return fail(Code::invalid, "row-malformed",
                "A row must be: case, protocol, headers (on, off), request, raw lines.");
  return VectorRow{std::string(cells[0]), std::string(cells[1]), cells[2] == "on", std::string(cells[3]),
                   std::string(cells[4])};
}

ObdReading decode_vector(const VectorRow& row) {
  ElmReader reader;
  for (const auto part : split(row.raw, '|')) feed_part(reader, part);
  reader.feed(as_bytes(">"));
  // A prompt inside the raw lines ends a reply: the last one that says anything counts. A few may be late
  // ones of questions before, more are a flood.
  constexpr int most_replies = 4;
  ElmReply reply;
  int replies = 0;
  while (auto next = reader.next())
    if (!next->lines.empty() || next->overflow) reply = std::move(*next), ++replies;
  if (replies > most_replies) reply.overflow = true;
  if (row.protocol == "ADAPTER") return read_adapter(row.request, reply);
  if (row.protocol == "J1939") return decode_j1939(row, reply);
  const auto* protocol = protocol_by_key(row.protocol);
  if (protocol == nullptr)
    return fault(fail(Code::invalid, "protocol-unknown", "No such protocol: " + row.protocol));
  const auto request = parse_obd_request(row.request);
  if (!request) return fault(request.error());
  return read_obd(*request, {protocol->bus, row.headers, request_text(request->bytes)}, reply);
}

std::string vector_report(const VectorRow& row, const ObdReading& reading, bool all) {
  if (reading.values.empty()) {
    if (reading.no_data) return row.name + "\tnodata\n";
    const auto reason = reading.faults.empty() ? std::string("no-value") : reading.faults.front().name;
    return fmt::format("{}\terror\t{}\n", row.name, reason);
  }
  const bool several = several_units(reading);
  std::string out;
  for (const auto& v : reading.values)
    if (all || !v.detail)
      out += fmt::format("{}\t{}{}\t{}\t{}\n", row.name, v.name, several ? "@" + v.source : "", value_text(v),
                         v.unit);
  return out;
}

}  // namespace outpost::dev
