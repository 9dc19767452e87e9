#include "edge/app/scans.hpp"

#include "edge/app/cart_work.hpp"
#include "edge/app/code_goods.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/members.hpp"
#include "edge/app/screens.hpp"
#include "edge/core/code_content.hpp"
#include "edge/store/carts.hpp"
#include "edge/store/units.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

// After this a customer who does not pay has left the kiosk to the next one, even if nobody said so.
constexpr Micros payment_hold_us = 60 * us_per_s;

std::string_view word(ScanEnd end) {
  switch (end) {
  case ScanEnd::accepted: return "accepted";
  case ScanEnd::member: return "member";
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

Actor actor_of(const Scan& scan) { return {{}, scan.unit, Role::device, scan.station, ""}; }

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
const CartLine* line_of(const store::CartRow& cart, const Product& product) {
  const auto line = std::find_if(cart.lines.rbegin(), cart.lines.rend(), [&](const CartLine& l) {
    return l.sku == product.sku && l.unit_price_fen == product.price_fen;
  });
  return line == cart.lines.rend() ? nullptr : &*line;
}

Result<ScanResult> product_code(Tx& tx, const Scan& scan, const core::CodeContent& content) {
  if (paying(tx, scan)) return ScanResult{ScanEnd::refused, "paying", {}, {}, {}};
  const auto asked = asked_for(books(tx), {scan.text, "", {}, scan.symbology}, content);
  if (!asked.ok()) return not_taken(asked.error());
  const Actor box = actor_of(scan);
  OUTPOST_TRY(const auto cart, open_cart(tx, box));
  const auto after = add_asked(tx, box, cart.id, *asked);
  if (!after.ok()) return not_taken(after.error());
  ScanResult result{ScanEnd::accepted, "", *after, {}, {}};
  if (const auto* line = line_of(*after, asked->product)) result.line = line->id;
  return result;
}

Result<ScanResult> member_code(Tx& tx, const Scan& scan) {
  // An order is of the cart as it was; the code stays good for the next one.
  if (paying(tx, scan)) return ScanResult{ScanEnd::refused, "paying", {}, {}, {}};
  const auto text = core::member_text(scan.text, scan.symbology);
  const auto member = verified_member(tx, text.value_or(""));
  if (!member.ok()) return not_taken(member.error());
  const Actor box = actor_of(scan);
  OUTPOST_TRY(const auto cart, open_cart(tx, box));
  OUTPOST_TRY(auto after, set_member(tx, box, cart.id, *member));
  return ScanResult{ScanEnd::member, "", std::move(after), {}, {}};
}

Result<ScanResult> taken(Tx& tx, const Scan& scan, const core::CodeContent& content, const PayShown& pay) {
  if (std::holds_alternative<core::PaymentCode>(content.meaning)) return payment_code(tx, scan, pay);
  if (std::holds_alternative<core::MemberCode>(content.meaning)) return member_code(tx, scan);
  return product_code(tx, scan, content);
}

}  // namespace

Result<ScanResult> scan_to_cart(Tx& tx, const Scan& scan, const PayShown& pay) {
  if (seen_before(tx, scan)) return ScanResult{ScanEnd::repeated, "repeated", {}, {}, {}};
  if (scan.age_us > oldest_scan_us || scan.age_us < -oldest_scan_us)
    return ScanResult{ScanEnd::too_old, "too-old", {}, {}, {}};
  const auto content = core::code_content(scan.text, scan.symbology, code_rules(books(tx)));
  OUTPOST_TRY(auto result, taken(tx, scan, content, pay));
  tell(tx, scan, content.shown, result);
  return result;
}

Result<void> tell_again(Tx& tx, const Scan& scan) {
  const auto content = core::code_content(scan.text, scan.symbology, code_rules(books(tx)));
  const auto asked = asked_for(books(tx), {scan.text, "", 1'000, scan.symbology}, content);
  const auto cart = store::find_open_cart(tx.db, scan.station);
  const auto* line = asked.ok() && cart ? line_of(*cart, asked->product) : nullptr;
  if (!line) return {};
  JsonOut j;
  j.open('{').word("topic", "scan").word("type", "again").field("station", scan.station);
  j.field("unit", scan.unit).field("code", content.shown).field("symbology", scan.symbology);
  j.word("reason", "already-scanned").field("line_id", line->id);
  j.field("name", line->name).field("name_en", line->name_en).close('}');
  tx.events.push_back({"scan", scan.station, j.take()});
  return {};
}

}  // namespace outpost::app
