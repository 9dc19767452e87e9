#include "devices/sim/car.hpp"

#include "devices/codec/pid_table.hpp"
#include "devices/codec/vin.hpp"
#include "devices/data/data.hpp"
#include "devices/sim/car_answers.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

bool is_code(const std::string& s) {
  return s.size() == 5 && std::string_view("PCBU").find(s[0]) != std::string_view::npos && s[1] <= '3' &&
         from_hex(s.substr(1)).ok();
}

std::vector<std::string> code_list(const json& unit, const char* key) {
  auto out = unit.value(key, std::vector<std::string>{});
  for (const auto& code : out)
    if (!is_code(code)) throw std::invalid_argument(code + " is no trouble code");
  return out;
}

SimCurve read_curve(const std::string& pid, const json& j) {
  SimCurve c;
  if (j.is_number()) {
    c.low = c.high = j.get<double>();
    return c;
  }
  if (j.contains("raw")) {
    const auto raw = from_hex(j.at("raw").get<std::string>());
    if (!raw || raw->empty()) throw std::invalid_argument("raw of " + pid + " is not hexadecimal");
    c.raw = *raw;
    return c;
  }
  c.shape = j.value("shape", "wave") == "warm_up" ? SimCurve::Shape::warm_up : SimCurve::Shape::wave;
  c.low = j.at("low");
  c.high = j.at("high");
  c.period_s = j.value("period_s", 20.0);
  if (!(c.period_s > 0)) throw std::invalid_argument("period_s of " + pid + " must be above 0");
  return c;
}

std::uint32_t hex_number(const std::string& text) {
  std::uint32_t v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v, 16);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument(text + " is no number");
  return v;
}

SimUnit read_unit(const json& j) {
  SimUnit u;
  u.can_id = hex_number(j.at("id").get<std::string>());
  u.address = static_cast<std::uint8_t>(hex_number(j.value("address", "10")));
  u.name = j.value("name", "");
  u.calibrations = j.value("calibrations", std::vector<std::string>{});
  u.cvns = j.value("cvn", std::vector<std::string>{});
  u.stored = code_list(j, "stored");
  u.pending = code_list(j, "pending");
  u.permanent = code_list(j, "permanent");
  u.mil_on = j.value("mil_on", false);
  const auto monitors = from_hex(j.at("monitors").get<std::string>());
  if (!monitors || monitors->size() != 3) throw std::invalid_argument("monitors must be three bytes");
  u.monitors = *monitors;
  for (const auto& cvn : u.cvns)
    if (cvn.size() != 8 || !from_hex(cvn)) throw std::invalid_argument("cvn " + cvn + " is not four bytes");
  for (const auto& [pid, curve] : j.at("pids").items()) {
    const auto number = static_cast<std::uint8_t>(hex_number(pid));
    const auto* known = find_pid(number);
    auto read = read_curve(pid, curve);
    if (known == nullptr || (!read.raw.empty() && read.raw.size() != known->bytes))
      throw std::invalid_argument("identifier " + pid + " is not in the table or has another length");
    u.pids.emplace(number, std::move(read));
  }
  return u;
}

}  // namespace

Result<Car> Car::parse(std::string_view text, const std::string& name) {
  try {
    const auto j = json::parse(text);
    Car car;
    car.protocol_ = j.at("protocol");
    car.vin_ = j.value("vin", "");
    if (protocol_by_number(car.protocol_) == nullptr) throw std::invalid_argument("protocol must be 1 to 9");
    if (!car.vin_.empty() && !is_vin(car.vin_)) throw std::invalid_argument("vin is not a vehicle number");
    for (const auto& unit : j.at("units")) car.units_.push_back(read_unit(unit));
    if (car.units_.empty() || car.units_.size() > 8) throw std::invalid_argument("a car has 1 to 8 units");
    return car;
  } catch (const std::exception& e) {
    return fail(Code::invalid, "bad-car",
                fmt::format("The simulated car \"{}\" cannot be used: {}", name, e.what()));
  }
}

Result<Car> Car::load(const std::string& name) {
  const auto text = data_file("cars/" + name + ".json");
  if (!text.empty()) return parse(text, name);
  std::string known;
  for (const auto& f : data_files())
    if (f.name.starts_with("cars/")) known += " " + std::string(f.name.substr(5, f.name.size() - 10));
  return fail(Code::invalid, "bad-car",
              fmt::format("There is no simulated car \"{}\"; there are:{}", name, known));
}

std::vector<SimAnswer> Car::answer(const ObdRequest& request, Micros since_us) const {
  const auto bus = protocol_by_number(protocol_)->bus;
  std::vector<SimAnswer> out;
  for (const auto& unit : units_)
    for (auto& payload : unit_answers(unit, vin_, request, bus, since_us))
      out.push_back({&unit, std::move(payload)});
  return out;
}

}  // namespace outpost::dev
