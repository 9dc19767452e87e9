// The buffers that a camera fills: asked for, mapped, lent to the driver and taken back. Ends what it began,
// whatever happens in between.
#pragma once

#include "devices/transport/v4l2/calls.hpp"
#include "edge/base/bytes.hpp"
#include "edge/base/result.hpp"

#include <optional>
#include <vector>

namespace outpost::dev::v4l2 {

/// A buffer that was filled; its bytes are good until it is lent again.
struct Filled {
  std::uint32_t index = 0;
  ByteView bytes;
  std::uint32_t sequence = 0;  ///< of the driver
  bool damaged = false;        ///< the driver says so, or its numbers cannot be true
};

class Buffers {
public:
  /// One is filled, one is being copied, two absorb a pause of the loop.
  static constexpr std::uint32_t count = 4, least = 2;
  static constexpr std::size_t most_bytes = 33 << 20;  ///< each; a 4K frame in YUYV is half of it

  Buffers(Calls& calls, int fd) : calls_(calls), fd_(fd) {}
  ~Buffers();
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;

  /// Asks for buffers, maps and lends all of them, starts the stream. Once.
  Result<void> start();
  /// A buffer that was filled, or nothing at present; then nobody but the caller has it.
  Result<std::optional<Filled>> take();
  /// Lends it to the driver again. Precondition: it was taken.
  Result<void> lend(std::uint32_t index);

private:
  struct Mapped {
    void* memory = nullptr;
    std::size_t length = 0;
    bool lent = false;
  };
  Result<void> map_all(std::uint32_t granted);

  Calls& calls_;
  int fd_;
  bool requested_ = false, streaming_ = false;
  std::vector<Mapped> buffers_;
};

}  // namespace outpost::dev::v4l2
