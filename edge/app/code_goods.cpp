#include "edge/app/code_goods.hpp"

#include "edge/app/cart_work.hpp"
#include "edge/app/catalogue.hpp"
#include "edge/core/business_date.hpp"
#include "edge/core/price.hpp"
#include "edge/store/catalogue.hpp"

namespace outpost::app {
namespace {

constexpr std::int64_t one_piece_milli = 1'000;

Error bad_check() {
  return fail(Code::refused, "bad-check-digit",
              "The check digit of this code is wrong: scan or type it again.");
}

Result<Product> filed(const Books& books, const std::string& code) {
  LineRequest request;
  request.code = code;
  return requested_product(books.db, books.price_us, request);
}

/// A label's item is filed as a code of the product: with the prefix ("2100042"), as printed ("00042") or
/// without its zeros ("42"). Never a sku: those are nobody's scale numbers.
Result<Product> item_of(const Books& books, const core::InStoreNumber& own) {
  if (own.prefix.empty()) return filed(books, own.number);
  const auto bare = own.item.substr(std::min(own.item.find_first_not_of('0'), own.item.size() - 1));
  for (const auto& code : {own.prefix + own.item, own.item, bare})
    if (auto product = store::product_by_filed_code(books.db, store::filed_code(code), books.price_us))
      return *product;
  return fail(Code::not_found, "unknown-code", "No product of this store has the item number of this label.");
}

/// What the label says replaces the quantity of one that a scan asks for.
Result<void> take_weight(Asked& asked, std::int64_t weight_g) {
  if (asked.request.quantity_milli.value_or(one_piece_milli) != one_piece_milli)
    return fail(Code::refused, "bad-quantity", "A weight label is one package: scan each of them.");
  asked.request.quantity_milli = weight_g;  // a gram is 1
  asked.measured = true;
  return {};
}

/// A line is unit price x quantity, so a price that somebody else printed cannot be put on it. Where the till
/// comes to the same price by itself nobody is charged anything else than the label says.
Result<void> check_price(const Asked& asked, Fen price_fen) {
  const bool known = asked.measured || asked.product.unit == data::Unit::piece;
  if (known) {
    OUTPOST_TRY(const Fen gross, core::line_gross(asked.product.price_fen,
                                                  asked.request.quantity_milli.value_or(one_piece_milli)));
    if (gross == price_fen) return {};
  }
  return fail(Code::refused, "price-label",
              "The price on this label is not the till's price: weigh the goods again or sell them by hand.");
}

/// Nobody's guess is a weight: a kilogram that was never on a scale is money out of somebody's pocket.
Result<Asked> with_quantity(Asked asked) {
  if (!asked.request.quantity_milli && asked.product.unit == data::Unit::kg)
    return fail(Code::refused, "weigh-first",
                "These goods are sold by weight: say how much, or scan the label of the scale.");
  if (!asked.request.quantity_milli) asked.request.quantity_milli = one_piece_milli;
  return asked;
}

struct Reader {
  const Books& books;
  const core::CodeContent& content;
  Asked asked;

  Result<Asked> operator()(const core::RetailNumber&) { return plain(); }
  Result<Asked> operator()(const core::OtherText& text) {
    // A long address is a code all the same, only nobody's.
    if (text.url && content.code.size() > 64)
      return fail(Code::not_found, "unknown-code", "No product of this store has this code.");
    return plain();
  }
  Result<Asked> operator()(const core::WrongCheck& wrong) {
    if (!wrong.may_be_filed) return bad_check();
    return plain();
  }
  Result<Asked> operator()(const core::Unreadable&) {
    return fail(Code::invalid, "bad-code",
                "This label cannot be read: scan it again or type the number below it.");
  }
  Result<Asked> operator()(const core::PaymentCode&) {
    return fail(Code::refused, "payment-code", "This is a payment code, not a product.");
  }
  Result<Asked> operator()(const core::MemberCode&) {
    return fail(Code::refused, "member-code", "This is a member code, not a product.");
  }
  Result<Asked> operator()(const core::TestCardCode&) {
    return fail(Code::refused, "test-card", "This is the test card of the cameras, not a product.");
  }
  Result<Asked> operator()(const core::InStoreNumber& own) {
    OUTPOST_TRY(asked.product, item_of(books, own));
    if (own.weight_g && asked.product.unit != data::Unit::kg)
      return fail(Code::refused, "not-by-weight",
                  "This label tells a weight, but its product is sold by the piece.");
    if (own.weight_g) OUTPOST_CHECK(take_weight(asked, *own.weight_g));
    if (own.price_fen) OUTPOST_CHECK(check_price(asked, *own.price_fen));
    return asked;
  }
  Result<Asked> operator()(const core::Gs1Goods& goods) {
    const auto& e = goods.elements;
    if (goods.expired)
      return fail(Code::refused, "expired",
                  "This package is past its date and may not be sold: put it aside and take a fresh one.");
    OUTPOST_TRY(asked.product, filed(books, e.number));
    // Suppliers print the weight also on goods that are sold by the piece.
    if (e.weight_g && asked.product.unit == data::Unit::kg) OUTPOST_CHECK(take_weight(asked, *e.weight_g));
    if (e.other_price) OUTPOST_CHECK(check_price(asked, Fen{-1}));
    if (e.price_fen) OUTPOST_CHECK(check_price(asked, *e.price_fen));
    return asked;
  }

  Result<Asked> plain() {
    OUTPOST_TRY(asked.product, filed(books, content.code));
    return asked;
  }
};

}  // namespace

core::CodeRules code_rules(const Books& books) {
  const auto& s = books.settings;
  return {s.in_store_masks, core::business_date(books.price_us, s.zone, s.day_start_min, 0)};
}

Result<Asked> asked_for(const Books& books, const LineRequest& request, const core::CodeContent& content) {
  if (content.code.empty() && std::holds_alternative<core::OtherText>(content.meaning))
    return fail(Code::invalid, "bad-code", "A product code is 1 to 64 visible characters.");
  Asked asked;
  asked.request = request;
  asked.request.code = content.code;
  OUTPOST_TRY(asked, std::visit(Reader{books, content, std::move(asked)}, content.meaning));
  return with_quantity(std::move(asked));
}

Result<Asked> asked_for(const Books& books, const LineRequest& request) {
  if (!request.sku.empty() || request.code.empty()) {
    OUTPOST_TRY(auto product, requested_product(books.db, books.price_us, request));
    return with_quantity({std::move(product), request, false});
  }
  return asked_for(books, request, core::code_content(request.code, request.symbology, code_rules(books)));
}

Result<Asked> look_up(const Books& books, const std::string& code, const std::string& symbology) {
  OUTPOST_TRY(auto asked, asked_for(books, {code, "", 1'000, symbology}));
  if (auto whole = store::product_by_sku(books.db, asked.product.sku, books.price_us, true))
    asked.product = *std::move(whole);
  return asked;
}

}  // namespace outpost::app
