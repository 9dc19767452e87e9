#include "devices/codec/obd_frames.hpp"

#include "devices/codec/isotp.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

using LineFault = std::optional<UnitFault>;

LineFault spoils(std::string name, std::string text) {
  return UnitFault{"", std::move(name), std::move(text)};
}
LineFault malformed(std::string_view text) {
  return spoils("line-malformed", fmt::format("A line cannot be read: {}", text.substr(0, 40)));
}

FrameSet spoilt(UnitFault fault) {
  FrameSet out;
  out.spoilt = true;
  out.faults.push_back(std::move(fault));
  return out;
}
FrameSet spoilt(std::string name, std::string text) {
  return spoilt(UnitFault{"", std::move(name), std::move(text)});
}

// Why the whole reply is worth nothing once this line has come; nothing for data and harmless lines.
LineFault word_of_adapter(const ElmLineView& read, const std::string& line) {
  switch (read.kind) {
  case LineKind::searching:
  case LineKind::data:
  case LineKind::no_data: return std::nullopt;
  case LineKind::fault: return spoils(std::string(read.fault), "The adapter says: " + line);
  case LineKind::banner: return spoils("adapter-reset", "The adapter started anew in the middle: " + line);
  case LineKind::unknown: return spoils("unknown-command", "The adapter does not know this command.");
  case LineKind::ok:
  case LineKind::text: break;
  }
  return spoils("line-malformed", "A line that is no answer of a car: " + line.substr(0, 40));
}

std::uint32_t hex_number(std::string_view digits) {
  std::uint32_t n = 0;
  for (const char c : digits) n = n << 4 | static_cast<std::uint32_t>(hex_digit(c));
  return n;
}

// The bytes of one line: one more than any CAN frame has, so that a longer one is seen to be too long.
class FrameBytes {
public:
  // `digits`: hexadecimal, an even number.
  explicit FrameBytes(std::string_view digits) {
    size_ = std::min(digits.size() / 2, bytes_.size());
    for (std::size_t i = 0; i < size_; ++i)
      bytes_[i] = static_cast<std::uint8_t>(hex_digit(digits[2 * i]) << 4 | hex_digit(digits[2 * i + 1]));
  }
  ByteView view() const { return ByteView(bytes_).first(size_); }

private:
  std::array<std::uint8_t, can_frame_bytes + 1> bytes_{};
  std::size_t size_ = 0;
};

class Assembler {
public:
  explicit Assembler(const ReplyContext& context) : context_(context) {}

  // A fault when the line spoils the whole reply.
  LineFault line(std::string_view text) {
    if (is_can(context_.bus)) return context_.headers ? can_line(text) : bare_can_line(text);
    return legacy_line(text);
  }
  FrameSet finish();

private:
  struct Unit {
    Unit(std::uint32_t id_, std::size_t room) : id(id_), receiver(room) {}
    std::uint32_t id;
    IsoTpReceiver receiver;
    std::vector<Bytes> messages;
    std::optional<Error> error;
  };

  LineFault can_line(std::string_view text);
  LineFault bare_can_line(std::string_view text);
  LineFault bare_part(std::string_view text, std::size_t colon);
  LineFault legacy_line(std::string_view text);
  std::optional<UnitFault> legacy_header_fault(ByteView bytes) const;
  void frame(Unit& u, ByteView bytes);
  bool wanted(std::uint32_t id) const;
  std::string source_text(std::uint32_t id) const;
  Unit& unit(std::uint32_t id);

  const ReplyContext& context_;
  std::vector<Unit> units_;  // in the order of their first answer
  std::vector<UnitFault> strangers_;
  std::size_t announced_ = 0;  // without headers: bytes of the length line, until part 0 has come
};

Assembler::Unit& Assembler::unit(std::uint32_t id) {
  const auto i = std::find_if(units_.begin(), units_.end(), [&](const Unit& u) { return u.id == id; });
  if (i != units_.end()) return *i;
  units_.emplace_back(id, context_.address.room());
  return units_.back();
}

bool Assembler::wanted(std::uint32_t id) const {
  if (context_.answer_id != 0) return id == context_.answer_id;
  return context_.bus == Bus::can11 ? id >= 0x7E8 && id <= 0x7EF : (id >> 8) == 0x18DAF1;
}

std::string Assembler::source_text(std::uint32_t id) const {
  if (!context_.headers) return {};
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out(context_.bus == Bus::can11 ? 3 : context_.bus == Bus::can29 ? 8 : 2, '0');
  for (auto i = out.size(); i > 0; id >>= 4) out[--i] = digits[id & 0xF];
  return out;
}

// Identifier, the number of bytes as one digit when the adapter shows it (ATD1: seen by the odd number of
// digits), and the bytes.
LineFault Assembler::can_line(std::string_view text) {
  const std::size_t id_digits = context_.bus == Bus::can11 ? 3 : 8;
  if (text.size() < id_digits || !is_hex(text)) return malformed(text);
  const auto id = hex_number(text.substr(0, id_digits));
  auto digits = text.substr(id_digits);
  if (digits.size() % 2 != 0) {
    const auto bytes = static_cast<std::size_t>(hex_digit(digits[0]));
    digits.remove_prefix(1);
    if (digits.size() != bytes * 2) return malformed(text);
  }
  const FrameBytes bytes(digits);
  const auto body = isotp_body(context_.address, bytes.view());
  if (wanted(id) && (!context_.address.in || !body.empty()))
    frame(unit(id), body);
  else
    strangers_.push_back(
        {source_text(id), "source-unexpected", "This identifier does not answer OBD requests."});
  return std::nullopt;
}

void Assembler::frame(Unit& u, ByteView bytes) {
  if (u.error) return;
  auto message = u.receiver.on_frame(bytes);
  if (!message)
    u.error = std::move(message).error();
  else if (*message)
    u.messages.push_back(std::move(**message));
}

// Without headers a long message is "014", then "0: ...", "1: ..."; a short one is just its bytes.
LineFault Assembler::bare_can_line(std::string_view text) {
  if (const auto colon = text.find(':'); colon != std::string_view::npos) return bare_part(text, colon);
  if (!is_hex(text)) return malformed(text);
  if (announced_ != 0 || unit(0).receiver.open())
    return spoils("isotp-interrupted", "A new answer began before the last one was complete.");
  if (text.size() == 3) {
    announced_ = hex_number(text);
    if (announced_ == 0) return spoils("isotp-length", "A message of no bytes was announced.");
    return std::nullopt;
  }
  if (text.size() % 2 != 0) return malformed(text);
  const FrameBytes bytes(text);
  if (bytes.view().size() > can_frame_bytes - 1)
    return spoils("isotp-length", "A line is longer than one frame.");
  unit(0).messages.emplace_back(bytes.view().begin(), bytes.view().end());
  return std::nullopt;
}

LineFault Assembler::bare_part(std::string_view text, std::size_t colon) {
  const auto number = text.substr(0, colon), digits = text.substr(colon + 1);
  if (number.size() != 1 || !is_hex(number) || digits.size() % 2 != 0 || (!digits.empty() && !is_hex(digits)))
    return malformed(text);
  const auto n = static_cast<std::uint8_t>(hex_digit(number[0]));
  Bytes rebuilt;
  if (announced_ != 0) {
    if (n != 0) return spoils("isotp-sequence", "The first part of a message is missing.");
    rebuilt = {static_cast<std::uint8_t>(0x10 | announced_ >> 8), static_cast<std::uint8_t>(announced_)};
    announced_ = 0;
  } else {
    rebuilt = {static_cast<std::uint8_t>(0x20 | n)};
  }
  const FrameBytes bytes(digits);
  rebuilt.insert(rebuilt.end(), bytes.view().begin(), bytes.view().end());
  auto& u = unit(0);
  frame(u, rebuilt);
  if (u.error) return spoils(u.error->name, u.error->text);
  return std::nullopt;
}

std::optional<UnitFault> Assembler::legacy_header_fault(ByteView b) const {
  const auto body = b.first(b.size() - 1);
  const bool iso = context_.bus == Bus::iso9141 || context_.bus == Bus::kwp;
  if ((iso ? sum_checksum(body) : j1850_crc(body)) != b.back())
    return UnitFault{"", "checksum", "The checksum of a line is wrong."};
  if (context_.bus == Bus::kwp) {
    const std::size_t length = b[0] & 0x3F;
    if ((b[0] & 0xC0) != 0x80 || b[1] != 0xF1)
      return UnitFault{"", "source-unexpected", "The line is not addressed to us."};
    if (length != b.size() - 4)
      return UnitFault{"", "length",
                       fmt::format("The header says {} bytes, the line has {}.", length, b.size() - 4)};
    return std::nullopt;
  }
  if (b[0] != (context_.bus == Bus::j1850_pwm ? 0x41 : 0x48) || b[1] != 0x6B)
    return UnitFault{"", "source-unexpected", "The line is not an answer to us."};
  return std::nullopt;
}

LineFault Assembler::legacy_line(std::string_view text) {
  auto bytes = from_hex(text);
  if (!bytes) return malformed(text);
  if (!context_.headers) {
    unit(0).messages.push_back(std::move(*bytes));
    return std::nullopt;
  }
  constexpr std::size_t overhead = 4;  // three header bytes and the checksum
  if (bytes->size() <= overhead)
    return spoils("length", "A line is too short for a header, data and a checksum.");
  const std::uint32_t source = (*bytes)[2];
  if (auto fault = legacy_header_fault(*bytes)) {
    // With a wrong checksum the source byte itself cannot be believed: nobody can say whose line this was.
    if (fault->name != "source-unexpected") return fault;
    fault->source = source_text(source);
    strangers_.push_back(std::move(*fault));
    return std::nullopt;
  }
  unit(source).messages.emplace_back(bytes->begin() + 3, bytes->end() - 1);
  return std::nullopt;
}

FrameSet Assembler::finish() {
  if (announced_ != 0) return spoilt("isotp-incomplete", "A message was announced and did not come.");
  FrameSet out;
  for (auto& u : units_) {
    if (!u.error && u.receiver.open()) u.error = u.receiver.incomplete();
    const auto source = source_text(u.id);
    if (u.error)
      out.faults.push_back({source, u.error->name, u.error->text});
    else
      for (auto& m : u.messages) out.messages.push_back({source, std::move(m)});
  }
  out.faults.insert(out.faults.end(), strangers_.begin(), strangers_.end());
  return out;
}

}  // namespace

std::optional<FrameSet> each_data_line(const ElmReply& reply, std::string_view sent,
                                       const std::function<LineFault(std::string_view)>& take) {
  if (reply.overflow) return spoilt("reply-overflow", "The adapter sent more than any answer can be.");
  bool any = false, no_data = false;
  LineFault unread;
  LineScanner scanner(sent);
  for (const auto& line : reply.lines) {
    const auto read = scanner.scan(line);
    if (!read) continue;
    if (read->kind == LineKind::ok && !any) continue;  // of a command before, whose prompt was lost
    if (auto word = word_of_adapter(*read, line)) return spoilt(std::move(*word));
    no_data = no_data || read->kind == LineKind::no_data;
    if (read->kind != LineKind::data) continue;
    any = true;
    if (!unread) unread = take(read->text);
  }
  if (no_data && any) return spoilt("no-data-inside", "The answer broke off: NO DATA.");
  if (unread) return spoilt(std::move(*unread));
  if (!any && !no_data) return spoilt("empty-reply", "The adapter gave no answer.");
  if (!no_data) return std::nullopt;
  FrameSet out;
  out.no_data = true;
  return out;
}

FrameSet read_frames(const ElmReply& reply, const ReplyContext& context) {
  if (reply.overflow) return spoilt("reply-overflow", "The adapter sent more than any answer can be.");
  if (context.bus == Bus::none) return spoilt("no-protocol", "The car's protocol is not known.");
  Assembler assembler(context);
  auto refused =
      each_data_line(reply, context.sent, [&](std::string_view text) { return assembler.line(text); });
  return refused ? std::move(*refused) : assembler.finish();
}

}  // namespace outpost::dev
