#include "edge/app/scans.hpp"

#include "edge/app/cart_work.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/screens.hpp"
#include "edge/base/gtin.hpp"
#include "edge/core/code_payment.hpp"
#include "edge/store/units.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

// After this a customer who does not pay has left the kiosk to the next one, even if nobody said so.
constexpr Micros payment_hold_us = 60 * us_per_s;

std::string_view trimmed(std::string_view s) {
  const auto blank = [](char c) { return c == ' ' || c == '\r' || c == '\n' || c == '\t'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

std::string masked(std::string_view code) {
  return std::string(code.substr(0, 2)) + std::string(code.size() - 4, '*') +
         std::string(code.substr(code.size() - 2));
}

/// "UPC-E", "upce", "UPC_E" all name the short form, whose eight digits would be read as another product's
/// EAN-8.
std::string product_text(const Scan& scan) {
  std::string name;
  for (const char c : scan.symbology)
    if (c != '-' && c != '_' && c != ' ') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  const auto text = trimmed(scan.text);
  if (name == "upce")
    if (auto upc = upc_e_to_upc_a(text); upc.ok()) return *upc;
  return std::string(text);
}

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

ScanResult payment_code(Tx& tx, const Scan& scan) {
  ScanResult result{ScanEnd::payment_code, "", {}, {}, {}};
  if (const auto shown = order_shown(tx.db, scan.station, tx.now_us))
    result.order = shown->order.id;
  else
    result.reason = "nothing-to-pay";
  return result;
}

Result<ScanResult> product_code(Tx& tx, const Scan& scan, const std::string& code) {
  if (code.empty()) return ScanResult{ScanEnd::refused, "bad-code", {}, {}, {}};
  if (paying(tx, scan)) return ScanResult{ScanEnd::refused, "paying", {}, {}, {}};
  const Actor box{{}, scan.unit, Role::device, scan.station, ""};
  const LineRequest request{code, "", 1'000};
  const auto product = requested_product(tx, request);
  if (!product.ok()) {
    const bool unknown = product.error().code == Code::not_found;
    return ScanResult{unknown ? ScanEnd::unknown : ScanEnd::refused, product.error().name, {}, {}, {}};
  }
  if (product->unit == data::Unit::kg) return ScanResult{ScanEnd::refused, "weigh-first", {}, {}, {}};
  OUTPOST_TRY(const auto cart, open_cart(tx, box));
  const auto after = add_line(tx, box, cart.id, request);
  if (!after.ok()) return ScanResult{ScanEnd::refused, after.error().name, {}, {}, {}};
  const auto line = std::find_if(after->lines.begin(), after->lines.end(), [&](const CartLine& l) {
    return l.sku == product->sku && l.unit_price_fen == product->price_fen;
  });
  return ScanResult{ScanEnd::accepted, "", *after, line->id, {}};
}

}  // namespace

Result<ScanResult> scan_to_cart(Tx& tx, const Scan& scan) {
  if (seen_before(tx, scan)) return ScanResult{ScanEnd::repeated, "repeated", {}, {}, {}};
  if (scan.age_us > oldest_scan_us || scan.age_us < -oldest_scan_us)
    return ScanResult{ScanEnd::too_old, "too-old", {}, {}, {}};
  const auto text = trimmed(scan.text);
  if (core::brand_of(text)) {
    const auto result = payment_code(tx, scan);
    tell(tx, scan, masked(text), result);
    return result;
  }
  const auto code = product_text(scan);
  OUTPOST_TRY(auto result, product_code(tx, scan, code));
  tell(tx, scan, code, result);
  return result;
}

}  // namespace outpost::app
