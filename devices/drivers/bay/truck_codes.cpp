#include "devices/drivers/bay/truck_codes.hpp"

#include "devices/codec/j1939.hpp"

#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::string_view spn_word = "SPN ", fmi_word = " FMI ";

void take_codes(BayFacts& facts, const ObdValue& v) {
  std::erase_if(facts.codes, [&](const BayCode& c) { return c.kind == "stored" && c.source == v.source; });
  int count = 0;
  for (const auto& entry : v.list)
    if (const auto code = parse_j1939_code(entry)) {
      facts.codes.push_back(
          {fmt::format("{}{}{}{}", spn_word, code->spn, fmi_word, code->fmi), "stored", v.source});
      ++count;
    }
  facts.units[v.source].dtc_count = count;
  facts.codes_read.insert("stored");
}

}  // namespace

void take_truck_codes(BayFacts& facts, const ObdReading& reading) {
  for (const auto& v : reading.values) {
    if (v.name == "dm1.lamp.mil") facts.units[v.source].mil_on = v.number != 0;
    if (v.name == "dm1.codes") take_codes(facts, v);
  }
}

std::optional<DtcText> truck_code_text(const std::string& code) {
  const auto middle = code.find(fmi_word);
  if (!code.starts_with(spn_word) || middle == std::string::npos) return std::nullopt;
  const auto spn = code.substr(spn_word.size(), middle - spn_word.size());
  const auto read = parse_j1939_code(spn + "-" + code.substr(middle + fmi_word.size()) + ":-");
  if (!read) return std::nullopt;
  const auto what = j1939_spn_word(read->spn), how = j1939_fmi_word(read->fmi);
  DtcText out;
  out.system_en = "Truck", out.system_zh = "商用车";
  out.text_en = fmt::format("{}: {}", what.en.empty() ? "SPN " + spn : std::string(what.en), how.en);
  out.text_zh = fmt::format("{}：{}", what.zh.empty() ? "SPN " + spn : std::string(what.zh), how.zh);
  out.meaning_en = "The vehicle reports this fault as present. Have it checked soon.";
  out.meaning_zh = "车辆报告该故障当前存在，请尽快检查。";
  out.exact = !what.en.empty();
  return out;
}

}  // namespace outpost::dev
