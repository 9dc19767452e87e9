#include "edge/base/id.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/random.h>

namespace outpost {
namespace {

Error bad() {
  return fail(Code::invalid, "bad-id",
              "This is not an id (a UUID such as 0190a5c2-8c1e-7d3a-9f00-0123456789ab).");
}

}  // namespace

std::string Id::hex() const { return to_hex(bytes); }

std::string Id::text() const {
  std::string h = hex();
  for (const std::size_t at : {20u, 16u, 12u, 8u}) h.insert(at, 1, '-');
  return h;
}

Result<Id> parse_id(std::string_view text) {
  std::string digits;
  if (text.size() == 36) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash != (text[i] == '-')) return bad();
      if (!dash) digits += text[i];
    }
  } else {
    digits = text;
  }
  if (digits.size() != 32) return bad();
  auto bytes = from_hex(digits);
  if (!bytes) return bad();
  return id_from_bytes(*bytes);
}

Result<Id> id_from_bytes(ByteView bytes) {
  if (bytes.size() != 16) return bad();
  Id id;
  std::memcpy(id.bytes.data(), bytes.data(), 16);
  return id;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  for (std::size_t at = 0; at < out.size();) {
    const ssize_t n = getrandom(out.data() + at, out.size() - at, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) std::abort();
    at += static_cast<std::size_t>(n);
  }
}

std::uint64_t SeededRandom::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); i += 8) {
    const std::uint64_t v = next();
    std::memcpy(out.data() + i, &v, std::min<std::size_t>(8, out.size() - i));
  }
}

Id IdSource::next() {
  Id id;
  const std::lock_guard lock(mutex_);
  random_.fill(id.bytes);
  const auto ms = static_cast<std::uint64_t>(clock_.wall_us() / us_per_ms);
  if (ms > last_ms_) {
    last_ms_ = ms;
    counter_ = (id.bytes[6] << 8 | id.bytes[7]) & 0x7FFu;  // the top bit stays free, so that 2,048 more fit
  } else if (++counter_ > 0xFFF) {
    ++last_ms_;  // borrowed from the next millisecond, as RFC 9562 6.2 allows
    counter_ = 0;
  }
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(last_ms_ >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | counter_ >> 8);
  id.bytes[7] = static_cast<std::uint8_t>(counter_);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

}  // namespace outpost
