// Health, metrics and the API document.
#include "edge/http/openapi.hpp"
#include "edge/http/routes/handlers.hpp"

#include <nlohmann/json.hpp>

namespace outpost::http {
namespace {

constexpr Micros stuck_us = 10 * us_per_s;  // the writer gives a sign of life each second

}  // namespace

Answer health(Api& api, Call&) {
  const Micros age_us = api.clock.boot_us() - api.writer.last_alive_us();
  const char* status = api.stopping() ? "stopping" : age_us > stuck_us ? "stuck" : "ok";
  const nlohmann::json j = {{"status", status},
                            {"version", OUTPOST_VERSION},
                            {"store_id", api.settings.store_id},
                            {"writer_age_ms", age_us / us_per_ms}};
  return std::optional(Reply::json(std::string_view(status) == "ok" ? 200 : 503, j.dump()));
}

Answer metrics(Api& api, Call&) {
  return std::optional(Reply{200, "text/plain; version=0.0.4; charset=utf-8", api.metrics.text(), {}});
}

Answer openapi(Api&, Call&) { return std::optional(Reply::json(200, std::string(openapi_text()))); }

}  // namespace outpost::http
