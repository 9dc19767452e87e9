#include "edge/app/scans.hpp"

#include "edge/app/code_goods.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/screens.hpp"
#include "edge/core/code_content.hpp"
#include "edge/store/units.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

// After this a customer who does not pay has left the kiosk to the next one, even if nobody said so.
constexpr Micros payment_hold_us = 60 * us_per_s;

std::string_view word(ScanEnd end) {
  switch (end) {
  case ScanEnd::accepted: return "accepted";
  case ScanEnd::unknown: return "unknown";
  case ScanEnd::payment_code: return "payment_code";
  case ScanEnd::refused:
  case ScanEnd::repeated:
  case ScanEnd::too_old: break;
  }
  return "refused";
}

void tell(Tx& tx, const Scan& scan, std::string_view code, const ScanResult& result) {
  JsonOut j;
  j.open('{').word("topic", "scan").word("type", word(result.end)).field("station", scan.station);
  j.field("unit", scan.unit)
      .field("code", code)
      .field("symbology", scan.symbology)
      .field("reason", result.reason);
  if (result.line) j.field("line_id", *result.line);
  if (result.order) j.field("order_id", *result.order);
  j.close('}');
  tx.events.push_back({"scan", scan.station, j.take()});
}

/// True when this reading was seen before; remembers it else.
bool seen_before(Tx& tx, const Scan& scan) {
  const auto last = store::last_scan(tx.db, scan.unit);
  const auto seq = static_cast<std::int64_t>(scan.seq);
  if (last && last->boot == scan.boot && last->seq >= seq) return true;
  store::put_last_scan(tx.db, scan.unit, {scan.boot, seq});
  return false;
}

bool undecided(const Payment& p) {
  return p.state == data::PaymentState::pending || p.state == data::PaymentState::unknown;
}

/// The order on the station's screen is being paid: what is scanned now belongs to nobody yet.
bool paying(Tx& tx, const Scan& scan) {
  const auto shown = order_shown(tx.db, scan.station, tx.now_us);
  if (!shown) return false;
  const auto& payments = shown->order.payments;
  return std::any_of(payments.begin(), payments.end(), undecided) ||
         shown->since_us >= tx.now_us - payment_hold_us;
}

ScanResult payment_code(Tx& tx, const Scan& scan, const PayShown& pay) {
  ScanResult result{ScanEnd::payment_code, "", {}, {}, {}};
  const auto shown = order_shown(tx.db, scan.station, tx.now_us);
  if (!shown) {
    result.reason = "nothing-to-pay";
    return result;
  }
  result.order = shown->order.id;
  if (!pay) return result;
  if (const auto begun = pay(*result.order); !begun.ok()) result.reason = begun.error().name;
  return result;
}

ScanResult not_taken(const Error& error) {
  const bool unknown = error.code == Code::not_found;
  return {unknown ? ScanEnd::unknown : ScanEnd::refused, error.name, {}, {}, {}};
}

/// The line that was changed last: pieces have one a product, each weighing has its own at the end.
std::optional<Id> line_of(const Cart& cart, const Product& product) {
  const auto line = std::find_if(cart.lines.rbegin(), cart.lines.rend(), [&](const CartLine& l) {
    return l.sku == product.sku && l.unit_price_fen == product.price_fen;
  });
  return line == cart.lines.rend() ? std::nullopt : std::optional(line->id);
}

Result<ScanResult> product_code(Tx& tx, const Scan& scan, const core::CodeContent& content) {
  if (paying(tx, scan)) return ScanResult{ScanEnd::refused, "paying", {}, {}, {}};
  const Actor box{{}, scan.unit, Role::device, scan.station, ""};
  const LineRequest request{scan.text, "", {}, scan.symbology};
  const auto asked = asked_for(tx, request, content);
  if (!asked.ok()) return not_taken(asked.error());
  OUTPOST_TRY(const auto cart, open_cart(tx, box));
  const auto after = add_line(tx, box, cart.id, request);
  if (!after.ok()) return not_taken(after.error());
  return ScanResult{ScanEnd::accepted, "", *after, line_of(*after, asked->product), {}};
}

}  // namespace

Result<ScanResult> scan_to_cart(Tx& tx, const Scan& scan, const PayShown& pay) {
  if (seen_before(tx, scan)) return ScanResult{ScanEnd::repeated, "repeated", {}, {}, {}};
  if (scan.age_us > oldest_scan_us || scan.age_us < -oldest_scan_us)
    return ScanResult{ScanEnd::too_old, "too-old", {}, {}, {}};
  const auto content = core::code_content(scan.text, scan.symbology, code_rules(tx));
  if (std::holds_alternative<core::PaymentCode>(content.meaning)) {
    const auto result = payment_code(tx, scan, pay);
    tell(tx, scan, content.shown, result);
    return result;
  }
  OUTPOST_TRY(auto result, product_code(tx, scan, content));
  tell(tx, scan, content.shown, result);
  return result;
}

}  // namespace outpost::app
