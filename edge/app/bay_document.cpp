#include "edge/app/bay_document.hpp"

#include "edge/base/time_text.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sodium.h>

namespace outpost::app {
namespace {

using nlohmann::json;

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

/// The keys of nlohmann's objects are sorted, and this form has no blanks.
std::string hash_of(const json& without_hash) {
  const std::string text = dump(without_hash);
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_hex(hash);
}

json steps_json(const std::vector<store::BayStepRow>& steps) {
  auto out = json::array();
  for (const auto& s : steps) {
    auto step = json::parse(s.body, nullptr, false);
    step.erase("n");
    out.push_back(std::move(step));
  }
  return out;
}

}  // namespace

std::string lost_report_document(const store::BaySessionRow& s, const std::vector<store::BayStepRow>& steps) {
  const auto none = json::array();
  const json vin = s.vin.empty() ? json(nullptr) : json(s.vin);
  json j = {{"schema", "outpost.bay-report"},
            {"version", 1},
            {"id", s.report.text()},
            {"unit", s.unit},
            {"software", "outpost " OUTPOST_VERSION},
            {"driver", "obd_bay"},
            {"started_at", rfc3339(s.started_us)},
            {"ended_at", rfc3339(s.heard_us)},
            {"duration_ms", std::max<Micros>(0, s.heard_us - s.started_us) / us_per_ms},
            {"partial", true},
            {"reason", "lost"},
            {"adapter", {{"id", nullptr}, {"headers", nullptr}, {"missing_commands", none}}},
            {"voltage_mv", nullptr},
            {"vehicle",
             {{"vin", vin},
              {"vin_check", nullptr},
              {"protocol", nullptr},
              {"protocol_number", nullptr},
              {"units", none}}},
            {"mil_on", nullptr},
            {"dtc_count", nullptr},
            {"problems",
             {{{"step", ""},
               {"unit", ""},
               {"name", "lost"},
               {"text", "The bay was lost while it read the car; only the raw answers were kept."}}}},
            {"steps", steps_json(steps)}};
  for (const char* list : {"codes", "codes_read", "readiness", "freeze_frames", "tests", "in_use", "live"})
    j[list] = none;
  j["hash"] = hash_of(j);
  return dump(j);
}

bool report_hash_ok(const std::string& document) {
  auto j = json::parse(document, nullptr, false);
  if (!j.is_object()) return false;
  const json said = j.value("hash", json());
  j.erase("hash");
  return said.is_string() && said.get_ref<const std::string&>() == hash_of(j);
}

}  // namespace outpost::app
