// The words and signatures of "outpost provider protocol v1" (PROVIDER.md), shared by the client and by every
// program that plays the provider. Pure functions; any thread.
#pragma once

#include "edge/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace outpost::links::provider {

inline constexpr const char* header_timestamp = "Outpost-Timestamp";
inline constexpr const char* header_nonce = "Outpost-Nonce";
inline constexpr const char* header_signature = "Outpost-Signature";

/// The paths of the five questions.
inline constexpr std::string_view path_charge = "/v1/charge";
inline constexpr std::string_view path_query = "/v1/query";
inline constexpr std::string_view path_reverse = "/v1/reverse";
inline constexpr std::string_view path_close = "/v1/close";
inline constexpr std::string_view path_refund = "/v1/refund";

/// Body of a request. `auth_code` only in a charge; `amount_fen` in charge and refund.
struct Request {
  std::string trade_no;  ///< 32 hexadecimal digits
  std::optional<std::int64_t> amount_fen;
  std::string currency;
  std::string auth_code;
};

/// Body of a reply. `state`: success, paying, refused, system_error, not_found, reversed, closed.
struct Reply {
  std::string trade_no;
  std::string state;
  std::optional<std::int64_t> amount_fen;
  std::string provider_trade_no;
  std::string reason;
};

std::string encode(const Request& request);
std::string encode(const Reply& reply);
/// Error `bad-request`: not JSON, a field of another type, a trade number that is none.
Result<Request> decode_request(std::string_view body);
/// Error `bad-reply`: not JSON, a field of another type. Unknown fields are ignored.
Result<Reply> decode_reply(std::string_view body);

/// HMAC-SHA256, 64 lower-case hexadecimal digits, over "request\nMETHOD\nPATH\nTIMESTAMP\nNONCE\nBODY\n".
std::string sign_request(std::string_view key, std::string_view method, std::string_view path,
                         std::string_view timestamp, std::string_view nonce, std::string_view body);
/// The same over "reply\nSTATUS\nPATH\nTIMESTAMP\nNONCE\nBODY\n" with the nonce of the request, so that no
/// other reply can be put in its place.
std::string sign_reply(std::string_view key, int status, std::string_view path, std::string_view timestamp,
                       std::string_view nonce, std::string_view body);
/// Compares in constant time.
bool same_signature(std::string_view a, std::string_view b);

}  // namespace outpost::links::provider
