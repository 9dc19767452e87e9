// What may be asked of a car. A bay reads: SafeRequest is the one door to the wire, and it opens for reading
// services, and for clearing trouble codes on the grounds that clear_grounds.hpp asks for. There is no other
// way to make one, so no command, setting or bug can write to a car.
#pragma once

#include "devices/codec/clear_grounds.hpp"
#include "edge/base/bytes.hpp"

#include <string>
#include <string_view>

namespace outpost::dev {

/// A request as text in test data and tools: "0902", "010C0D", "7A0:22C00B" (CAN identifier before the
/// colon; 7DF and 18DB33F1 are everybody).
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
/// "0902", or "7E0:22F190" to one unit: what parse_obd_request() reads.
std::string request_key(const ObdRequest& request);

/// True for what only reads: services 01, 02, 03, 06, 07, 09, 0A, 19, 22, "tester present" (3E 00) and "back
/// to the default session" (10 01). Of 10 and 3E every other sub-function is refused: silent ones (bit 7)
/// could not be told from a unit that is gone, and other sessions open a unit for writing.
bool reads_only(ByteView request);

class SafeRequest {
public:
  /// Error `service-blocked` for anything that does not only read; `request-malformed` for a wrong length.
  static Result<SafeRequest> make(ObdRequest request);
  /// Service 04, or UDS 14 FF FF FF to one unit: erases trouble codes. Errors `request-malformed`, and those
  /// of check_clear_grounds().
  static Result<SafeRequest> make_clear(ObdRequest request, const ClearGrounds& grounds);

  const ObdRequest& request() const { return request_; }
  std::string text() const { return request_text(request_.bytes); }

private:
  explicit SafeRequest(ObdRequest request) : request_(std::move(request)) {}
  ObdRequest request_;
};

}  // namespace outpost::dev
