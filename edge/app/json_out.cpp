#include "edge/app/json_out.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace outpost::app {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Bytes of the well-formed UTF-8 character that `s` begins with; 0 when it begins with none.
std::size_t char_length(std::string_view s) {
  const auto b = static_cast<unsigned char>(s[0]);
  const std::size_t n = b < 0x80 ? 1 : b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 0;
  return n && n <= s.size() && is_utf8(s.substr(0, n)) ? n : 0;
}

void append_control(std::string& out, unsigned char c) {
  static constexpr std::string_view hex = "0123456789abcdef";
  out += "\\u00";
  out += hex[c >> 4];
  out += hex[c & 15];
}

bool plain(std::string_view s) {
  return std::none_of(s.begin(), s.end(),
                      [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

void append_escaped(std::string& out, std::string_view s) {
  const bool sound = is_utf8(s);
  if (sound && plain(s)) {
    out += s;
    return;
  }
  for (std::size_t i = 0; i < s.size();) {
    const char c = s[i];
    if (c == '"' || c == '\\') {
      out += '\\', out += c, ++i;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      append_control(out, static_cast<unsigned char>(c)), ++i;
    } else if (sound || static_cast<unsigned char>(c) < 0x80) {
      out += c, ++i;
    } else if (const auto n = char_length(s.substr(i))) {
      out.append(s, i, n), i += n;
    } else {
      out += replacement, ++i;
    }
  }
}

}  // namespace

void JsonOut::comma() {
  if (!fresh_) out_ += ',';
  fresh_ = false;
}

JsonOut& JsonOut::open(char bracket) {
  comma();
  out_ += bracket;
  fresh_ = true;
  return *this;
}
JsonOut& JsonOut::close(char bracket) {
  out_ += bracket;
  fresh_ = false;
  return *this;
}
JsonOut& JsonOut::key(std::string_view name) {
  comma();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  fresh_ = true;
  return *this;
}
JsonOut& JsonOut::value(std::string_view text) {
  comma();
  out_ += '"';
  append_escaped(out_, text);
  out_ += '"';
  return *this;
}
JsonOut& JsonOut::value(std::int64_t number) {
  comma();
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out_.append(digits.data(), end.ptr);
  return *this;
}
JsonOut& JsonOut::value(bool flag) { return json(flag ? "true" : "false"); }
JsonOut& JsonOut::null() { return json("null"); }
JsonOut& JsonOut::json(std::string_view text) {
  comma();
  out_ += text;
  return *this;
}
JsonOut& JsonOut::raw_text(std::string_view text) {
  comma();
  out_ += '"';
  out_ += text;
  out_ += '"';
  return *this;
}

}  // namespace outpost::app
