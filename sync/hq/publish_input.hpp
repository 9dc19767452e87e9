// Bodies of the calls that publish changes to stores. Pure: JSON in, items out.
#pragma once

#include "edge/base/clock.hpp"
#include "sync/hq/storage.hpp"

namespace outpost::hq {

inline constexpr std::size_t max_published = 10'000;  ///< items x stores of one call

struct PublishOrder {
  std::string topic;
  std::vector<Item> items;
  std::vector<std::string> stores;  ///< empty: all
};

/// {"items":[{"sku","price_fen","valid_from"?}],"stores"?:[]}. A price without valid_from counts from `now`.
/// Errors: `bad-request` (400), `bad-price` (422; names the item).
Result<PublishOrder> read_prices(const std::string& body, Micros now);
/// {"items":[{"sku","name","name_en"?,"codes"?,"price_fen","unit","tax_rate_bp","tax_code"?,"tax_kind"?,
/// "category"?} or {"sku","removed":true}],"stores"?:[]}. Errors: `bad-request` (400), `bad-product` (422).
Result<PublishOrder> read_catalogue(const std::string& body, Micros now);

}  // namespace outpost::hq
