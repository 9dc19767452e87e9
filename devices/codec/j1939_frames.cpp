#include "devices/codec/j1939_frames.hpp"

#include "devices/codec/j1939.hpp"
#include "devices/codec/table_fields.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::uint32_t connection_pgn = 0xEC00, data_pgn = 0xEB00, acknowledge_pgn = 0xE800;
constexpr std::size_t frame_bytes = 8, packet_bytes = 7, id_digits = 8;
constexpr std::uint8_t announce_all = 0x20, announce_one = 0x10, abort_transfer = 0xFF;

std::uint32_t pgn_at(ByteView frame) {  // the last three bytes, lowest first
  return static_cast<std::uint32_t>(frame[5] | frame[6] << 8 | frame[7] << 16);
}

// The identifier in front of a line. ELM327 writes either the 29 bits as they are ("18FECA00") or the
// priority apart ("60FECA00"). Group and source stand in the same places of both.
std::optional<J1939Id> id_of(std::string_view digits) {
  const auto raw = static_cast<std::uint32_t>(table_hex(digits));
  const auto first = raw >> 28, second = (raw >> 24) & 0xF;
  if (second > 3 && first > 1) return std::nullopt;
  auto id = j1939_id(raw & 0x03FFFFFF);
  id.priority = static_cast<std::uint8_t>(second > 3 ? (raw >> 26) & 7 : first & 7);
  return first > 7 ? std::nullopt : std::optional(id);
}

class Assembler {
public:
  Assembler(std::uint32_t pgn, bool headers) : pgn_(pgn), headers_(headers) {}

  // false: the line cannot be read and spoils the whole reply.
  bool line(std::string_view text) { return headers_ ? frame_line(text) : bare_line(text); }
  FrameSet finish();

private:
  struct Unit {
    std::string source;
    std::vector<Bytes> messages;
    std::optional<UnitFault> fault;
    Bytes open;
    std::size_t expected = 0;  // bytes of the open message; 0 = none
    unsigned next = 1;         // number of the next packet
    bool wanted = false;       // the open message is of our group
  };

  bool frame_line(std::string_view text);
  bool bare_line(std::string_view text);
  Unit& unit(const std::string& source);
  void connection(Unit& u, ByteView frame);
  void begin(Unit& u, std::size_t bytes, bool wanted);
  void packet(Unit& u, unsigned number, ByteView data);
  void acknowledge(Unit& u, ByteView frame);
  void refuse(Unit& u, std::string name, std::string text) {
    if (!u.fault) u.fault = UnitFault{u.source, std::move(name), std::move(text)};
  }

  std::uint32_t pgn_;
  bool headers_;
  std::vector<Unit> units_;
};

Assembler::Unit& Assembler::unit(const std::string& source) {
  const auto i =
      std::find_if(units_.begin(), units_.end(), [&](const Unit& u) { return u.source == source; });
  if (i != units_.end()) return *i;
  units_.push_back({source, {}, {}, {}, 0, 1, false});
  return units_.back();
}

bool Assembler::frame_line(std::string_view text) {
  if (text.size() < id_digits || !is_hex(text)) return false;
  const auto id = id_of(text.substr(0, id_digits));
  const auto data = from_hex(text.substr(id_digits));
  if (!id || !data || data->empty() || data->size() > frame_bytes) return false;
  auto& u = unit(fmt::format("{:02X}", id->source));
  const bool full = data->size() == frame_bytes;
  if (id->pgn == pgn_)
    u.messages.push_back(*data);
  else if (id->pgn == connection_pgn && full)
    connection(u, *data);
  else if (id->pgn == data_pgn && full)
    packet(u, (*data)[0], ByteView(*data).subspan(1));
  else if (id->pgn == acknowledge_pgn && full)
    acknowledge(u, *data);
  else if (id->pgn == connection_pgn || id->pgn == data_pgn)
    refuse(u, "tp-length", "A frame of a long message is too short.");
  return true;  // other groups are none of ours
}

// "012", "01: 7 bytes", "02: ..."; a short message is just its bytes.
bool Assembler::bare_line(std::string_view text) {
  auto& u = unit("");
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    const auto data = from_hex(text.substr(colon + 1));
    if (colon != 2 || !is_hex(text.substr(0, colon)) || !data || data->size() != packet_bytes) return false;
    packet(u, static_cast<unsigned>(table_hex(text.substr(0, colon))), *data);
    return true;
  }
  if (!is_hex(text)) return false;
  if (text.size() == 3) {
    begin(u, static_cast<std::size_t>(table_hex(text)), true);
    return true;
  }
  // A full frame, so that bytes that look like the echo of the question are missed when they were taken off.
  auto data = from_hex(text);
  if (!data || data->size() != frame_bytes) return false;
  if (u.expected != 0) refuse(u, "tp-interrupted", "A new message began before the last one was complete.");
  u.messages.push_back(std::move(*data));
  return true;
}

void Assembler::begin(Unit& u, std::size_t bytes, bool wanted) {
  if (u.expected != 0) refuse(u, "tp-interrupted", "A new message began before the last one was complete.");
  if (bytes <= frame_bytes || bytes > j1939_max_message_bytes)
    return refuse(u, "tp-length", fmt::format("A message of {} bytes was announced in parts.", bytes));
  u.open.clear();
  u.expected = bytes;
  u.next = 1;
  u.wanted = wanted;
}

void Assembler::connection(Unit& u, ByteView frame) {
  const bool ours = pgn_at(frame) == pgn_;
  if (frame[0] == abort_transfer && ours) return refuse(u, "tp-abort", "The unit broke the message off.");
  if (frame[0] != announce_all && frame[0] != announce_one) return;
  const std::size_t bytes = frame[1] | static_cast<std::size_t>(frame[2]) << 8;
  begin(u, bytes, ours);
  if (frame[3] != (bytes + packet_bytes - 1) / packet_bytes)
    refuse(u, "tp-length", "The number of parts does not fit the length.");
}

void Assembler::packet(Unit& u, unsigned number, ByteView data) {
  if (u.expected == 0) return refuse(u, "tp-no-begin", "A part came without a beginning.");
  if (number != u.next)
    return refuse(u, "tp-sequence", fmt::format("Part {} came where {} was due.", number, u.next));
  ++u.next;
  const auto n = std::min(packet_bytes, u.expected - u.open.size());
  u.open.insert(u.open.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(n));
  if (u.open.size() < u.expected) return;
  u.expected = 0;
  if (u.wanted) u.messages.push_back(std::exchange(u.open, {}));
}

void Assembler::acknowledge(Unit& u, ByteView frame) {
  if (pgn_at(frame) != pgn_) return;
  if (frame[0] == 1) refuse(u, "j1939-refused", "The unit does not have this report.");
  if (frame[0] == 2) refuse(u, "j1939-denied", "The unit does not give this report to us.");
  if (frame[0] == 3) refuse(u, "j1939-busy", "The unit is busy.");
}

FrameSet Assembler::finish() {
  FrameSet out;
  for (auto& u : units_) {
    if (u.expected != 0 && u.wanted)
      refuse(u, "tp-incomplete",
             fmt::format("Only {} of {} bytes of a message arrived.", u.open.size(), u.expected));
    if (u.fault)
      out.faults.push_back(std::move(*u.fault));
    else
      for (auto& m : u.messages) out.messages.push_back({u.source, std::move(m)});
  }
  return out;
}

}  // namespace

FrameSet read_j1939_frames(std::uint32_t pgn, const ElmReply& reply, bool headers, const std::string& sent) {
  Assembler assembler(pgn, headers);
  const auto take = [&](std::string_view line) -> std::optional<UnitFault> {
    if (assembler.line(line)) return std::nullopt;
    return UnitFault{"", "line-malformed", fmt::format("A line cannot be read: {}", line.substr(0, 40))};
  };
  if (auto refused = each_data_line(reply, sent, take)) return std::move(*refused);
  return assembler.finish();
}

}  // namespace outpost::dev
