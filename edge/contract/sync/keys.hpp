// CURVE keys as text: 40 characters of Z85 a key; a pair is a file of two lines, public=... and secret=...
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost::wire {

struct KeyPair {
  std::string public_key, secret_key;  ///< Z85, 40 characters each
};

bool valid_key(std::string_view z85);
std::string key_file_text(const KeyPair& pair);
/// Error `bad-key-file`.
Result<KeyPair> parse_key_file(std::string_view text);

}  // namespace outpost::wire
