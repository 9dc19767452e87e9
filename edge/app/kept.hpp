// What a device asked the store to keep for it (tare, calibration, adapter profile): handed back in `bind`.
#pragma once

#include "edge/app/tx.hpp"

namespace outpost::app {

inline constexpr std::size_t most_kept_bytes = 64 * 1024;

/// A JSON object; "{}" when nothing was kept.
std::string kept_of(sqlite::Db& db, const std::string& unit);
/// Replaces it. `bad-kept` (invalid: not a JSON object), `kept-too-large`.
Result<void> keep(Tx& tx, const std::string& unit, const std::string& json);

}  // namespace outpost::app
