// What may be asked of a car. A bay only reads: SafeRequest is the one door to the wire, and it opens for
// reading services alone. There is no other way to make one, so no command, setting or bug can write to a
// car.
#pragma once

#include "edge/base/bytes.hpp"

#include <string>
#include <string_view>

namespace outpost::dev {

/// A request as text in test data and tools: "0902", "010C0D", "7A0:22C00B" (CAN identifier before the
/// colon).
struct ObdRequest {
  Bytes bytes;           ///< service first; 1 to 7 bytes
  std::uint32_t to = 0;  ///< CAN identifier of one unit; 0 = all of them (functional)

  std::uint8_t service() const { return bytes[0]; }
  ByteView data() const { return ByteView(bytes).subspan(1); }
};

/// Error `request-malformed`.
Result<ObdRequest> parse_obd_request(std::string_view text);
/// The identifier from which the unit at `to` answers: 7xx + 8, 18DAxxF1 turned round; 0 for 0 and for
/// anything else.
std::uint32_t answer_id(std::uint32_t to);
/// "0902": what goes on the wire, without the line end.
std::string request_text(ByteView bytes);

/// True for the services that only read: 01, 02, 03, 06, 07, 09, 0A, 19, 22, 3E.
bool service_reads_only(std::uint8_t service);

class SafeRequest {
public:
  /// Error `service-blocked` for anything that does not only read; `request-malformed` for a wrong length.
  static Result<SafeRequest> make(ObdRequest request);

  const ObdRequest& request() const { return request_; }
  std::string text() const { return request_text(request_.bytes); }

private:
  explicit SafeRequest(ObdRequest request) : request_(std::move(request)) {}
  ObdRequest request_;
};

}  // namespace outpost::dev
