#include "devices/codec/can_frame.hpp"

#include <algorithm>
#include <cstring>

namespace outpost::dev {
namespace {

constexpr std::uint32_t id_11 = 0x7FF, id_29 = 0x1FFFFFFF;
constexpr std::size_t length_at = 4, data_at = 8;
constexpr std::uint8_t overflow_bits = 0x03;  // of the second data byte: receive, transmit

}  // namespace

std::array<std::uint8_t, can_record_bytes> write_can_record(const CanFrame& r) {
  std::array<std::uint8_t, can_record_bytes> out{};
  const std::uint32_t id =
      r.id | (r.wide ? can_wide_flag : 0) | (r.remote ? can_remote_flag : 0) | (r.error ? can_error_flag : 0);
  std::memcpy(out.data(), &id, sizeof id);
  const auto n = std::min(r.data.size(), can_data_bytes);
  out[length_at] = static_cast<std::uint8_t>(n);
  std::copy_n(r.data.begin(), n, out.begin() + data_at);
  return out;
}

std::optional<CanFrame> read_can_record(ByteView bytes) {
  std::uint32_t id = 0;
  std::memcpy(&id, bytes.data(), sizeof id);
  CanFrame r;
  r.wide = (id & can_wide_flag) != 0;
  r.remote = (id & can_remote_flag) != 0;
  r.error = (id & can_error_flag) != 0;
  r.id = id & id_29;
  const std::size_t n = bytes[length_at];
  if (n > can_data_bytes || (!r.wide && !r.error && r.id > id_11)) return std::nullopt;
  const auto data = bytes.subspan(data_at, n);
  r.data.assign(data.begin(), data.end());
  return r;
}

std::vector<CanFrame> CanStream::feed(ByteView bytes) {
  rest_.insert(rest_.end(), bytes.begin(), bytes.end());
  std::vector<CanFrame> out;
  std::size_t at = 0;
  for (; rest_.size() - at >= can_record_bytes; at += can_record_bytes) {
    auto frame = read_can_record(ByteView(rest_).subspan(at, can_record_bytes));
    if (frame)
      out.push_back(std::move(*frame));
    else
      ++refused_;
  }
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
  return out;
}

CanTrouble can_trouble(const CanFrame& error) {
  if (error.id & can_error_bus_off) return CanTrouble::bus_off;
  if (error.id & can_error_no_ack) return CanTrouble::not_heard;
  if (error.id & (can_error_protocol | can_error_bus)) return CanTrouble::bus_error;
  const bool controller = (error.id & can_error_controller) != 0 && error.data.size() > 1;
  if (controller && (error.data[1] & overflow_bits) != 0) return CanTrouble::overflow;
  return error.id & can_error_restarted ? CanTrouble::restarted : CanTrouble::none;
}

}  // namespace outpost::dev
