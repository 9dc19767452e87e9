#include "tests/devices/drivers/bay_truth.hpp"

#include "devices/codec/isotp.hpp"
#include "devices/codec/obd.hpp"
#include "devices/codec/pid_table.hpp"
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <cmath>
#include <fmt/format.h>

namespace outpost::dev::test {
namespace {

using nlohmann::json;

constexpr Micros slot_us = 100 * us_per_ms;     // how finely the car's curves are sampled
constexpr Micros on_its_way_us = 2 * us_per_s;  // an answer may take so long before it is shown
constexpr std::size_t max_wrong = 20;

// Reports of undisturbed cars, each made once; every_car_is_read_right holds them against the cars' files.
const json& clean_report(const std::string& car) {
  static std::map<std::string, json> made;
  const auto found = made.find(car);
  if (found != made.end()) return found->second;
  BayBench b({{"car", car}, {"search_ms", "0"}});
  BOOST_TEST_REQUIRE(b.until("ready", 30 * us_per_s));
  auto out = b.report();
  BOOST_TEST_REQUIRE(out["result"] == "done");
  BOOST_TEST_REQUIRE(out["report"]["vehicle"]["vin"] == b.car().vin());
  return made.emplace(car, std::move(out["report"])).first->second;
}

// How a car is asked for one identifier: WWH-OBD has no service 01.
ObdRequest request_for(const Car& car, std::uint8_t pid) {
  const bool ordinary =
      std::any_of(car.units().begin(), car.units().end(), [](const auto& u) { return u.obd; });
  return {ordinary ? Bytes{0x01, pid} : Bytes{0x22, 0xF4, pid}, 0};
}

// One unit's answer as the reply of an adapter to a request on CAN; service 01 is the same on all buses.
ObdReading read_answer(const ObdRequest& request, const Bytes& payload) {
  ElmReply reply;
  const auto frames = isotp_split(payload, 0);
  for (const auto& frame : *frames) reply.lines.push_back("7E8" + request_text(frame));
  return read_obd(request, {Bus::can11, true, request_text(request.bytes), 0}, reply);
}

json shown(const ObdValue& v) {
  switch (v.kind) {
  case ValueKind::text: return v.text;
  case ValueKind::list: return v.list;
  case ValueKind::flag:
  case ValueKind::code: return static_cast<std::int64_t>(v.number);
  case ValueKind::number: break;
  }
  return std::round(v.number * 1e6) / 1e6;
}

bool has(const json& list, const json& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// The same item; an adapter without headers names no unit, and what UDS adds to a code may be missing.
bool has_of_any_unit(const json& list, json item) {
  const bool nameless = item["unit"] == "", no_uds = !item.contains("uds");
  return std::any_of(list.begin(), list.end(), [&](json whole) {
    if (nameless) item["unit"] = whole["unit"];
    if (no_uds) whole.erase("uds");
    return item == whole;
  });
}

const json* by(const json& list, const char* key, const json& value) {
  for (const auto& item : list)
    if (item[key] == value) return &item;
  return nullptr;
}

// What is missing is no lie; what is there must be the same.
bool part_of(const json& item, const json& whole) {
  for (const auto& [key, value] : item.items()) {
    const bool empty = value.is_null() || (value.is_array() && value.empty());
    if (empty || value == whole[key]) continue;
    if (!value.is_array()) return false;
    for (const auto& one : value)
      if (!has(whole[key], one)) return false;
  }
  return true;
}

}  // namespace

Truth::Truth(const std::string& car, Micros plugged_us)
    : car_(*Car::load(car)), plugged_us_(plugged_us), clean_(clean_report(car)) {
  for (const auto pid : {std::uint8_t{0x4F}, std::uint8_t{0x50}})
    for (const auto& a : car_.answer(request_for(car_, pid), 0)) {
      auto reading = read_answer(request_for(car_, pid), a.payload);
      for (auto& v : reading.values) v.source = source_of(car_, *a.unit);
      scale_.learn(reading.values);
    }
}

void Truth::complain(const std::string& what, const json& value) {
  if (wrong_.size() < max_wrong) wrong_.push_back(what + ": " + value.dump().substr(0, 300));
}

const std::vector<Truth::Said>& Truth::said(std::uint8_t pid, std::int64_t slot) {
  const auto [at, fresh] = said_.try_emplace({pid, slot});
  if (!fresh) return at->second;
  for (const auto& a : car_.answer(request_for(car_, pid), slot * slot_us)) {
    auto reading = read_answer(request_for(car_, pid), a.payload);
    for (auto& v : reading.values) v.source = source_of(car_, *a.unit);
    scale_.apply(reading.values);
    for (const auto& v : reading.values) at->second.push_back({v.source, v.name, v.unit, shown(v)});
  }
  return at->second;
}

bool Truth::possible(const json& v, Micros from, Micros to) {
  ++values_;
  const auto bytes = from_hex(v["pid"].get<std::string>());
  if (!bytes || bytes->size() != 1) return false;
  const auto pid = bytes->front();
  const auto& value = v["value"];
  if (value.is_number() && allowed_.contains({v["pid"], value.get<double>()})) return true;
  std::optional<double> low, high;
  const auto first = std::max<std::int64_t>(0, (from - plugged_us_) / slot_us - 1);
  for (auto slot = first; slot <= (to - plugged_us_) / slot_us + 1; ++slot)
    for (const auto& s : said(pid, slot)) {
      const bool nameless = v["source"] == "";  // an adapter without headers
      if (s.name != v["name"] || s.unit != v["unit"] || (!nameless && s.source != v["source"])) continue;
      if (s.value == value) return true;
      if (!s.value.is_number() || !value.is_number()) continue;
      low = std::min(low.value_or(s.value), s.value.get<double>());
      high = std::max(high.value_or(s.value), s.value.get<double>());
    }
  // Between two samples the curve may go a step further.
  const auto* row = find_pid(pid);
  const double step = row && !row->fields.empty() ? std::abs(row->fields.front().scale) * 1.01 : 0;
  return low && value.get<double>() >= *low - step && value.get<double>() <= *high + step;
}

void Truth::live(const json& body, Micros now) {
  for (const auto& v : body["values"]) {
    const auto at = now - v["age_ms"].get<std::int64_t>() * us_per_ms;
    if (possible(v, at - on_its_way_us, at)) continue;
    if (late_us == 0 || !possible(v, at - late_us - 2 * on_its_way_us, at - late_us + on_its_way_us))
      complain("live", v);
  }
}

void Truth::same(const json& list, const char* what) {
  for (const auto& item : list) {
    ++values_;
    if (!has_of_any_unit(clean_[what], item)) complain(what, item);
  }
}

void Truth::bay(const json& body) {
  if (!body["vin"].is_null() && body["vin"] != car_.vin()) complain("vin", body["vin"]);
  if (!body["mil_on"].is_null() && body["mil_on"] != clean_["mil_on"]) {
    // One unit alone may say that its own lamp is off while another's is on.
    if (body["mil_on"] == true) complain("mil_on", body["mil_on"]);
  }
  if (!body["dtc_count"].is_null() && body["dtc_count"] > clean_["dtc_count"])
    complain("dtc_count", body["dtc_count"]);
  for (const auto& c : body["codes"]) {
    auto nameless = c["unit"] == "";
    bool found = false;
    for (const auto& want : clean_["codes"])
      found = found || (want["code"] == c["code"] && want["kind"] == c["kind"] &&
                        (nameless || want["unit"] == c["unit"]));
    if (!found) complain("code", c);
  }
}

// When an identifier was asked for is in the steps.
void Truth::live_values(const json& document, Micros began) {
  std::map<std::string, std::vector<std::pair<Micros, Micros>>> asked;
  for (const auto& step : document["steps"]) {
    const auto bytes = from_hex(step["request"].get<std::string>());
    if (!bytes || (bytes->front() != 0x01 && bytes->front() != 0x22)) continue;
    const auto at = began + step["at_ms"].get<std::int64_t>() * us_per_ms;
    const std::size_t width = bytes->front() == 0x22 ? 2 : 1;  // F4 before each
    for (std::size_t i = width; i < bytes->size(); i += width)
      asked[fmt::format("{:02X}", (*bytes)[i])].emplace_back(at, at + step["took_ms"].get<std::int64_t>() *
                                                                          us_per_ms);
  }
  for (const auto& v : document["live"]) {
    bool ok = false;
    for (const auto& [from, to] : asked[v["pid"]]) ok = ok || possible(v, from, to);
    if (!ok) complain("report live", v);
  }
}

void Truth::report(const json& outcome, Micros began) {
  const auto& r = outcome["report"];
  if (r.is_null()) return;
  if (!r["vehicle"]["vin"].is_null() && r["vehicle"]["vin"] != car_.vin())
    complain("vin", r["vehicle"]["vin"]);
  for (const auto* what : {"codes", "readiness", "tests"}) same(r[what], what);
  for (const auto& unit : r["vehicle"]["units"]) {
    auto named = unit;
    if (unit["id"] == "") named["id"] = clean_["vehicle"]["units"][0]["id"];
    const auto* whole = by(clean_["vehicle"]["units"], "id", named["id"]);
    if (whole == nullptr || !part_of(named, *whole)) complain("unit", unit);
  }
  for (const auto* what : {"freeze_frames", "in_use"})
    for (const auto& item : r[what]) {
      const auto* whole = item["unit"] == "" ? &clean_[what][0] : by(clean_[what], "unit", item["unit"]);
      auto named = item;
      if (whole != nullptr && item["unit"] == "") {
        named["unit"] = (*whole)["unit"];
        for (auto& v : named["values"]) v["source"] = named["unit"];
      }
      if (whole == nullptr || !part_of(named, *whole)) complain(what, item);
    }
  live_values(r, began);
}

}  // namespace outpost::dev::test
