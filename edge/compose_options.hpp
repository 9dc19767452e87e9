// What the configuration says about edge, read once. Program code, like compose.hpp.
#pragma once

#include "edge/app/unit_board.hpp"
#include "edge/base/config/config.hpp"
#include "edge/http/server.hpp"
#include "edge/store/settings.hpp"

#include <string>
#include <vector>

namespace outpost {

struct EdgeOptions {
  config::Section edge, sync;
  std::string dir;
  store::Settings settings;
  std::vector<app::UnitInfo> units;
  http::ServerOptions server;
  int idle_reset_s = 45;
};

/// Every error is one sentence.
Result<EdgeOptions> options_from(const config::Config& config, const std::string& dir);

/// Host names that browsers may use: the configured ones, this machine's, and the one that mDNS gives it.
std::vector<std::string> host_names(const EdgeOptions& options);

}  // namespace outpost
