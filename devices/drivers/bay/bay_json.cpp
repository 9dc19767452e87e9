#include "devices/drivers/bay/bay_json.hpp"

#include "devices/codec/vin.hpp"
#include "devices/drivers/bay/facts_json.hpp"
#include "edge/base/time_text.hpp"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sodium.h>

namespace outpost::dev {
namespace {

using namespace facts_json;

constexpr Micros stale_value_us = 2 * us_per_s;

json text_or_null(const std::string& s) { return s.empty() ? json(nullptr) : json(s); }
template <class T> json or_null(const std::optional<T>& v) { return v ? json(*v) : json(nullptr); }

std::string vin_check(const std::string& vin) {
  if (vin.empty()) return "none";
  return vin_check_ok(vin) ? "ok" : "mismatch";
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
          {"duration_ms", (r.ended_us - r.started_us + r.earlier_us) / us_per_ms},
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
          {"problems", problems(r.facts, r.started_us - r.earlier_us)},
          {"problems_left_out", r.facts.problems.left_out()},
          {"noise", r.facts.problems.noise()},
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

std::string step_body(const BayStep& step, std::size_t n, const std::string& report_id) {
  auto j = step_json(step);
  j["report"] = report_id;
  j["n"] = n;
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
