// Shapes as JSON text: fields of the API document, money as integers of fen, times RFC 3339, ids as UUID
// text.
#pragma once

#include "edge/app/shapes.hpp"

#include <string>
#include <string_view>

namespace outpost::app {

std::string to_json(const Product& product);
/// The product's fields and `quantity_milli`.
std::string to_json(const Product& product, std::int64_t quantity_milli);
std::string to_json(const Cart& cart);
std::string to_json(const Quote& quote);
std::string to_json(const Order& order);
std::string to_json(const Payment& payment);
std::string to_json(const PaymentResult& result);  ///< the payment's fields and `order`
std::string to_json(const Receipt& receipt);
std::string to_json(const Today& today);
std::string to_json(const Terminal& terminal);
std::string to_json(const Enrolment& enrolment);
std::string to_json(const Enrolled& enrolled);
std::string to_json(const Command& command);
std::string to_json(const Report& report);  ///< the report's body and its clears too when it is filled
std::string to_json(const BayClear& clear);
std::string to_json(const Alarm& alarm);
std::string to_json(const Check& check);

/// {"items":[...],"next":...}
template <class T> std::string to_json(const Page<T>& page);

/// "2026-01-31" for 20260131.
std::string date_text(int yyyymmdd);
/// A JSON string with quotes; invalid UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

}  // namespace outpost::app
