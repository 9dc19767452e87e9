#include "devices/drivers/bay/facts_json.hpp"

#include "devices/codec/dtc_text.hpp"
#include "devices/codec/monitor_text.hpp"
#include "devices/codec/uds_words.hpp"
#include "devices/drivers/bay/truck_codes.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::dev::facts_json {
namespace {

json text_or_null(const std::string& s) { return s.empty() ? json(nullptr) : json(s); }
template <class T> json or_null(const std::optional<T>& v) { return v ? json(*v) : json(nullptr); }

json monitors(const Readiness& readiness) {
  auto out = json::array();
  for (const auto& m : readiness.monitors) {
    json item = {{"name", m.name},
                 {"label_en", m.label_en},
                 {"label_zh", m.label_zh},
                 {"available", m.available},
                 {"complete", m.available ? json(m.complete) : json(nullptr)}};
    if (m.available && !m.complete) {
      const auto advice = readiness_advice(m.name);
      item["advice_en"] = advice.en, item["advice_zh"] = advice.zh;
    }
    out.push_back(std::move(item));
  }
  return out;
}

json number(double v) {
  // Six digits are more than any sensor has; 12.610000000000001 V helps nobody.
  return std::round(v * 1e6) / 1e6;
}

json bits_json(const std::vector<UdsWord>& bits) {
  auto out = json::array();
  for (const auto& bit : bits) out.push_back({{"name", bit.name}, {"en", bit.en}, {"zh", bit.zh}});
  return out;
}

json uds_json(const BayUdsCode& uds) {
  const auto failure = dtc_failure_text(uds.failure_type);
  json out = {{"failure_type", fmt::format("{:02X}", uds.failure_type)},
              {"failure_en", failure.en},
              {"failure_zh", failure.zh},
              {"status", fmt::format("{:02X}", uds.status)},
              {"status_bits", bits_json(uds_status_bits(uds.status))},
              {"severity", nullptr},
              {"severity_bits", json::array()}};
  if (!uds.severity) return out;
  out["severity"] = fmt::format("{:02X}", *uds.severity);
  out["severity_bits"] = bits_json(uds_severity_bits(*uds.severity));
  return out;
}

json values_json(const std::vector<ObdValue>& values) {
  auto out = json::array();
  for (const auto& v : values) out.push_back(value_json(v));
  return out;
}

}  // namespace

json codes(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& c : facts.codes) {
    const auto truck = truck_code_text(c.code);
    const auto text = truck ? *truck : dtc_text(c.code);
    out.push_back({{"code", c.code},
                   {"kind", c.kind},
                   {"unit", c.source},
                   {"system_en", text.system_en},
                   {"system_zh", text.system_zh},
                   {"text_en", text.text_en},
                   {"text_zh", text.text_zh},
                   {"exact", text.exact},
                   {"severity", severity_word(text.severity)},
                   {"meaning_en", text.meaning_en},
                   {"meaning_zh", text.meaning_zh},
                   {"service", text.service},
                   {"service_en", text.service_en},
                   {"service_zh", text.service_zh}});
    if (c.uds) out.back()["uds"] = uds_json(*c.uds);
  }
  return out;
}

// Of the first unit that has any: the engine's answers first.
json first_readiness(const BayFacts& facts) {
  for (const auto& [source, unit] : facts.units)
    if (unit.readiness) return monitors(*unit.readiness);
  return json::array();
}

json value_json(const ObdValue& v) {
  json value;
  switch (v.kind) {
  case ValueKind::text: value = v.text; break;
  case ValueKind::list: value = v.list; break;
  case ValueKind::flag:
  case ValueKind::code: value = static_cast<std::int64_t>(v.number); break;
  case ValueKind::number: value = number(v.number); break;
  }
  json out = {{"pid", v.key},       {"name", v.name},         {"value", value},        {"unit", v.unit},
              {"source", v.source}, {"label_en", v.label_en}, {"label_zh", v.label_zh}};
  if (!v.text_en.empty()) out["text_en"] = v.text_en, out["text_zh"] = v.text_zh;
  return out;
}

json readiness(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& [source, unit] : facts.units)
    if (unit.readiness)
      out.push_back({{"unit", source},
                     {"ignition", unit.readiness->compression_ignition ? "compression" : "spark"},
                     {"monitors", monitors(*unit.readiness)},
                     {"this_cycle", unit.this_cycle ? monitors(*unit.this_cycle) : json(nullptr)}});
  return out;
}

json freeze_frames(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& [source, u] : facts.units)
    if (!u.freeze_code.empty())
      out.push_back(
          {{"unit", source}, {"frame", 0}, {"code", u.freeze_code}, {"values", values_json(u.freeze)}});
  return out;
}

json tests(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& [source, u] : facts.units)
    for (const auto& t : u.tests) {
      const auto monitor = monitor_text(t.monitor), test = monitor_test_text(t.monitor, t.test);
      out.push_back({{"unit", source},
                     {"monitor", fmt::format("{:02X}", t.monitor)},
                     {"monitor_en", monitor.en},
                     {"monitor_zh", monitor.zh},
                     {"test", fmt::format("{:02X}", t.test)},
                     {"test_en", test.en},
                     {"test_zh", test.zh},
                     {"value", number(t.value)},
                     {"least", number(t.least)},
                     {"most", number(t.most)},
                     {"value_unit", t.unit},
                     {"passed", t.passed}});
    }
  return out;
}

json in_use(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& [source, u] : facts.units)
    if (!u.in_use.empty()) out.push_back({{"unit", source}, {"values", values_json(u.in_use)}});
  return out;
}

json units(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& [source, u] : facts.units)
    out.push_back({{"id", source},
                   {"name", text_or_null(u.name)},
                   {"calibrations", u.calibrations},
                   {"cvn", u.cvns},
                   {"mil_on", or_null(u.mil_on)},
                   {"dtc_count", or_null(u.dtc_count)}});
  return out;
}

json problems(const BayFacts& facts, Micros began) {
  const auto ms = [&](Micros at) { return std::max<Micros>(0, at - began) / us_per_ms; };
  auto out = json::array();
  for (const auto& p : facts.problems.rows())
    out.push_back({{"step", p.step},
                   {"unit", p.source},
                   {"name", p.name},
                   {"text", p.text},
                   {"times", p.times},
                   {"first_ms", ms(p.first_us)},
                   {"last_ms", ms(p.last_us)}});
  return out;
}

json step_json(const BayStep& s) {
  return {{"step", s.step},
          {"request", s.request},
          {"bus", s.bus},
          {"headers", s.headers},
          {"at_ms", s.at_us / us_per_ms},
          {"took_ms", s.took_us / us_per_ms},
          {"lines", s.lines},
          {"result", s.result}};
}

json steps(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& s : facts.steps) out.push_back(step_json(s));
  return out;
}

}  // namespace outpost::dev::facts_json
