// Headquarters as a running whole: keys, intake, appliers, HTTP.
#pragma once

#include "edge/base/config/config.hpp"
#include "sync/hq/home.hpp"

#include <atomic>
#include <functional>

namespace outpost::hq {

struct Listening {
  int http_port = 0;
  std::string http_host, sync_endpoint;
  bool new_generation = false;
};

/// Runs until `stop`; `ready` is called once, when stores and people can come. Errors, each one sentence:
/// `bind`, `bad-setting`, `hq-in-use`, `hq-storage` (also when the storage breaks later), `zap`.
Result<void> run_service(const Home& home, const config::Section& settings, Clock& clock,
                         const std::atomic<bool>& stop, const std::function<void(const Listening&)>& ready);

}  // namespace outpost::hq
