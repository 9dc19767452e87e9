// Ids are UUIDv7 (RFC 9562): made in the store from the injected clock and a CSPRNG, never from a counter in
// the database (counters repeat after a restore). 16-byte BLOB in SQL, lower-case text in JSON.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"

#include <array>
#include <compare>
#include <mutex>

namespace outpost {

struct Id {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Id&) const = default;
  bool is_nil() const { return *this == Id{}; }
  std::string text() const;  ///< "0190a5c2-...": 36 characters, lower case
  std::string hex() const;   ///< 32 hexadecimal digits, as payment providers want a trade number
  ByteView view() const { return bytes; }
};

/// Reads the 36-character form (either case) or 32 hexadecimal digits. Error `bad-id`.
Result<Id> parse_id(std::string_view text);
/// Reads 16 bytes. Error `bad-id`.
Result<Id> id_from_bytes(ByteView bytes);

class Random {
public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The kernel's CSPRNG. Any thread. Aborts when the kernel gives no randomness: no safe id could be made.
class SystemRandom final : public Random {
public:
  void fill(std::span<std::uint8_t> out) override;
};

/// A seeded generator (SplitMix64) for tests and the simulation. Never for anything secret.
class SeededRandom final : public Random {
public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;
  std::uint64_t next();

private:
  std::uint64_t state_;
};

/// Makes ids that rise within this source, also within one millisecond and when the clock is set back. Any
/// thread.
class IdSource {
public:
  IdSource(Clock& clock, Random& random) : clock_(clock), random_(random) {}
  Id next();

private:
  std::mutex mutex_;
  Clock& clock_;
  Random& random_;
  std::uint64_t last_ms_ = 0;
  std::uint32_t counter_ = 0;  // the 12 bits of rand_a
};

}  // namespace outpost
