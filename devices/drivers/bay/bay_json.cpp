#include "devices/drivers/bay/bay_json.hpp"

#include "devices/codec/dtc_text.hpp"
#include "devices/codec/monitor_text.hpp"
#include "devices/codec/vin.hpp"
#include "edge/base/time_text.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

namespace outpost::dev {
namespace {

using nlohmann::json;

constexpr Micros stale_value_us = 2 * us_per_s;

json text_or_null(const std::string& s) { return s.empty() ? json(nullptr) : json(s); }
template <class T> json or_null(const std::optional<T>& v) { return v ? json(*v) : json(nullptr); }

std::string vin_check(const std::string& vin) {
  if (vin.empty()) return "none";
  return vin_check_ok(vin) ? "ok" : "mismatch";
}

json codes(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& c : facts.codes) {
    const auto text = dtc_text(c.code);
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
  }
  return out;
}

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

// Of the first unit that has any: the engine's answers first.
json first_readiness(const BayFacts& facts) {
  for (const auto& [source, unit] : facts.units)
    if (unit.readiness) return monitors(*unit.readiness);
  return json::array();
}

json number(double v) {
  // Six digits are more than any sensor has; 12.610000000000001 V helps nobody.
  return std::round(v * 1e6) / 1e6;
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

json values_json(const std::vector<ObdValue>& values) {
  auto out = json::array();
  for (const auto& v : values) out.push_back(value_json(v));
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

json problems(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& p : facts.problems)
    out.push_back({{"step", p.step}, {"unit", p.source}, {"name", p.name}, {"text", p.text}});
  return out;
}

json steps(const BayFacts& facts) {
  auto out = json::array();
  for (const auto& s : facts.steps)
    out.push_back({{"step", s.step},
                   {"request", s.request},
                   {"at_ms", s.at_us / us_per_ms},
                   {"took_ms", s.took_us / us_per_ms},
                   {"lines", s.lines},
                   {"result", s.result}});
  return out;
}

json protocol_label(const AdapterFacts& a) { return a.protocol ? json(a.protocol->label) : json(nullptr); }
json protocol_number(const AdapterFacts& a) { return a.protocol ? json(a.protocol->number) : json(nullptr); }

// An adapter may put any byte into a raw line; JSON carries text.
std::string dump(const json& j, int indent = -1) {
  return j.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::string sha256(const std::string& text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_hex(hash);
}

json document(const BayReport& r, const AdapterFacts& a, const ReportFrame& frame) {
  auto live = json::array();
  for (const auto& [key, l] : r.facts.live) live.push_back(value_json(l.value));
  return {{"schema", "outpost.bay-report"},
          {"version", 1},
          {"id", frame.id},
          {"unit", frame.unit},
          {"software", frame.software},
          {"driver", "obd_bay"},
          {"started_at", rfc3339(frame.started_utc_us)},
          {"ended_at", rfc3339(frame.ended_utc_us)},
          {"duration_ms", (r.ended_us - r.started_us) / us_per_ms},
          {"partial", !r.reason.empty()},
          {"adapter", {{"id", text_or_null(a.id)}, {"headers", a.headers}, {"missing_commands", a.missing}}},
          {"voltage_mv", or_null(a.voltage_mv)},
          {"vehicle",
           {{"vin", text_or_null(r.facts.vin)},
            {"vin_check", vin_check(r.facts.vin)},
            {"protocol", protocol_label(a)},
            {"protocol_number", protocol_number(a)},
            {"units", units(r.facts)}}},
          {"mil_on", or_null(r.facts.mil_on())},
          {"dtc_count", or_null(r.facts.dtc_count())},
          {"codes", codes(r.facts)},
          {"codes_read", r.facts.codes_read},
          {"readiness", readiness(r.facts)},
          {"freeze_frames", freeze_frames(r.facts)},
          {"tests", tests(r.facts)},
          {"in_use", in_use(r.facts)},
          {"live", live},
          {"problems", problems(r.facts)},
          {"steps", steps(r.facts)}};
}

}  // namespace

std::string bay_body(const BaySession& s, const std::string& last_report_id) {
  const auto& a = s.link().adapter();
  const auto* report = s.report();
  const auto& facts = report && !report->facts.vin.empty() ? report->facts : s.facts();
  const auto text = bay_state_text(s.state(), s.reason());
  json j = {{"state", bay_state_name(s.state())},
            {"reason", s.reason()},
            {"text_en", text.en},
            {"text_zh", text.zh},
            {"adapter", text_or_null(a.id)},
            {"voltage_mv", or_null(a.voltage_mv)},
            {"protocol", protocol_label(a)},
            {"protocol_number", protocol_number(a)},
            {"last_report_id", text_or_null(last_report_id)},
            {"progress", nullptr}};
  if (report) j["progress"] = {{"step", report->step}, {"done", report->done}, {"of", report->of}};
  // What was read of a car is shown only while that car is there.
  const bool car =
      s.state() == BayState::ready || s.state() == BayState::reading || s.state() == BayState::lost;
  const BayFacts none;
  const auto& shown = car ? facts : none;
  j["vin"] = text_or_null(shown.vin);
  j["vin_check"] = vin_check(shown.vin);
  j["mil_on"] = or_null(shown.mil_on());
  j["dtc_count"] = or_null(shown.dtc_count());
  j["codes"] = codes(shown);
  j["codes_read"] = shown.codes_read;
  j["readiness"] = first_readiness(shown);
  return dump(j);
}

std::string live_body(const BaySession& s, Micros now) {
  auto values = json::array();
  for (const auto& [key, l] : s.facts().live) {
    if (now - l.at_us > stale_value_us) continue;
    auto v = value_json(l.value);
    v["age_ms"] = (now - l.at_us) / us_per_ms;
    values.push_back(std::move(v));
  }
  return dump({{"values", values}, {"rate_hz", std::round(s.rate_hz(now) * 10) / 10}});
}

std::string report_body(const BayReport& r, const AdapterFacts& a, const ReportFrame& frame) {
  if (r.facts.units.empty()) return no_report_body(r.reason);  // nothing of the car was read
  auto doc = document(r, a, frame);
  // Text as it will be stored: bytes of a raw line that are no text are replaced before the hash is taken.
  doc = json::parse(dump(doc));
  doc["hash"] = sha256(dump(doc));
  return dump({{"result", r.reason.empty() ? "done" : "partial"}, {"reason", r.reason}, {"report", doc}});
}

std::string no_report_body(std::string_view reason) {
  return json{{"result", "failed"}, {"reason", reason}, {"report", nullptr}}.dump();
}

std::string report_document(const std::string& body) {
  const auto j = json::parse(body, nullptr, false);
  if (!j.is_object() || !j.contains("report") || !j["report"].is_object()) return {};
  return dump(j["report"], 2);
}

bool report_hash_ok(const std::string& text) {
  auto j = json::parse(text, nullptr, false);
  if (!j.is_object() || !j.contains("hash") || !j["hash"].is_string()) return false;
  const auto said = j["hash"].get<std::string>();
  j.erase("hash");
  return sha256(dump(j)) == said;
}

}  // namespace outpost::dev
