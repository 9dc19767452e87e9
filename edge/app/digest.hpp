// BLAKE2b from libsodium.
#pragma once

#include "edge/base/bytes.hpp"

#include <initializer_list>
#include <string_view>

namespace outpost::app {

/// `length` bytes (16 to 64) over the parts, each with its length before it, so that parts cannot run
/// together.
Bytes digest_of(std::size_t length, std::initializer_list<std::string_view> parts);

/// 32 bytes: how tokens and codes are stored.
Bytes secret_hash(std::string_view secret);

}  // namespace outpost::app
