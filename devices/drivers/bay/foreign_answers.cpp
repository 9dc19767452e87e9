#include "devices/drivers/bay/foreign_answers.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr Micros forget_us = 3 * us_per_s;
constexpr int enough = 3;
constexpr std::uint8_t refusal = 0x7F;

// The payload of a line that is a whole message; empty for parts of a longer one and for what is none.
Bytes whole_message(std::string_view digits, Bus bus) {
  const std::size_t header = bus == Bus::can11 ? 3 : bus == Bus::can29 ? 8 : 6;
  if (digits.size() <= header) return {};
  auto bytes = from_hex(digits.substr(header));
  if (!bytes || bytes->empty()) return {};
  if (!is_can(bus)) {
    bytes->pop_back();  // the checksum
    return std::move(*bytes);
  }
  const std::size_t length = bytes->front();  // of a single frame; the upper half is 0
  if (length == 0 || length > 7 || length >= bytes->size()) return {};
  return Bytes(bytes->begin() + 1, bytes->begin() + 1 + static_cast<std::ptrdiff_t>(length));
}

bool is_foreign(const ObdRequest& request, const Bytes& message) {
  if (message.size() < 2 || message[0] == refusal || message[0] < 0x41) return false;
  if (message[0] != (request.service() | 0x40)) return true;
  const auto asked = request.data();
  return request.service() == 0x01 && std::find(asked.begin(), asked.end(), message[1]) == asked.end();
}

}  // namespace

bool answers_another(const ObdRequest& request, Bus bus, const ElmReply& reply, std::string_view sent) {
  LineScanner scanner(sent);
  return std::any_of(reply.lines.begin(), reply.lines.end(), [&](const std::string& line) {
    const auto read = scanner.scan(line);
    return read && read->kind == LineKind::data && is_foreign(request, whole_message(read->text, bus));
  });
}

void ForeignWatch::note(bool foreign, Micros now) {
  if (now - last_us_ >= forget_us) count_ = 0;
  if (!foreign) return;
  count_ = std::min(count_ + 1, enough);
  last_us_ = now;
}

bool ForeignWatch::there(Micros now) const { return count_ >= enough && now - last_us_ < forget_us; }

}  // namespace outpost::dev
