// GTIN: the number under a bar code (GS1 General Specifications). Here because vision and the till must agree
// on it.
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost {

/// The GS1 check digit ('0'-'9') of a row of digits that does not yet carry one. Precondition: digits only.
char gs1_check_digit(std::string_view digits);

/// True for 8, 12, 13 or 14 digits whose last is the right check digit.
bool is_gtin(std::string_view digits);

/// The canonical 13- or 14-digit form under which a product is filed: GTIN-8 and UPC-A get leading zeros to
/// 13 digits, a GTIN-14 that begins with 0 loses it. Errors: `bad-code` (not 8, 12, 13 or 14 digits),
/// `bad-check-digit`.
Result<std::string> canonical_gtin(std::string_view digits);

/// UPC-E (8 digits, number system 0 or 1, with check digit) to UPC-A (12 digits). Errors as above.
Result<std::string> upc_e_to_upc_a(std::string_view digits);

}  // namespace outpost
