// The same call twice does its work once.
#pragma once

#include "edge/app/tx.hpp"

#include <array>
#include <functional>
#include <string>

namespace outpost::app {

struct CallKey {
  std::string actor;  ///< the terminal's id as text
  std::string key;    ///< the Idempotency-Key, 1 to 128 visible ASCII characters
  std::string call;   ///< method and path, for example "POST /api/v1/carts"
  std::array<std::uint8_t, 32> body_hash{};

  /// What UNIQUE columns of orders and payments hold: 16 bytes of BLAKE2b over actor and key.
  Bytes digest() const;
};

struct StoredReply {
  int status = 200;
  std::string body;
  bool replayed = false;
};

inline constexpr Micros keys_kept_us = 30LL * 24 * 3600 * us_per_s;

/// Looks the key up: the same call and body give the stored reply with `replayed`; another call or body is
/// `idempotency-mismatch` (conflict). A new key runs `work` in an inner savepoint and stores its reply in the
/// same transaction when it is 2xx, or when `work` fails by rule (Code::conflict, Code::refused): then what
/// it wrote is rolled back and `refusal` turns the error into the reply that is stored and returned. Any
/// other error passes through and nothing is stored. Writer thread.
Result<StoredReply> run_once(Tx& tx, const CallKey& key, const std::function<Result<StoredReply>()>& work,
                             const std::function<StoredReply(const Error&)>& refusal);

/// Deletes up to `most` keys older than keys_kept_us; the number deleted. A slice of bulk work.
std::int64_t forget_old_keys(Tx& tx, std::int64_t most);

}  // namespace outpost::app
