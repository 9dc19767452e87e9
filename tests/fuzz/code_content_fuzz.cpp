// Any bytes as a scanned code: no number with a wrong check digit comes out, what is shown is harmless and
// short, and a payment code never shows. The first byte chooses the symbology.
#include "edge/base/bytes.hpp"
#include "edge/base/gtin.hpp"
#include "edge/core/code_content.hpp"
#include "edge/core/code_text.hpp"
#include "edge/core/member_code.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost;
using namespace outpost::core;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

std::string number_of(const Meaning& meaning) {
  if (const auto* r = std::get_if<RetailNumber>(&meaning)) return r->number;
  if (const auto* g = std::get_if<Gs1Goods>(&meaning)) return g->elements.number;
  if (const auto* own = std::get_if<InStoreNumber>(&meaning)) return own->number;
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const CodeRules rules{*in_store_masks("21:PPPPPWWWWW, 23:PPPPPCVVVV, 02:PPPPPCVVVV"), 20260615};
  static constexpr const char* symbologies[] = {"", "EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "QR", "DM"};
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto content = code_content(text, symbologies[data[0] % 8], rules);
  must(is_utf8(content.shown) && content.shown == shown_text(content.shown));
  const auto number = number_of(content.meaning);
  must(number.empty() || is_gtin(number));
  if (std::holds_alternative<PaymentCode>(content.meaning))
    must(content.code.empty() && content.shown.find('*') != content.shown.npos);
  must(!brand_of(content.shown));
  (void)in_store_masks(text);
  must(!shown_member(text, Bytes(member_key_bytes, 1), 0).ok());  // nobody guesses a MAC
  return 0;
}
