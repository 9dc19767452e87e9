// Bytes that can be read at any place: a file, or memory in a test. A short read means the end.
#pragma once

#include "edge/base/bytes.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>

namespace outpost::dev::video {

struct RandomBytes {
  std::uint64_t size = 0;
  /// How many bytes were read at `offset`.
  std::function<std::size_t(std::uint64_t offset, std::span<std::uint8_t> into)> read;

  /// Exactly N bytes, or nothing.
  template <std::size_t N> std::optional<std::array<std::uint8_t, N>> exactly(std::uint64_t offset) const {
    std::array<std::uint8_t, N> out{};
    if (offset > size || size - offset < N || read(offset, out) != N) return std::nullopt;
    return out;
  }
};

/// A view of memory that outlives it.
inline RandomBytes in_memory(ByteView bytes) {
  return {bytes.size(), [bytes](std::uint64_t offset, std::span<std::uint8_t> into) {
            const auto rest =
                offset < bytes.size() ? bytes.subspan(static_cast<std::size_t>(offset)) : ByteView();
            const auto n = std::min(rest.size(), into.size());
            std::copy_n(rest.begin(), n, into.begin());
            return n;
          }};
}

}  // namespace outpost::dev::video
