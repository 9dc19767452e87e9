#include "devices/codec/shelf_frame.hpp"

#include "devices/codec/cobs.hpp"
#include "devices/codec/crc16.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

enum Type : std::uint8_t {
  hello = 0x01,
  sample = 0x02,
  door = 0x03,
  get_hello = 0x10,
  set_rate = 0x11,
  led = 0x12,
  nak = 0x7F,
};
constexpr int no_temperature = 0x7FFF;

void put(Bytes& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint32_t get(ByteView in, std::size_t at, int bytes) {
  std::uint32_t v = 0;
  for (int i = 0; i < bytes; ++i)
    v |= static_cast<std::uint32_t>(in[at + static_cast<std::size_t>(i)]) << (8 * i);
  return v;
}

std::int32_t signed_of(std::uint32_t v, int bits) {
  const std::uint32_t top = 1u << (bits - 1);
  return static_cast<std::int32_t>((v ^ top)) - static_cast<std::int32_t>(top);
}

struct Encoder {
  Bytes& out;
  void operator()(const ShelfHello& f) {
    out = {Type::hello, static_cast<std::uint8_t>(f.version), static_cast<std::uint8_t>(f.channels)};
    put(out, static_cast<std::uint32_t>(f.rate_deci_hz), 2);
    out.insert(out.end(), f.board.begin(), f.board.end());
    put(out, static_cast<std::uint32_t>(f.firmware), 2);
  }
  void operator()(const ShelfSample& f) {
    out = {Type::sample, f.seq};
    put(out, f.t_ms, 4);
    out.push_back(static_cast<std::uint8_t>(f.first));
    out.push_back(static_cast<std::uint8_t>(f.raw.size()));
    for (const auto raw : f.raw) put(out, static_cast<std::uint32_t>(raw), 3);
    put(out, f.faults, 4);
    put(out, static_cast<std::uint32_t>(f.temperature_centi_c.value_or(no_temperature)), 2);
  }
  void operator()(const ShelfDoor& f) {
    out = {Type::door, f.seq};
    put(out, f.t_ms, 4);
    out.push_back(f.bits);
  }
  void operator()(const ShelfGetHello&) { out = {Type::get_hello}; }
  void operator()(const ShelfSetRate& f) {
    out = {Type::set_rate, static_cast<std::uint8_t>(f.fast ? 1 : 0)};
  }
  void operator()(const ShelfLed& f) { out = {Type::led, f.channel, f.pattern}; }
  void operator()(const ShelfNak& f) { out = {Type::nak, f.type, f.reason}; }
  void operator()(const ShelfUnknown& f) { out = {f.type}; }
};

Error wrong_length() {
  return fail(Code::corrupt, "shelf-length", "A frame of the shelf board is not as long as its type wants.");
}

Result<ShelfFrame> read_hello(ByteView b) {
  if (b.size() != 18) return wrong_length();
  ShelfHello f;
  f.version = b[0];
  f.channels = b[1];
  f.rate_deci_hz = static_cast<int>(get(b, 2, 2));
  std::copy_n(b.begin() + 4, f.board.size(), f.board.begin());
  f.firmware = static_cast<int>(get(b, 16, 2));
  if (f.channels < 1 || f.channels > shelf_max_channels) return wrong_length();
  return ShelfFrame(f);
}

Result<ShelfFrame> read_sample(ByteView b) {
  constexpr std::size_t head = 7, tail = 6;
  if (b.size() < head) return wrong_length();
  ShelfSample f;
  f.seq = b[0];
  f.t_ms = get(b, 1, 4);
  f.first = b[5];
  const std::size_t n = b[6];
  if (n < 1 || f.first + static_cast<int>(n) > shelf_max_channels || b.size() != head + n * 3 + tail)
    return wrong_length();
  for (std::size_t i = 0; i < n; ++i) f.raw.push_back(signed_of(get(b, head + i * 3, 3), 24));
  f.faults = get(b, head + n * 3, 4);
  const auto t = get(b, head + n * 3 + 4, 2);
  if (t != no_temperature) f.temperature_centi_c = signed_of(t, 16);
  return ShelfFrame(std::move(f));
}

Result<ShelfFrame> read_body(std::uint8_t type, ByteView b) {
  switch (type) {
  case Type::hello: return read_hello(b);
  case Type::sample: return read_sample(b);
  case Type::door:
    if (b.size() != 6) return wrong_length();
    return ShelfFrame(ShelfDoor{b[0], get(b, 1, 4), b[5]});
  case Type::get_hello:
    if (!b.empty()) return wrong_length();
    return ShelfFrame(ShelfGetHello{});
  case Type::set_rate:
    if (b.size() != 1 || b[0] > 1) return wrong_length();
    return ShelfFrame(ShelfSetRate{b[0] == 1});
  case Type::led:
    if (b.size() != 2) return wrong_length();
    return ShelfFrame(ShelfLed{b[0], b[1]});
  case Type::nak:
    if (b.size() != 2) return wrong_length();
    return ShelfFrame(ShelfNak{b[0], b[1]});
  default: return ShelfFrame(ShelfUnknown{type});
  }
}

}  // namespace

Bytes encode_shelf(const ShelfFrame& frame) {
  Bytes payload;
  std::visit(Encoder{payload}, frame);
  put(payload, crc16_ccitt(payload), 2);
  auto out = cobs_encode(payload);
  out.push_back(0);
  return out;
}

Result<ShelfFrame> decode_shelf(ByteView frame) {
  OUTPOST_TRY(const auto payload, cobs_decode(frame));
  if (payload.size() > shelf_max_payload_bytes)
    return fail(Code::corrupt, "shelf-too-long", "A frame of the shelf board is too long.");
  if (payload.size() < 3)
    return fail(Code::corrupt, "shelf-short", "A frame of the shelf board is too short.");
  const auto body = ByteView(payload).first(payload.size() - 2);
  if (crc16_ccitt(body) != get(payload, body.size(), 2))
    return fail(Code::corrupt, "shelf-crc", "The checksum of a frame of the shelf board is wrong.");
  return read_body(body[0], body.subspan(1));
}

}  // namespace outpost::dev
