// Walks all rows of the trouble code tables: form, glossary, severity. What the standard's list says of the
// same codes is compared in dtc_list_test.cpp.
#include "devices/codec/dtc_text.hpp"
#include "devices/codec/dtc_words.hpp"
#include "devices/data/data.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>
#include <set>
#include <sstream>

using namespace outpost::dev;

namespace {

using Keys = std::set<std::string, std::less<>>;

bool has_han(std::string_view s) {
  // U+4E00 to U+9FFF begin with E4 to E9 in UTF-8.
  return std::any_of(s.begin(), s.end(), [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b >= 0xE4 && b <= 0xE9;
  });
}

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::size_t count(std::string_view s, std::string_view what) {
  std::size_t n = 0;
  for (auto at = s.find(what); at != s.npos; at = s.find(what, at + what.size())) ++n;
  return n;
}

/// What is wrong with a pair of texts; empty when nothing is.
std::string wrong_words(std::string_view en, std::string_view zh) {
  if (en.empty() || zh.empty()) return "empty";
  if (!is_ascii(en)) return "English with other letters";
  if (!has_han(zh)) return "Chinese without a Chinese character";
  for (const auto* s : {&en, &zh}) {
    for (const auto* bad : {"?", "{", "}", "  ", "::", ": :", "：：", "()", "（）", "( ", " )", ":)"})
      if (s->find(bad) != s->npos) return "holds " + std::string(bad);
    if (s->front() == ' ' || s->front() == ':' || s->back() == ' ' || s->back() == ':')
      return "blank or colon at an end";
  }
  if (en[0] >= 'a' && en[0] <= 'z') return "no capital letter";
  return {};
}

std::string wrong_text(const DtcText& t) {
  if (auto w = wrong_words(t.text_en, t.text_zh); !w.empty()) return w;
  if (auto w = wrong_words(t.meaning_en, t.meaning_zh); !w.empty()) return "meaning: " + w;
  if (!t.meaning_en.ends_with(".") || count(t.meaning_en, ". ") != 0)
    return "meaning: not one English sentence";
  if (!t.meaning_zh.ends_with("。") || count(t.meaning_zh, "。") != 1)
    return "meaning: not one Chinese sentence";
  if (auto w = wrong_words(t.service_en, t.service_zh); !w.empty()) return "service: " + w;
  if (t.service.empty()) return "no service";
  return {};
}

Keys keys_of(std::string_view file) {
  Keys out;
  for (const auto& row : table_rows(data_file(file)))
    BOOST_TEST(out.insert(std::string(row[0])).second, file << " has " << row[0] << " twice");
  return out;
}

/// Uses of keys, read the plain way and not by the code under test.
struct Used {
  Keys parts, faults, meanings;
};
Used used_keys(const Keys& parts) {
  Used out;
  for (const auto& row : table_rows(data_file("dtc/codes.tsv"))) {
    std::istringstream tokens{std::string(row[1])};
    for (std::string t; tokens >> t;)
      if (parts.contains(t)) out.parts.insert(t);
    out.faults.insert(std::string(row[3]));
    out.meanings.insert(std::string(row[4]));
  }
  for (const auto& row : table_rows(data_file("dtc/beginnings.tsv")))
    out.meanings.insert(std::string(row[3]));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trouble_code_texts)

BOOST_AUTO_TEST_CASE(every_row_speaks_in_both_languages) {
  std::string before;
  std::map<Severity, int> severities;
  int rows = 0;
  for (const auto& row : table_rows(data_file("dtc/codes.tsv"))) {
    const std::string code(row[0]);
    BOOST_REQUIRE(row.size() == 5u);
    BOOST_REQUIRE(code.size() == 5u);
    BOOST_TEST(before < code);  // the search halves the file, so its order matters
    before = code;
    const auto text = dtc_text(code);
    BOOST_TEST(text.exact);
    BOOST_TEST(wrong_text(text) == "", code << ": " << text.text_en << " " << text.text_zh);
    ++severities[text.severity];
    ++rows;
  }
  BOOST_TEST_MESSAGE(rows << " codes: stop " << severities[Severity::stop] << ", soon "
                          << severities[Severity::soon] << ", watch " << severities[Severity::watch]);
  BOOST_TEST(rows >= 9249);
}

BOOST_AUTO_TEST_CASE(no_key_is_unused_or_undefined) {
  const auto parts = keys_of("dtc/parts.tsv"), faults = keys_of("dtc/faults.tsv");
  const auto meanings = keys_of("dtc/meanings.tsv"), services = keys_of("dtc/services.tsv");
  const auto used = used_keys(parts);
  BOOST_TEST(used.parts == parts, boost::test_tools::per_element());  // an undefined one shows as "?" above
  BOOST_TEST(used.faults == faults, boost::test_tools::per_element());
  BOOST_TEST(used.meanings == meanings, boost::test_tools::per_element());
  Keys offered;
  for (const auto& row : table_rows(data_file("dtc/meanings.tsv"))) {
    BOOST_TEST((row[1] == "stop" || row[1] == "soon" || row[1] == "watch"), row[0]);
    offered.insert(std::string(row[2]));
  }
  BOOST_TEST(offered == services, boost::test_tools::per_element());
  for (const auto& row : table_rows(data_file("dtc/faults.tsv"))) {
    BOOST_TEST(count(row[1], "{}") <= 1u, row[0]);
    BOOST_TEST(count(row[1], "{}") == count(row[2], "{}"), row[0]);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_row_is_seen) {
  const DtcWords words(data_file("dtc/parts.tsv"), data_file("dtc/faults.tsv"));
  const auto wrong = [&](std::string_view parts, std::string_view place, std::string_view fault) {
    const auto w = words.compose(parts, place, fault);
    return wrong_words(w.en, w.zh);
  };
  BOOST_TEST(wrong("oxygen_sensor", "b1s2", "sig_low") == "");
  BOOST_TEST(wrong("oxygen_sensr", "b1s2", "sig_low") != "");
  BOOST_TEST(wrong("oxygen_sensor", "b1x2", "sig_low") != "");
  BOOST_TEST(wrong("oxygen_sensor", "bank 1", "sig_low") != "");
  BOOST_TEST(wrong("oxygen_sensor", "b1s2", "sig_lo") != "");
  BOOST_TEST(wrong("oxygen_sensor  A", "-", "sig_low") != "");  // two blanks
  const DtcWords bad("key\ten\tzh\na\tlamp\tlamp\nb\t\t灯\n", "key\ten\tzh\nf\t{}: off\t{}：off\n");
  BOOST_TEST(wrong_words(bad.compose("a", "-", "f").en, bad.compose("a", "-", "f").zh) != "");
  BOOST_TEST(wrong_words(bad.compose("b", "-", "f").en, bad.compose("b", "-", "f").zh) != "");
}

BOOST_AUTO_TEST_CASE(word_order_of_parts_and_places) {
  const DtcWords words(data_file("dtc/parts.tsv"), data_file("dtc/faults.tsv"));
  struct Case {
    const char *parts, *place, *fault, *en, *zh;
  };
  for (const auto& c : {
           Case{"oxygen_sensor", "b2s1", "sig_high", "Oxygen sensor (bank 2, sensor 1): signal too high",
                "氧传感器（2列1号传感器）：信号过高"},
           Case{"c12 injector B", "-", "open", "Cylinder 12 injector B: open circuit", "12缸喷油器B：断路"},
           Case{"drive_motor A phU-V-W", "-", "stuck", "Drive motor A phase U-V-W is stuck",
                "驱动电机A的U-V-W相：卡滞"},
           Case{"oxygen_sensor", "b1s1/b2s1,cold", "stuck",
                "Oxygen sensor (bank 1, sensor 1 / bank 2, sensor 1, during cold start) is stuck",
                "氧传感器（1列1号传感器／2列1号传感器，冷起动时）：卡滞"},
           Case{"-", "-", "misfire_multi", "Misfire in several cylinders", "多缸失火"},
       }) {
    const auto w = words.compose(c.parts, c.place, c.fault);
    BOOST_TEST(w.en == c.en);
    BOOST_TEST(w.zh == c.zh);
  }
}

BOOST_AUTO_TEST_CASE(what_every_mechanic_knows_by_heart) {
  const std::map<std::string, std::pair<std::string, std::string>> expected = {
      {"P0101", {"Air flow meter: value implausible or out of range", "空气流量计：数值不合理或超出范围"}},
      {"P0011",
       {"Camshaft A timing (bank 1): too far advanced or not working properly",
        "凸轮轴A正时（1列）：过度提前或工作不正常"}},
      {"P0113", {"Intake air temperature sensor: signal too high", "进气温度传感器：信号过高"}},
      {"P0115", {"Coolant temperature sensor: circuit fault", "冷却液温度传感器：电路故障"}},
      {"P0128",
       {"Thermostat: coolant does not reach the working temperature", "节温器：冷却液达不到工作温度"}},
      {"P0133",
       {"Oxygen sensor (bank 1, sensor 1): reacts too slowly", "氧传感器（1列1号传感器）：响应迟缓"}},
      {"P0135",
       {"Oxygen sensor heater (bank 1, sensor 1): circuit fault",
        "氧传感器加热器（1列1号传感器）：电路故障"}},
      {"P0171", {"Fuel mixture correction (bank 1) is too lean", "混合气修正（1列）：过稀"}},
      {"P0175", {"Fuel mixture correction (bank 2) is too rich", "混合气修正（2列）：过浓"}},
      {"P0201", {"Cylinder 1 injector: circuit fault", "1缸喷油器：电路故障"}},
      {"P0234", {"Turbocharger: boost pressure too high", "增压器：增压压力过高"}},
      {"P0300", {"Misfire in several cylinders", "多缸失火"}},
      {"P0304", {"Misfire in cylinder 4", "4缸失火"}},
      {"P0325", {"Knock sensor 1 (bank 1): circuit fault", "爆震传感器1（1列）：电路故障"}},
      {"P0335", {"Crankshaft position sensor A: circuit fault", "曲轴位置传感器A：电路故障"}},
      {"P0340", {"Camshaft position sensor: circuit fault", "凸轮轴位置传感器：电路故障"}},
      {"P0351", {"Ignition coil A winding: circuit fault", "点火线圈A初级/次级绕组：电路故障"}},
      {"P0401", {"Exhaust gas recirculation (EGR): not enough flow", "废气再循环：流量不足"}},
      {"P0420", {"Catalyst (bank 1): efficiency too low", "催化器（1列）：效率低于限值"}},
      {"P0442", {"Fuel vapour system (EVAP): small leak", "燃油蒸发系统：轻微泄漏"}},
      {"P0455", {"Fuel vapour system (EVAP): large leak", "燃油蒸发系统：严重泄漏"}},
      {"P0500", {"Vehicle speed sensor: fault", "车速传感器：故障"}},
      {"P0505", {"Idle control: fault", "怠速控制系统：故障"}},
      {"P0562", {"System voltage is too low", "系统电压：过低"}},
      {"P0700", {"Transmission control: fault", "变速箱控制系统：故障"}},
      {"P0741",
       {"Torque converter lock-up clutch: works badly or stuck off",
        "变矩器锁止离合器：工作不良或卡滞在关闭"}},
      {"P207F", {"Urea quality is not good enough", "尿素品质：不合格"}},
      {"P273F",
       {"Transmission fluid temperature sensor B: the measured part is overheated",
        "变速箱油温传感器B：所测部位温度过高（过热）"}},
      {"P0A80", {"Traction battery pack: must be replaced", "动力电池包：需要更换"}},
      {"U0100", {"No communication with engine computer A", "与发动机控制单元A失去通信"}},
  };
  for (const auto& [code, words] : expected) {
    BOOST_TEST(dtc_text(code).text_en == words.first, code);
    BOOST_TEST(dtc_text(code).text_zh == words.second, code);
  }
}

BOOST_AUTO_TEST_CASE(urgency_as_a_careful_mechanic_would_say) {
  const std::map<std::string, std::string> expected = {
      {"P0524", "stop"},  {"P0217", "stop"},  {"P0298", "stop"},  {"P0218", "stop"},  {"P0AA6", "stop"},
      {"P0A7E", "stop"},  {"P0093", "stop"},  {"C0049", "stop"},  {"C0021", "stop"},  {"P2105", "stop"},
      {"P2111", "stop"},  {"P0300", "soon"},  {"P0301", "soon"},  {"P0312", "soon"},  {"C0031", "soon"},
      {"B0001", "soon"},  {"C0051", "soon"},  {"P0335", "soon"},  {"P0420", "soon"},  {"P0562", "soon"},
      {"U0100", "soon"},  {"U0121", "soon"},  {"U0151", "soon"},  {"P0571", "soon"},  {"P0442", "watch"},
      {"P0456", "watch"}, {"P0455", "watch"}, {"P0128", "watch"}, {"U0184", "watch"}, {"P0533", "watch"},
      {"P0380", "watch"},
  };
  for (const auto& [code, severity] : expected)
    BOOST_TEST(severity_word(dtc_text(code).severity) == severity, code << " " << dtc_text(code).text_en);
}

BOOST_AUTO_TEST_CASE(codes_without_a_row_get_the_words_of_their_family) {
  for (const char letter : {'P', 'C', 'B', 'U'})
    for (int n = 0; n < 0x4000; n += 37) {
      char code[8];
      std::snprintf(code, sizeof code, "%c%04X", letter, static_cast<unsigned>(n));
      const auto t = dtc_text(code);
      BOOST_TEST(wrong_text(t) == "", code);
      BOOST_TEST(wrong_words(t.system_en, t.system_zh) == "");
    }
  BOOST_TEST(!dtc_text("P1234").exact);
  BOOST_TEST(dtc_text("P1234").text_en == "Powertrain, code of the maker");
  BOOST_TEST(dtc_text("P0301").text_en == "Misfire in cylinder 1");
  BOOST_TEST(dtc_text("P0301").system_en == "Powertrain");
  for (const auto* text : {"", "X0301", "p0301", "0301"}) BOOST_TEST(dtc_text(text).text_en == "");
  for (const auto* text : {"P", "P030", "P03011", "P0301 "}) BOOST_TEST(!dtc_text(text).exact);
}

BOOST_AUTO_TEST_CASE(any_text_is_answered) {
  const auto seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  const std::string_view letters = "PCBU0123456789ABCDEFp-\t\n\xE4";
  for (int n = 0; n < 20000; ++n) {
    std::string code(random() % 8, ' ');
    for (auto& c : code) c = letters[random() % letters.size()];
    const auto t = dtc_text(code);
    const bool family = !code.empty() && std::string_view("PCBU").find(code[0]) != std::string_view::npos;
    BOOST_REQUIRE((wrong_text(t) == "") == family);
    BOOST_REQUIRE((!t.exact || code.size() == 5));
  }
}

BOOST_AUTO_TEST_CASE(failure_types) {
  BOOST_TEST(dtc_failure_text(0x13).en == "open circuit");
  BOOST_TEST(dtc_failure_text(0x87).zh == "报文缺失");
  BOOST_TEST(dtc_failure_text(0x10).en == "");  // not in use
  BOOST_TEST(dtc_failure_text(0xFF).zh == "");
  std::set<std::string_view> texts;
  for (const auto& row : table_rows(data_file("dtc/failure_types.tsv"))) {
    BOOST_REQUIRE(row.size() == 3u);
    const auto t = dtc_failure_text(static_cast<std::uint8_t>(std::stoi(std::string(row[0]), nullptr, 16)));
    BOOST_TEST(t.en == row[1]);
    BOOST_TEST((is_ascii(t.en) && has_han(t.zh)), row[0]);
    BOOST_TEST(texts.insert(t.en).second, t.en);
  }
}

BOOST_AUTO_TEST_SUITE_END()
