#include "devices/codec/obd_request.hpp"

#include "devices/codec/elm327.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::array<std::uint8_t, 9> reading_services = {0x01, 0x02, 0x03, 0x06, 0x07,
                                                          0x09, 0x0A, 0x19, 0x22};
constexpr std::uint8_t session_control = 0x10, default_session = 0x01;
constexpr std::uint8_t tester_present = 0x3E, with_answer = 0x00;
constexpr std::size_t max_request_bytes = 7;                              // one CAN frame
constexpr std::uint32_t everybody_11 = 0x7DF, everybody_29 = 0x18DB33F1;  // ISO 15765-4

Error malformed(std::string_view text) {
  return fail(Code::invalid, "request-malformed", fmt::format("\"{}\" is no request to a car.", text));
}

Result<std::uint32_t> parse_can_id(std::string_view text) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
  if (error != std::errc() || end != text.data() + text.size() || id == 0 || id > 0x1FFFFFFF)
    return malformed(text);
  return id;
}

}  // namespace

Result<ObdRequest> parse_obd_request(std::string_view text) {
  ObdRequest out;
  auto rest = squeeze(text);
  if (const auto colon = rest.find(':'); colon != std::string::npos) {
    OUTPOST_TRY(out.to, parse_can_id(std::string_view(rest).substr(0, colon)));
    rest.erase(0, colon + 1);
    if (out.to == everybody_11 || out.to == everybody_29) out.to = 0;
  }
  auto bytes = from_hex(rest);
  if (!bytes || bytes->empty() || bytes->size() > max_request_bytes) return malformed(text);
  out.bytes = std::move(*bytes);
  return out;
}

std::uint32_t answer_id(std::uint32_t to) {
  if (to >= 0x700 && to <= 0x7F7) return to + 8;
  if ((to & 0xFFFF00FF) == 0x18DA00F1) return 0x18DAF100 | ((to >> 8) & 0xFF);
  return 0;
}

std::string request_text(ByteView bytes) {
  std::string out;
  for (const auto b : bytes) out += fmt::format("{:02X}", b);
  return out;
}

std::string request_key(const ObdRequest& request) {
  const auto text = request_text(request.bytes);
  return request.to == 0 ? text : fmt::format("{:X}:{}", request.to, text);
}

bool reads_only(ByteView request) {
  if (request.empty()) return false;
  const auto service = request[0];
  if (service == session_control) return request.size() == 2 && request[1] == default_session;
  if (service == tester_present) return request.size() == 2 && request[1] == with_answer;
  return std::find(reading_services.begin(), reading_services.end(), service) != reading_services.end();
}

Result<SafeRequest> SafeRequest::make(ObdRequest request) {
  if (request.bytes.empty() || request.bytes.size() > max_request_bytes)
    return malformed(request_text(request.bytes));
  if (!reads_only(request.bytes))
    return fail(Code::denied, "service-blocked",
                fmt::format("Service {:02X} is not sent: a bay only reads.", request.service()));
  return SafeRequest(std::move(request));
}

Result<SafeRequest> SafeRequest::make_clear(ObdRequest request, const ClearGrounds& grounds) {
  static const Bytes obd = {0x04}, uds_all_groups = {0x14, 0xFF, 0xFF, 0xFF};
  const bool whole_car = request.bytes == obd, one_unit = request.bytes == uds_all_groups && request.to != 0;
  if (!whole_car && !one_unit) return malformed(request_text(request.bytes));
  OUTPOST_CHECK(check_clear_grounds(grounds));
  return SafeRequest(std::move(request));
}

}  // namespace outpost::dev
