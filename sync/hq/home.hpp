// Headquarters' folder: made on the first run, found again on every other.
#pragma once

#include "edge/contract/sync/keys.hpp"
#include "sync/hq/store_sqlite.hpp"

namespace outpost::hq {

struct Home {
  std::string dir;
  std::string db_dir;       ///< holds hq.db; the same unless it was put elsewhere
  wire::KeyPair keys;       ///< DIR/secrets/curve.key; the public half also in curve.pub, for the stores
  std::string admin_token;  ///< DIR/secrets/admin.token
  bool fresh = false;       ///< something was made just now
};

/// Makes what is missing: folder, secrets, database. Errors: `bad-folder`, `cannot-write`, `bad-key-file`,
/// `hq-newer`, `hq-storage`.
Result<Home> open_home(const std::string& dir, const std::string& db_dir = "");

}  // namespace outpost::hq
