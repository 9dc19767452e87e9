// The keys of a store: its own pair, and headquarters' public one.
#pragma once

#include "edge/base/config/config.hpp"
#include "edge/contract/sync/keys.hpp"

namespace outpost::agent {

/// DIR/secrets/curve.key, made when it is not there; the public half also in curve.pub. Errors: `bad-folder`,
/// `cannot-write`, `bad-key-file`.
Result<wire::KeyPair> store_keys(const std::string& dir);

/// [sync] hq_public_key, else DIR/secrets/hq.pub. Errors: `no-hq-key` (a person has to bring it),
/// `bad-key-file`.
Result<std::string> hq_key(const std::string& dir, const config::Section& settings);

}  // namespace outpost::agent
