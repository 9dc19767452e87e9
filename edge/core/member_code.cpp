#include "edge/core/member_code.hpp"

#include "edge/core/code_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sodium.h>

namespace outpost::core {
namespace {

constexpr std::string_view form = "OPM1.";
constexpr std::size_t mac_bytes = 16, most_member = 32, most_time_digits = 11;

struct Parts {
  std::string_view signed_text, member, mac;
  Micros at_us = 0;
};

Error forged() { return fail(Code::refused, "member-forged", "This is not a member code of this store."); }

bool is_member(std::string_view text) {
  return !text.empty() && text.size() <= most_member && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<Parts> parts_of(std::string_view text) {
  if (!looks_like_member_code(text)) return forged();
  Parts p;
  const auto mac_dot = text.rfind('.');
  p.signed_text = text.substr(0, mac_dot);
  p.mac = text.substr(mac_dot + 1);
  const auto body =
      p.signed_text.size() > form.size() ? p.signed_text.substr(form.size()) : std::string_view();
  const auto time_dot = body.find('.');
  if (time_dot == body.npos) return forged();
  p.member = body.substr(0, time_dot);
  const auto time = body.substr(time_dot + 1);
  if (!is_member(p.member) || !is_digits(time) || time.size() > most_time_digits) return forged();
  for (const char c : time) p.at_us = p.at_us * 10 + (c - '0');
  p.at_us *= us_per_s;
  return p;
}

std::string mac_of(std::string_view text, ByteView key) {
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> mac{};
  const auto bytes = as_bytes(text);
  crypto_auth_hmacsha256(mac.data(), bytes.data(), bytes.size(), key.data());
  return to_hex(ByteView(mac).first(mac_bytes));
}

}  // namespace

static_assert(member_key_bytes == crypto_auth_hmacsha256_KEYBYTES);

bool looks_like_member_code(std::string_view text) { return text.starts_with(form); }

Result<ShownMember> shown_member(std::string_view text, ByteView key, Micros now_us) {
  OUTPOST_TRY(const auto parts, parts_of(text));
  const auto mac = mac_of(parts.signed_text, key);
  // In constant time: a till must not tell how much of a guess was right.
  if (parts.mac.size() != mac.size() || sodium_memcmp(parts.mac.data(), mac.data(), mac.size()) != 0)
    return forged();
  if (parts.at_us < now_us - member_window_us || parts.at_us > now_us + member_window_us)
    return fail(Code::refused, "member-expired", "This member code is too old: show a fresh one.");
  return ShownMember{std::string(parts.member), mac, parts.at_us + member_window_us};
}

std::string member_code(std::string_view member, std::int64_t unix_s, ByteView key) {
  const auto text = fmt::format("{}{}.{}", form, member, unix_s);
  return text + "." + mac_of(text, key);
}

}  // namespace outpost::core
