#include "devices/sim/can_record.hpp"

#include <algorithm>
#include <cstring>

namespace outpost::dev {
namespace {

constexpr std::uint32_t id_11 = 0x7FF, id_29 = 0x1FFFFFFF;
constexpr std::size_t length_at = 4, data_at = 8;

}  // namespace

std::array<std::uint8_t, can_record_bytes> write_can_record(const CanRecord& r) {
  std::array<std::uint8_t, can_record_bytes> out{};
  const std::uint32_t id =
      r.id | (r.wide ? can_wide_flag : 0) | (r.remote ? can_remote_flag : 0) | (r.error ? can_error_flag : 0);
  std::memcpy(out.data(), &id, sizeof id);
  const auto n = std::min(r.data.size(), can_data_bytes);
  out[length_at] = static_cast<std::uint8_t>(n);
  std::copy_n(r.data.begin(), n, out.begin() + data_at);
  return out;
}

std::optional<CanRecord> read_can_record(ByteView bytes) {
  std::uint32_t id = 0;
  std::memcpy(&id, bytes.data(), sizeof id);
  CanRecord r;
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

}  // namespace outpost::dev
