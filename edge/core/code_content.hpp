// What a scanned or typed code means, by its text and symbology alone: nothing is looked up, nothing is
// opened, no clock is read. The till decides what to do with it (app/code_goods).
//
// A wrong number charges somebody for something else, so a doubt is never resolved towards a number: what
// does not read as one thing whole is a text.
#pragma once

#include "edge/core/code_payment.hpp"
#include "edge/core/gs1_elements.hpp"
#include "edge/core/in_store_code.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace outpost::core {

/// EAN or UPC. `number` is the normal form of canonical_gtin.
struct RetailNumber {
  std::string number;
};
/// A trade item number inside an element string or a Digital Link.
struct Gs1Goods {
  Gs1Elements elements;  ///< its number is never empty
  bool expired = false;  ///< best before or expiry (AI 15, 17) lies before the business date
};
struct PaymentCode {
  CodeBrand brand;
};
/// One of the test card (base/test_card.hpp): for cameras, never goods.
struct TestCardCode {};
/// Calls itself a member code; not verified (member_code.hpp).
struct MemberCode {};
struct WrongCheck {
  /// Digits of a retail number's length that a store may have filed all the same as a number of its own.
  bool may_be_filed = false;
};
/// Says that it is GS1, and is not.
struct Unreadable {};
struct OtherText {
  bool url = false;
};

using Meaning = std::variant<RetailNumber, InStoreNumber, Gs1Goods, PaymentCode, MemberCode, TestCardCode,
                             WrongCheck, Unreadable, OtherText>;

struct CodeContent {
  Meaning meaning;
  /// The code to look up and to file a line under: without blanks, symbology prefix and add-on; the normal
  /// form of a short UPC-E and of what GS1 elements name.
  std::string code;
  std::string shown;  ///< for screens, events and logs: payment and member codes masked, the rest harmless
};

struct CodeRules {
  std::vector<InStoreMask> in_store;
  int today = 20260101;  ///< business date, yyyymmdd
};

/// `symbology` as drivers and people write it ("EAN13", "ean-13", "UPC_E"); "" for a typed code. An AIM
/// prefix ("]C1") in the text counts more than it.
CodeContent code_content(std::string_view text, std::string_view symbology, const CodeRules& rules);

/// The digits to charge, without blanks and prefix, where code_content finds a PaymentCode. They are in no
/// CodeContent, so that nothing that stores or logs one can tell them.
std::optional<std::string> payment_digits(std::string_view text, std::string_view symbology);

/// The code to verify (member_code.hpp), without blanks and prefix, where code_content finds a MemberCode;
/// kept out of CodeContent for the same reason.
std::optional<std::string> member_text(std::string_view text, std::string_view symbology);

}  // namespace outpost::core
