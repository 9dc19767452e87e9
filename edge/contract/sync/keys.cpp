#include "edge/contract/sync/keys.hpp"

#include <algorithm>

namespace outpost::wire {
namespace {

constexpr std::string_view z85_alphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
constexpr std::size_t key_characters = 40;

std::string line_value(std::string_view text, std::string_view name) {
  const auto at = text.find(std::string(name) + "=");
  if (at == text.npos || (at > 0 && text[at - 1] != '\n')) return {};
  const auto from = at + name.size() + 1;
  const auto end = text.find('\n', from);
  return std::string(text.substr(from, end == text.npos ? text.npos : end - from));
}

}  // namespace

bool valid_key(std::string_view z85) {
  return z85.size() == key_characters && std::all_of(z85.begin(), z85.end(), [](char c) {
           return z85_alphabet.find(c) != z85_alphabet.npos;
         });
}

std::string key_file_text(const KeyPair& pair) {
  return "public=" + pair.public_key + "\nsecret=" + pair.secret_key;
}

Result<KeyPair> parse_key_file(std::string_view text) {
  KeyPair pair{line_value(text, "public"), line_value(text, "secret")};
  if (!valid_key(pair.public_key) || !valid_key(pair.secret_key))
    return fail(Code::invalid, "bad-key-file",
                "The key file must hold public= and secret= with 40 characters each.");
  return pair;
}

}  // namespace outpost::wire
