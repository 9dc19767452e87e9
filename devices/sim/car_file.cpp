#include "devices/sim/car_file.hpp"

#include "devices/sim/car_answers.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::dev::car_file {
namespace {

using nlohmann::json;

constexpr std::size_t max_counters = 20;  // SAE J1979: 16, 18 or 20 of them
constexpr std::int64_t max_slow_ms = 60'000;

[[noreturn]] void refuse(std::string why) { throw std::invalid_argument(std::move(why)); }

std::vector<std::string> code_list(const json& unit, const char* key) {
  auto out = unit.value(key, std::vector<std::string>{});
  for (const auto& code : out) trouble_code(code);
  return out;
}

SimCurve read_curve(const std::string& pid, const json& j) {
  SimCurve c;
  if (j.is_number()) {
    c.low = c.high = j.get<double>();
    return c;
  }
  if (j.contains("raw")) {
    only(j, {"raw"});
    c.raw = hex_bytes("raw of " + pid, j.at("raw"));
    return c;
  }
  only(j, {"shape", "low", "high", "period_s"});
  const auto shape = j.value("shape", "wave");
  if (shape != "wave" && shape != "warm_up") refuse(fmt::format("there is no shape \"{}\"", shape));
  c.shape = shape == "warm_up" ? SimCurve::Shape::warm_up : SimCurve::Shape::wave;
  c.low = j.at("low");
  c.high = j.at("high");
  c.period_s = j.value("period_s", 20.0);
  if (!(c.period_s > 0)) refuse("period_s of " + pid + " must be above 0");
  if (!(c.low <= c.high)) refuse("low of " + pid + " is above high");
  return c;
}

std::uint8_t byte_of(const std::string& text) {
  const auto n = hex_number(text);
  if (n > 0xFF) refuse(text + " is more than one byte");
  return static_cast<std::uint8_t>(n);
}

std::map<std::uint8_t, SimCurve> read_pids(const json& j) {
  std::map<std::uint8_t, SimCurve> out;
  for (const auto& [pid, curve] : j.items()) {
    const auto number = byte_of(pid);
    auto read = read_curve(pid, curve);
    check_curve(number, read);
    if (!out.emplace(number, std::move(read)).second) refuse("identifier " + pid + " comes twice");
  }
  return out;
}

SimTest read_test(const json& j) {
  only(j, {"mid", "tid", "scaling", "value", "min", "max"});
  SimTest t{byte_of(j.at("mid")), byte_of(j.at("tid")), byte_of(j.at("scaling")),
            j.at("value"),        j.at("min"),          j.at("max")};
  if (t.monitor % 0x20 == 0) refuse(fmt::format("{:02X} is a list of monitors, no monitor", t.monitor));
  for (const double v : {t.value, t.least, t.most})
    if (!test_word(t.scaling, v))
      refuse(fmt::format("{} of monitor {:02X} does not fit scaling {:02X}", v, t.monitor, t.scaling));
  return t;
}

SimUdsCode read_uds_code(const json& j) {
  only(j, {"code", "failure", "status", "severity", "permanent", "snapshot", "extended"});
  SimUdsCode c;
  c.code = trouble_code(j.at("code"));
  c.failure_type = byte_of(j.value("failure", "00"));
  c.status = byte_of(j.at("status"));
  c.severity = byte_of(j.value("severity", "00"));
  c.permanent = j.value("permanent", false);
  if (j.contains("snapshot")) c.snapshot = hex_bytes("snapshot", j.at("snapshot"));
  if (j.contains("extended")) c.extended = hex_bytes("extended", j.at("extended"));
  return c;
}

void read_uds(SimUnit& u, const json& j) {
  if (j.contains("identifiers"))
    for (const auto& [id, data] : j.at("identifiers").items()) {
      const auto number = hex_number(id);
      if (number == 0 || number > 0xFFFF) refuse(id + " is no identifier of service 22");
      u.identifiers.emplace(number, hex_bytes("identifier " + id, data));
    }
  if (j.contains("uds_codes"))
    for (const auto& c : j.at("uds_codes")) u.uds_codes.push_back(read_uds_code(c));
  u.uds = j.contains("identifiers") || j.contains("uds_codes");
}

void read_addresses(SimUnit& u, const json& j, Bus bus) {
  u.can_id = hex_number(j.at("id"));
  u.address = byte_of(j.value("address", "10"));
  const bool obd_id =
      bus == Bus::can29 ? (u.can_id >> 8) == 0x18DAF1 : u.can_id >= 0x7E8 && u.can_id <= 0x7EF;
  if (u.can_id > (bus == Bus::can29 ? 0x1FFFFFFFu : 0x7FFu))
    refuse(j.at("id").get<std::string>() + " is no identifier of this bus");
  const auto usual = bus == Bus::can29 ? 0x18DA00F1 | (u.can_id & 0xFF) << 8 : u.can_id - 8;
  u.request_id = j.contains("request") ? hex_number(j.at("request")) : usual;
  u.functional = j.value("functional", obd_id || !is_can(bus));
  u.one_at_a_time = j.value("one_at_a_time", false);
}

void read_texts(SimUnit& u, const json& j) {
  u.name = j.value("name", "");
  u.calibrations = j.value("calibrations", std::vector<std::string>{});
  u.cvns = j.value("cvn", std::vector<std::string>{});
  if (u.name.size() > 20) refuse("name \"" + u.name + "\" has over 20 characters");
  for (const auto& c : u.calibrations)
    if (c.empty() || c.size() > 16) refuse("calibration \"" + c + "\" has not 1 to 16 characters");
  for (const auto& cvn : u.cvns)
    if (hex_bytes("cvn", cvn).size() != 4) refuse("cvn " + cvn + " is not four bytes");
}

}  // namespace

void only(const json& j, std::initializer_list<std::string_view> known) {
  if (!j.is_object()) refuse("a group in braces is missing: " + j.dump().substr(0, 40));
  for (const auto& [key, value] : j.items())
    if (key != "about" && std::find(known.begin(), known.end(), key) == known.end())
      refuse("\"" + key + "\" is not known here");
}

std::string trouble_code(const std::string& s) {
  const bool good = s.size() == 5 && std::string_view("PCBU").find(s[0]) != std::string_view::npos &&
                    s[1] <= '3' && from_hex(s.substr(1)).ok() && s != "P0000";
  if (!good) refuse(s + " is no trouble code");
  return s;
}

std::uint32_t hex_number(const std::string& text) {
  std::uint32_t v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v, 16);
  if (error != std::errc() || end != text.data() + text.size()) refuse("\"" + text + "\" is no number");
  return v;
}

Bytes hex_bytes(const std::string& what, const std::string& text) {
  auto out = from_hex(text);
  if (!out || out->empty()) refuse(what + " is not hexadecimal");
  return std::move(*out);
}

SimFreeze read_freeze(const json& j) {
  only(j, {"code", "pids"});
  return {trouble_code(j.at("code")), read_pids(j.at("pids"))};
}

SimBroadcast read_broadcast(const json& j) {
  only(j, {"id", "data", "every_ms", "pgn"});
  const std::string id = j.at("id");
  SimBroadcast b{hex_number(id), id.size() > 3, hex_bytes("data of " + id, j.at("data")), 0, 0};
  if (j.contains("pgn")) b.pgn = hex_number(j.at("pgn"));
  if (b.pgn == 0) b.every_us = j.at("every_ms").get<std::int64_t>() * us_per_ms;
  if (b.pgn == 0 && (b.every_us < 5 * us_per_ms || b.every_us > 60 * us_per_s))
    refuse("every_ms of " + id + " must be 5 to 60000");
  if (b.data.size() > 8 && !b.wide) refuse("data of " + id + " is over 8 bytes");
  if (b.data.size() > 255 || b.can_id > (b.wide ? 0x1FFFFFFFu : 0x7FFu)) refuse(id + " cannot be broadcast");
  return b;
}

SimBattery read_battery(const json& j) {
  SimBattery b;
  b.rest_mv = j.value("rest_mv", b.rest_mv);
  b.charge_mv = j.value("charge_mv", b.rest_mv);
  b.crank_mv = j.value("crank_mv", b.crank_mv);
  check_battery(b);
  return b;
}

void check_battery(const SimBattery& b) {
  for (const int mv : {b.rest_mv, b.charge_mv, b.crank_mv})
    if (mv < 0 || mv > 32'000) refuse("a voltage of the battery must be 0 to 32000 mV");
}

SimUnit read_unit(const json& j, Bus bus) {
  only(j, {"id",     "request", "address", "functional",  "one_at_a_time", "name",     "calibrations",
           "cvn",    "mil_on",  "stored",  "pending",     "permanent",     "monitors", "pids",
           "freeze", "tests",   "in_use",  "identifiers", "uds_codes",     "slow_ms"});
  SimUnit u;
  read_addresses(u, j, bus);
  read_texts(u, j);
  u.stored = code_list(j, "stored");
  u.pending = code_list(j, "pending");
  u.permanent = code_list(j, "permanent");
  u.mil_on = j.value("mil_on", false);
  u.obd = j.contains("monitors");
  if (u.obd) u.monitors = hex_bytes("monitors", j.at("monitors"));
  if (u.obd && u.monitors.size() != 3) refuse("monitors must be three bytes");
  if (j.contains("pids")) u.pids = read_pids(j.at("pids"));
  if (j.contains("freeze")) u.freeze = read_freeze(j.at("freeze"));
  if (j.contains("tests"))
    for (const auto& t : j.at("tests")) u.tests.push_back(read_test(t));
  u.in_use = j.value("in_use", std::vector<unsigned>{});
  if (u.in_use.size() > max_counters ||
      std::any_of(u.in_use.begin(), u.in_use.end(), [](unsigned n) { return n > 0xFFFF; }))
    refuse("in_use has at most 20 counters up to 65535");
  read_uds(u, j);
  if (!u.obd && !u.uds)
    refuse("unit " + j.at("id").get<std::string>() + " knows no service: give it monitors or identifiers");
  if (!u.obd && (u.freeze || !u.tests.empty())) refuse("a unit without monitors has no freeze and no tests");
  if (j.contains("slow_ms"))
    for (const auto& [request, ms] : j.at("slow_ms").items()) {
      if (!parse_obd_request(request) || ms.get<std::int64_t>() < 1 || ms.get<std::int64_t>() > max_slow_ms)
        refuse("slow_ms \"" + request + "\" is no request with 1 to 60000 ms");
      u.slow.emplace(request, ms.get<std::int64_t>() * us_per_ms);
    }
  return u;
}

}  // namespace outpost::dev::car_file
