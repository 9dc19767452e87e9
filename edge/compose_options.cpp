#include "edge/compose_options.hpp"

#include "edge/app/settings.hpp"

#include <sstream>
#include <unistd.h>

namespace outpost {

Result<EdgeOptions> options_from(const config::Config& config, const std::string& dir) {
  EdgeOptions o{config.section("edge"), config.section("sync"), dir, {}, {}, {}, 45};
  OUTPOST_TRY(o.settings, app::settings_from(o.edge));
  o.settings.code_payments = !o.edge.text("provider_url").empty();
  OUTPOST_TRY(o.units, app::units_from(config));
  o.server.host = o.edge.text("http_host");
  OUTPOST_TRY(const auto port, o.edge.number("http_port", 0, 65'535));
  OUTPOST_TRY(const auto idle_s, o.edge.number("idle_reset_s", 20, 300));
  o.server.port = static_cast<int>(port);
  o.idle_reset_s = static_cast<int>(idle_s);
  return o;
}

std::vector<std::string> host_names(const EdgeOptions& o) {
  std::vector<std::string> names = {o.server.host, "outpost-" + o.settings.store_id + ".local"};
  std::istringstream more(o.edge.text("allowed_hosts"));
  for (std::string name; more >> name;) names.push_back(name);
  char own[256] = {};
  if (gethostname(own, sizeof own - 1) == 0 && own[0])
    names.emplace_back(own), names.push_back(std::string(own) + ".local");
  return names;
}

}  // namespace outpost
