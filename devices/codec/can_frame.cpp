#include "devices/codec/can_frame.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

// Bits of the identifier word and of error frames: linux/can.h and linux/can/error.h.
constexpr std::uint32_t extended_bit = 0x80000000, remote_bit = 0x40000000, error_bit = 0x20000000;
constexpr std::uint32_t short_mask = 0x7FF, long_mask = 0x1FFFFFFF;
constexpr std::uint32_t trouble_controller = 0x004, trouble_protocol = 0x008, trouble_no_ack = 0x020,
                        trouble_bus_off = 0x040, trouble_bus = 0x080, trouble_restarted = 0x100;
constexpr std::uint8_t overflow_bits = 0x03;  // of data[1]: receive, transmit
constexpr std::size_t size_at = 4, data_at = 8;

}  // namespace

CanFrame make_can_frame(std::uint32_t id, bool extended, ByteView data) {
  CanFrame out{id, extended, false, false, static_cast<std::uint8_t>(data.size()), {}};
  std::copy(data.begin(), data.end(), out.data.begin());
  return out;
}

void append_can_record(const CanFrame& frame, Bytes& out) {
  const std::uint32_t word = frame.id | (frame.extended ? extended_bit : 0) |
                             (frame.remote ? remote_bit : 0) | (frame.error ? error_bit : 0);
  std::array<std::uint8_t, can_record_bytes> record{};
  std::memcpy(record.data(), &word, sizeof word);  // host order, as the socket has it
  record[size_at] = frame.size;
  std::copy(frame.data.begin(), frame.data.end(), record.begin() + data_at);
  out.insert(out.end(), record.begin(), record.end());
}

Result<CanFrame> parse_can_record(ByteView record) {
  std::uint32_t word = 0;
  std::memcpy(&word, record.data(), sizeof word);
  CanFrame out;
  out.extended = (word & extended_bit) != 0;
  out.remote = (word & remote_bit) != 0;
  out.error = (word & error_bit) != 0;
  out.id = word & long_mask;
  out.size = record[size_at];
  if (out.size > out.data.size())
    return fail(Code::corrupt, "can-length",
                fmt::format("A CAN frame says that it carries {} bytes.", out.size));
  if (!out.extended && !out.error && out.id > short_mask)
    return fail(Code::corrupt, "can-identifier", fmt::format("{:X} is no identifier of 11 bits.", out.id));
  std::copy_n(record.begin() + data_at, out.size, out.data.begin());
  return out;
}

std::vector<CanFrame> CanRecords::feed(ByteView bytes) {
  rest_.insert(rest_.end(), bytes.begin(), bytes.end());
  std::vector<CanFrame> out;
  std::size_t at = 0;
  for (; rest_.size() - at >= can_record_bytes; at += can_record_bytes) {
    auto frame = parse_can_record(ByteView(rest_).subspan(at, can_record_bytes));
    if (frame)
      out.push_back(*frame);
    else
      ++refused_;
  }
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
  return out;
}

CanTrouble can_trouble(const CanFrame& error) {
  if (error.id & trouble_bus_off) return CanTrouble::bus_off;
  if (error.id & trouble_no_ack) return CanTrouble::not_heard;
  if (error.id & (trouble_protocol | trouble_bus)) return CanTrouble::bus_error;
  if (error.id & trouble_controller && error.data[1] & overflow_bits) return CanTrouble::overflow;
  if (error.id & trouble_restarted) return CanTrouble::restarted;
  return CanTrouble::none;
}

}  // namespace outpost::dev
