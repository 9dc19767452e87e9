#include "edge/links/provider_wire.hpp"

#include "edge/base/bytes.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include <nlohmann/json.hpp>
#include <sodium.h>

namespace outpost::links::provider {
namespace {

using nlohmann::json;

std::string sign(std::string_view key, std::initializer_list<std::string_view> lines) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, as_bytes(key).data(), key.size());
  for (auto line : lines) {
    crypto_auth_hmacsha256_update(&state, as_bytes(line).data(), line.size());
    crypto_auth_hmacsha256_update(&state, as_bytes("\n").data(), 1);
  }
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  sodium_memzero(&state, sizeof state);
  return to_hex(mac);
}

/// A text field; nothing when it is there with another type.
std::optional<std::string> text(const json& body, const char* name) {
  auto it = body.find(name);
  if (it == body.end()) return std::string{};
  if (!it->is_string()) return std::nullopt;
  return it->get<std::string>();
}

/// False when the field is there and not a whole number that fits.
bool read_number(const json& body, const char* name, std::optional<std::int64_t>& out) {
  auto it = body.find(name);
  if (it == body.end() || it->is_null()) return true;
  if (!it->is_number_integer()) return false;
  if (it->is_number_unsigned() && it->get<std::uint64_t>() > INT64_MAX) return false;
  out = it->get<std::int64_t>();
  return true;
}

bool is_trade_no(std::string_view s) {
  return s.size() == 32 && std::all_of(s.begin(), s.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::string encode(const Request& r) {
  json body{{"trade_no", r.trade_no}};
  if (r.amount_fen) body["amount_fen"] = *r.amount_fen;
  if (!r.currency.empty()) body["currency"] = r.currency;
  if (!r.auth_code.empty()) body["auth_code"] = r.auth_code;
  return body.dump();
}

std::string encode(const Reply& r) {
  json body{{"trade_no", r.trade_no}, {"state", r.state}};
  if (r.amount_fen) body["amount_fen"] = *r.amount_fen;
  if (!r.provider_trade_no.empty()) body["provider_trade_no"] = r.provider_trade_no;
  if (!r.reason.empty()) body["reason"] = r.reason;
  return body.dump();
}

Result<Request> decode_request(std::string_view raw) {
  const Error bad = fail(Code::invalid, "bad-request", "the request is not of the provider protocol");
  json body = json::parse(raw, nullptr, false);
  if (!body.is_object()) return bad;
  auto trade = text(body, "trade_no"), currency = text(body, "currency"), code = text(body, "auth_code");
  Request r;
  if (!trade || !currency || !code || !read_number(body, "amount_fen", r.amount_fen)) return bad;
  if (!is_trade_no(*trade)) return bad;
  r.trade_no = std::move(*trade), r.currency = std::move(*currency), r.auth_code = std::move(*code);
  return r;
}

Result<Reply> decode_reply(std::string_view raw) {
  const Error bad = fail(Code::corrupt, "bad-reply", "the reply is not of the provider protocol");
  json body = json::parse(raw, nullptr, false);
  if (!body.is_object()) return bad;
  auto trade = text(body, "trade_no"), state = text(body, "state"), reason = text(body, "reason");
  auto theirs = text(body, "provider_trade_no");
  Reply r;
  if (!trade || !state || !reason || !theirs || !read_number(body, "amount_fen", r.amount_fen)) return bad;
  r.trade_no = std::move(*trade), r.state = std::move(*state), r.reason = std::move(*reason);
  r.provider_trade_no = std::move(*theirs);
  return r;
}

std::string sign_request(std::string_view key, std::string_view method, std::string_view path,
                         std::string_view timestamp, std::string_view nonce, std::string_view body) {
  return sign(key, {"request", method, path, timestamp, nonce, body});
}

std::string sign_reply(std::string_view key, int status, std::string_view path, std::string_view timestamp,
                       std::string_view nonce, std::string_view body) {
  return sign(key, {"reply", std::to_string(status), path, timestamp, nonce, body});
}

bool same_signature(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace outpost::links::provider
