#include "edge/app/kept.hpp"

#include "edge/store/units.hpp"

#include <nlohmann/json.hpp>

namespace outpost::app {

std::string kept_of(sqlite::Db& db, const std::string& unit) {
  return store::kept_of(db, unit).value_or("{}");
}

Result<void> keep(Tx& tx, const std::string& unit, const std::string& json) {
  if (json.size() > most_kept_bytes)
    return fail(Code::too_large, "kept-too-large", "A device may have 64 KiB kept for it, not more.");
  if (!nlohmann::json::parse(json, nullptr, false).is_object())
    return fail(Code::invalid, "bad-kept", "What a device wants kept must be a JSON object.");
  store::put_kept(tx.db, unit, json, tx.now_us);
  return {};
}

}  // namespace outpost::app
