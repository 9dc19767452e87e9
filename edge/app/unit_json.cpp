#include "edge/app/unit_json.hpp"

#include "edge/base/time_text.hpp"
#include "edge/contract/ipc/driver_table.hpp"

#include <nlohmann/json.hpp>

namespace outpost::app {
namespace {

using nlohmann::json;

json time_or_null(const std::optional<Micros>& t) { return t ? json(rfc3339(*t)) : json(nullptr); }
std::string text_of(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

bool is_current(const UnitView& view) { return view.state == "ready" || view.state == "busy"; }

}  // namespace

std::string device_json(const UnitView& v) {
  const auto* row = ipc::find_driver(v.info.driver);
  json j = {{"unit", v.info.unit},
            {"driver", v.info.driver},
            {"label_zh", row ? row->label_zh : ""},
            {"label_en", row ? row->label_en : ""},
            {"station", v.info.station},
            {"state", v.state},
            {"reason", v.reason},
            {"since", rfc3339(v.since_us)},
            {"last_seen", time_or_null(v.last_seen_us)},
            {"last_data", time_or_null(v.last_data_us)},
            {"counters", v.counters},
            {"devices", json::array()}};
  for (const auto& p : v.parts)
    j["devices"].push_back(
        {{"device", p.device}, {"label", p.label}, {"state", p.state}, {"reason", p.reason}});
  return text_of(j);
}

std::string shelf_json(const UnitView& v) {
  const bool current = is_current(v);
  json j = {{"unit", v.info.unit},
            {"station", v.info.station},
            {"state", v.state},
            {"channels", json::array()},
            {"door", v.door.empty() || !current ? json(nullptr) : json(v.door)}};
  for (const auto& c : v.channels)
    j["channels"].push_back({{"channel", c.channel},
                             {"weight_mg", current && c.weight_mg ? json(*c.weight_mg) : json(nullptr)},
                             {"stable", current && c.stable},
                             {"state", current ? c.state : "stale"},
                             {"at", rfc3339(c.at_us)}});
  return text_of(j);
}

namespace {

const char* const of_the_trouble[] = {"reason", "text_en", "text_zh", "adapter", "progress"};
const char* const of_the_car[] = {"vin",    "vin_check", "protocol", "protocol_number", "voltage_mv",
                                  "mil_on", "dtc_count", "codes",    "codes_read",      "readiness"};

/// What the bay said last, while its program is heard. Of a car it only speaks while the device works and the
/// link to the car stands; otherwise its words are about what is wrong.
json said_of(const UnitView& v) {
  json said = v.bay.empty() || !v.heard ? json() : json::parse(v.bay, nullptr, false);
  if (!said.is_object()) return json::object();
  const json phase = said.value("state", json());
  if (is_current(v) && phase != "lost") return said;
  for (const char* key : of_the_car) said.erase(key);
  if (phase == "ready" || phase == "reading") return json::object();  // the plug went; the next word says so
  return said;
}

json bay_object(const UnitView& v) {
  const json said = said_of(v);
  json j = {{"unit", v.info.unit},      {"station", v.info.station},
            {"state", v.state},         {"adapter", nullptr},
            {"vin", nullptr},           {"protocol", nullptr},
            {"voltage_mv", nullptr},    {"phase", said.value("state", json())},
            {"last_report_id", nullptr}};
  const auto take = [&](const auto& keys) {
    for (const char* key : keys)
      if (said.contains(key)) j[key] = said[key];
  };
  take(of_the_trouble), take(of_the_car);
  return j;
}

json session_json(const BaySession& s) {
  return {{"report_id", s.report.text()},
          {"started_at", rfc3339(s.started_us)},
          {"heard_at", rfc3339(s.heard_us)},
          {"steps", s.steps},
          {"asked_by", s.person}};
}

}  // namespace

std::string bay_json(const UnitView& v) { return text_of(bay_object(v)); }

std::string bay_json(const UnitView& v, const std::optional<Id>& last_report,
                     const std::optional<BaySession>& session) {
  json j = bay_object(v);
  if (last_report) j["last_report_id"] = last_report->text();
  j["session"] = session ? session_json(*session) : json(nullptr);
  return text_of(j);
}

BayCar car_of(const UnitView& v) {
  const json said = said_of(v);
  const json vin = said.value("vin", json());
  return {said.value("state", json()) == "ready", vin.is_string() ? vin.get<std::string>() : ""};
}

}  // namespace outpost::app
