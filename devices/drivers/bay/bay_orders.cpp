// What edge asks a bay for beyond a word: resuming a report, erasing codes; and what is said of both on the
// way.
#include "devices/drivers/bay/bay_json.hpp"
#include "edge/base/time_text.hpp"

#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

constexpr std::size_t max_steps = 400;

std::string text(const json& j, const char* key) {
  const auto i = j.find(key);
  return i != j.end() && i->is_string() ? i->get<std::string>() : "";
}

Micros milliseconds(const json& j, const char* key) {
  const auto i = j.find(key);
  return i != j.end() && i->is_number_integer() ? i->get<Micros>() * us_per_ms : 0;
}

std::optional<BayStep> read_step(const json& j) {
  if (!j.is_object()) return std::nullopt;
  BayStep step{text(j, "step"), text(j, "request"), text(j, "result"), text(j, "bus"), true, 0, 0, {}};
  if (const auto h = j.find("headers"); h != j.end() && h->is_boolean()) step.headers = *h;
  step.at_us = milliseconds(j, "at_ms"), step.took_us = milliseconds(j, "took_ms");
  const auto lines = j.find("lines");
  if (step.request.empty() || lines == j.end() || !lines->is_array()) return std::nullopt;
  for (const auto& line : *lines)
    if (line.is_string()) step.lines.push_back(line.get<std::string>());
  return step;
}

}  // namespace

std::optional<BayResume> parse_resume(const std::string& body) {
  const auto j = json::parse(body, nullptr, false);
  if (!j.is_object() || !j.contains("resume") || !j["resume"].is_object()) return std::nullopt;
  const auto& r = j["resume"];
  BayResume out{text(r, "id"), std::nullopt, {}};
  if (const auto at = parse_rfc3339(text(r, "started_at"))) out.started_utc_us = *at;
  if (const auto steps = r.find("steps"); steps != r.end() && steps->is_array())
    for (const auto& item : *steps)
      if (auto step = read_step(item); step && out.steps.size() < max_steps)
        out.steps.push_back(std::move(*step));
  return out;
}

std::string clear_body(const BayClear& clear) {
  auto left = json::array();
  for (const auto& c : clear.codes_left())
    left.push_back({{"code", c.code}, {"kind", c.kind}, {"unit", c.source}});
  return json{{"result", clear.reason().empty() ? "done" : "failed"},
              {"reason", clear.reason()},
              {"asked_to_erase", clear.asked_to_erase()},
              {"codes_left", left}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string no_clear_body(std::string_view reason) {
  return json{
      {"result", "failed"}, {"reason", reason}, {"asked_to_erase", false}, {"codes_left", json::array()}}
      .dump();
}

std::optional<ClearOrder> parse_clear(const std::string& body) {
  const auto j = json::parse(body, nullptr, false);
  if (!j.is_object()) return std::nullopt;
  return ClearOrder{text(j, "person"), text(j, "snapshot"), text(j, "vin")};
}

}  // namespace outpost::dev
