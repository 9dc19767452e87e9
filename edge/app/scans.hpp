// A code seen by a scanner or camera.
#pragma once

#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

#include <functional>

namespace outpost::app {

inline constexpr Micros oldest_scan_us = 2 * us_per_s;

struct Scan {
  std::string unit, station;
  Id boot;                ///< of the device process
  std::uint64_t seq = 0;  ///< rises within a boot
  std::string text, symbology;
  Micros age_us = 0;  ///< since it was seen
};

enum class ScanEnd { accepted, member, unknown, refused, payment_code, repeated, too_old };

struct ScanResult {
  ScanEnd end = ScanEnd::refused;
  std::string reason;  ///< stable name when not accepted, or why a payment code begins no payment
  std::optional<Cart> cart;
  std::optional<Id> line;
  std::optional<Id> order;  ///< payment_code: the order that the station shows for payment
};

/// Begins the payment of the order that the station shows, with the payment code that was scanned. The name
/// of its error is told as the scan's reason, so that the screen can say why nothing happens.
using PayShown = std::function<Result<void>(const Id& order)>;

/// Puts a scanned product into the station's cart (opens one on an idle station) and sends a `scan` event.
/// (unit, boot, seq) acts once: what was seen before is `repeated`. Older than two seconds: dropped. A
/// payment code (WeChat, Alipay) is never taken for a product, never stored, and only its masked text leaves;
/// it is told with the order that this station shows for payment (screens.hpp). A product while the station
/// is paying is refused; so is a label past its date (`expired`) and whatever else asked_for (code_goods.hpp)
/// refuses. A member's code says whose cart this is (`member`) or is refused by its name (members.hpp), and
/// is told masked. Unknown text is shown harmless and cut, and a web address is never opened. Writer thread.
Result<ScanResult> scan_to_cart(Tx& tx, const Scan& scan, const PayShown& pay = {});

/// A code that was scanned came back before the camera let go of it: a `scan` event `again` with the name of
/// the product, when the station's cart holds it. What was refused or is being paid was said already. Changes
/// nothing. Writer thread, so that it follows the scan it repeats.
Result<void> tell_again(Tx& tx, const Scan& scan);

}  // namespace outpost::app
