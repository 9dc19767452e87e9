#include "edge/links/command_news.hpp"

#include <nlohmann/json.hpp>

namespace outpost::links {

void name_station(store::LiveEvent& event, const app::UnitBoard& board) {
  if (event.topic != "device" || !event.station.empty()) return;
  auto j = nlohmann::json::parse(event.json, nullptr, false);
  if (!j.is_object()) return;
  const auto unit = board.info(j.value("unit", ""));
  if (!unit) return;
  event.station = unit->station;
  j["station"] = unit->station;
  event.json = j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace outpost::links
