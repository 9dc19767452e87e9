#include "devices/codec/obd_frames.hpp"

#include "devices/codec/isotp.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace outpost::dev {
namespace {

struct Fault {
  std::string name, text;
};

FrameSet spoil(std::string name, std::string text) {
  FrameSet out;
  out.spoilt = true;
  out.faults.push_back({"", std::move(name), std::move(text)});
  return out;
}

// The data lines, or the reason why the reply as a whole is worth nothing.
struct DataLines {
  std::vector<std::string> lines;
  bool no_data = false;
  std::optional<Fault> fault;
};

DataLines data_lines(const ElmReply& reply, const std::string& sent) {
  DataLines out;
  for (const auto& line : reply.lines) {
    const auto read = classify_line(line, sent);
    if (!read) continue;
    switch (read->kind) {
    case LineKind::searching: break;
    case LineKind::data: out.lines.push_back(read->text); break;
    case LineKind::no_data: out.no_data = true; break;
    case LineKind::fault:
      out.fault = Fault{std::string(read->fault), "The adapter says: " + line};
      return out;
    case LineKind::banner:
      out.fault = Fault{"adapter-reset", "The adapter started anew in the middle: " + line};
      return out;
    case LineKind::unknown:
      out.fault = Fault{"unknown-command", "The adapter does not know this command."};
      return out;
    case LineKind::ok:
    case LineKind::text:
      out.fault = Fault{"line-malformed", "A line that is no answer of a car: " + line.substr(0, 40)};
      return out;
    }
  }
  return out;
}

class Assembler {
public:
  explicit Assembler(const ReplyContext& context) : context_(context) {}

  // false: the line spoils the whole reply (fault() says why).
  bool line(std::string_view text) {
    if (is_can(context_.bus)) return context_.headers ? can_line(text) : bare_can_line(text);
    return legacy_line(text);
  }
  FrameSet finish();
  const Fault& fault() const { return fault_; }

private:
  struct Unit {
    IsoTpReceiver receiver;
    std::vector<Bytes> messages;
    std::optional<Error> error;
  };

  bool can_line(std::string_view text);
  bool bare_can_line(std::string_view text);
  bool bare_part(std::string_view text, std::size_t colon);
  bool legacy_line(std::string_view text);
  std::optional<Fault> legacy_header_fault(ByteView bytes) const;
  void frame(const std::string& source, ByteView bytes);
  bool bare_frame(ByteView bytes);
  bool spoilt(std::string name, std::string why) {
    fault_ = {std::move(name), std::move(why)};
    return false;
  }
  bool malformed(std::string_view text) {
    return spoilt("line-malformed", fmt::format("A line cannot be read: {}", text.substr(0, 40)));
  }
  bool wanted(std::uint32_t id) const;
  Unit& unit(const std::string& source);

  const ReplyContext& context_;
  Fault fault_;
  std::vector<std::pair<std::string, Unit>> units_;  // in the order of their first answer
  std::vector<UnitFault> strangers_;
  std::size_t announced_ = 0;  // without headers: bytes of the length line, until part 0 has come
};

Assembler::Unit& Assembler::unit(const std::string& source) {
  const auto i = std::find_if(units_.begin(), units_.end(), [&](const auto& u) { return u.first == source; });
  if (i != units_.end()) return i->second;
  return units_.emplace_back(source, Unit{}).second;
}

bool Assembler::wanted(std::uint32_t id) const {
  if (context_.answer_id != 0) return id == context_.answer_id;
  return context_.bus == Bus::can11 ? id >= 0x7E8 && id <= 0x7EF : (id >> 8) == 0x18DAF1;
}

bool Assembler::can_line(std::string_view text) {
  const std::size_t id_digits = context_.bus == Bus::can11 ? 3 : 8;
  if (text.size() < id_digits || !is_hex(text)) return malformed(text);
  const auto id_text = text.substr(0, id_digits);
  const auto bytes = from_hex(text.substr(id_digits));
  if (!bytes) return malformed(text);
  std::uint32_t id = 0;
  for (const char c : id_text) id = id << 4 | static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'A' + 10);
  if (wanted(id))
    frame(std::string(id_text), *bytes);
  else
    strangers_.push_back(
        {std::string(id_text), "source-unexpected", "This identifier does not answer OBD requests."});
  return true;
}

void Assembler::frame(const std::string& source, ByteView bytes) {
  auto& u = unit(source);
  if (u.error) return;
  auto message = u.receiver.on_frame(bytes);
  if (!message)
    u.error = std::move(message).error();
  else if (*message)
    u.messages.push_back(std::move(**message));
}

// Without headers a long message is "014", then "0: ...", "1: ..."; a short one is just its bytes.
bool Assembler::bare_can_line(std::string_view text) {
  if (const auto colon = text.find(':'); colon != std::string_view::npos) return bare_part(text, colon);
  if (!is_hex(text)) return malformed(text);
  if (announced_ != 0 || unit("").receiver.open())
    return spoilt("isotp-interrupted", "A new answer began before the last one was complete.");
  if (text.size() == 3) {
    for (const char c : text)
      announced_ = announced_ << 4 | static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'A' + 10);
    return announced_ != 0 || spoilt("isotp-length", "A message of no bytes was announced.");
  }
  const auto bytes = from_hex(text);
  if (!bytes) return malformed(text);
  if (bytes->size() > 7) return spoilt("isotp-length", "A line is longer than one frame.");
  unit("").messages.push_back(*bytes);
  return true;
}

bool Assembler::bare_part(std::string_view text, std::size_t colon) {
  const auto number = text.substr(0, colon);
  const auto bytes = from_hex(text.substr(colon + 1));
  if (!bytes || number.size() != 1 || !is_hex(number)) return malformed(text);
  const auto n = static_cast<std::uint8_t>(number[0] <= '9' ? number[0] - '0' : number[0] - 'A' + 10);
  Bytes rebuilt;
  if (announced_ != 0) {
    if (n != 0) return spoilt("isotp-sequence", "The first part of a message is missing.");
    rebuilt = {static_cast<std::uint8_t>(0x10 | announced_ >> 8), static_cast<std::uint8_t>(announced_)};
    announced_ = 0;
  } else {
    rebuilt = {static_cast<std::uint8_t>(0x20 | n)};
  }
  rebuilt.insert(rebuilt.end(), bytes->begin(), bytes->end());
  return bare_frame(rebuilt);
}

bool Assembler::bare_frame(ByteView bytes) {
  frame("", bytes);
  const auto& error = unit("").error;
  return !error || spoilt(error->name, error->text);
}

std::optional<Fault> Assembler::legacy_header_fault(ByteView b) const {
  const auto body = b.first(b.size() - 1);
  const bool iso = context_.bus == Bus::iso9141 || context_.bus == Bus::kwp;
  if ((iso ? sum_checksum(body) : j1850_crc(body)) != b.back())
    return Fault{"checksum", "The checksum of a line is wrong."};
  if (context_.bus == Bus::kwp) {
    const std::size_t length = b[0] & 0x3F;
    if ((b[0] & 0xC0) != 0x80 || b[1] != 0xF1)
      return Fault{"source-unexpected", "The line is not addressed to us."};
    if (length != b.size() - 4)
      return Fault{"length", fmt::format("The header says {} bytes, the line has {}.", length, b.size() - 4)};
    return std::nullopt;
  }
  if (b[0] != (context_.bus == Bus::j1850_pwm ? 0x41 : 0x48) || b[1] != 0x6B)
    return Fault{"source-unexpected", "The line is not an answer to us."};
  return std::nullopt;
}

bool Assembler::legacy_line(std::string_view text) {
  auto bytes = from_hex(text);
  if (!bytes) return malformed(text);
  if (!context_.headers) {
    unit("").messages.push_back(std::move(*bytes));
    return true;
  }
  constexpr std::size_t overhead = 4;  // three header bytes and the checksum
  if (bytes->size() <= overhead)
    return spoilt("length", "A line is too short for a header, data and a checksum.");
  const auto source = fmt::format("{:02X}", (*bytes)[2]);
  if (auto fault = legacy_header_fault(*bytes)) {
    if (fault->name == "source-unexpected")
      strangers_.push_back({source, fault->name, fault->text});
    else  // the source byte itself cannot be believed: nobody can say whose line this was
      return spoilt(fault->name, fault->text);
    return true;
  }
  unit(source).messages.emplace_back(bytes->begin() + 3, bytes->end() - 1);
  return true;
}

FrameSet Assembler::finish() {
  FrameSet out;
  if (announced_ != 0) return spoil("isotp-incomplete", "A message was announced and did not come.");
  for (auto& [source, u] : units_) {
    if (!u.error && u.receiver.open()) u.error = u.receiver.incomplete();
    if (u.error)
      out.faults.push_back({source, u.error->name, u.error->text});
    else
      for (auto& m : u.messages) out.messages.push_back({source, std::move(m)});
  }
  out.faults.insert(out.faults.end(), strangers_.begin(), strangers_.end());
  return out;
}

}  // namespace

FrameSet read_frames(const ElmReply& reply, const ReplyContext& context) {
  if (reply.overflow) return spoil("reply-overflow", "The adapter sent more than any answer can be.");
  if (context.bus == Bus::none) return spoil("no-protocol", "The car's protocol is not known.");
  const auto data = data_lines(reply, context.sent);
  if (data.fault) return spoil(data.fault->name, data.fault->text);
  if (data.no_data && !data.lines.empty()) return spoil("no-data-inside", "The answer broke off: NO DATA.");
  if (data.no_data) {
    FrameSet out;
    out.no_data = true;
    return out;
  }
  if (data.lines.empty()) return spoil("empty-reply", "The adapter gave no answer.");
  Assembler assembler(context);
  for (const auto& line : data.lines)
    if (!assembler.line(line)) return spoil(assembler.fault().name, assembler.fault().text);
  return assembler.finish();
}

}  // namespace outpost::dev
