#include "edge/app/digest.hpp"

#include <array>
#include <sodium.h>

namespace outpost::app {

Bytes digest_of(std::size_t length, std::initializer_list<std::string_view> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, length);
  for (const auto part : parts) {
    std::array<std::uint8_t, 8> size{};
    for (std::size_t i = 0, n = part.size(); i < size.size(); ++i, n >>= 8)
      size[i] = static_cast<std::uint8_t>(n);
    crypto_generichash_update(&state, size.data(), size.size());
    crypto_generichash_update(&state, as_bytes(part).data(), part.size());
  }
  Bytes out(length);
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

Bytes secret_hash(std::string_view secret) { return digest_of(32, {"outpost secret", secret}); }

}  // namespace outpost::app
