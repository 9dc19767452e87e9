// Our words against the open list of the standard's codes: nothing missing, the same part, place and failure,
// and not one text taken over. Absent data is said, not hidden.
#include "devices/codec/dtc_text.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <vector>

using namespace outpost::dev;

namespace {

struct Listed {
  std::string code, text;
  bool shifted = false;  ///< one of the rows whose text belongs to an earlier code (see below)
};

std::vector<Listed> read_list() {
  const char* folder = std::getenv("OUTPOST_DATA");
  std::ifstream in(std::string(folder ? folder : "") + "/obd/dtc.tsv");
  std::vector<Listed> out;
  std::string code, generic, text, source;
  std::getline(in, code);  // header
  while (std::getline(in, code, '\t') && std::getline(in, generic, '\t') && std::getline(in, text, '\t') &&
         std::getline(in, source))
    // The older of the two lists that it was made from has lost a line break at P0126: from there on its
    // texts stand one code too late, and three more lines are broken at P0753 to P0762. P0420 would be "relay
    // B".
    out.push_back({code, text, source.starts_with("mytrile") && code >= "P0126"});
  return out;
}

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Without the letters that are no labels: A/C is air conditioning, not a part "A".
std::string without_abbreviations(std::string text) {
  for (const std::string shortened : {"A/C", "A/V", "A/D", "2/4 Wheel"})
    if (const auto at = text.find(shortened); at != text.npos) text.erase(at, shortened.size());
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  bool inside = false;
  for (const char c : text) {
    if (word_char(c)) {
      if (!inside) out.emplace_back();
      out.back() += c;
    }
    inside = word_char(c);
  }
  return out;
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (word_char(c)) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// One of the words, divided by '|', is in the text.
bool any_of(const std::string& text, std::string_view words) {
  while (!words.empty()) {
    const auto end = words.find('|');
    if (text.find(words.substr(0, end)) != text.npos) return true;
    words = end == words.npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

// A word of the list, and what our text must hold then.
struct Rule {
  const char *word, *en, *zh;
};
const std::vector<Rule> rules = {
    {"Circuit Low", "low", "低"},
    {"Circuit High", "high", "高"},
    {"Too Low", "low", "低|不足"},
    {"Too High", "high|overloaded|far too much", "高|过多"},
    {"Intermittent", "intermittent", "间歇"},
    {"Erratic", "erratic", "不稳"},
    {"Circuit/Open", "open", "断路"},
    {"Stuck Open", "stuck open", "开启|断开"},
    {"Stuck Closed", "stuck closed", "关闭|粘连"},
    {"Stuck On", "stuck on", "接通"},
    {"Stuck Off", "stuck off", "关闭"},
    {"Range/Performance", "range|working", "范围"},
    {"Correlation", "match", "一致"},
    {"Lost Communication", "No communication", "失去通信"},
    {"Invalid Data", "nvalid data|not valid", "无效"},
    {"Software Incompat", "ncompatible software", "软件不兼容"},
    {"horted", "short", "短路"},
    {"Over Temperature", "overheated", "过热"},
    {"Overspeed", "too fast|speed is too high", "转速过高|车速"},
    {"Underspeed", "too slowly", "转速过低"},
    {"Slow Response", "too slowly", "迟缓"},
    {"Not Learned", "learned", "学习"},
    {"Learning Limit", "learning limit", "学习极限"},
    {"Isolation Fault", "insulation", "绝缘"},
    {"Misfire", "isfire", "失火"},
    {"Leak Detected", "leak", "漏"},
    {"Efficiency Below", "efficiency too low", "效率"},
    {"Deterior", "worn|ageing", "老化|劣化"},
    {"Requested MIL", "engine warning lamp", "故障灯"},
    {"Left", "eft", "左"},
    {"Right", "ight", "右"},
    {"Coolant", "oolant|hermostat", "冷却液|节温器"},
    {"O2 Sensor", "xygen", "氧传感器"},
    {"NOx Sensor", "NOx sensor", "氮氧传感器"},
    {"Crankshaft", "rankshaft", "曲轴"},
    {"Throttle", "hrottle", "节气门|节流阀"},
    {"Glow Plug", "low plug|low lamp", "预热"},
    {"Wheel Speed", "heel speed", "轮速"},
    {"Particulate Filter", "article filter", "颗粒捕集器"},
    {"Reductant", "rea", "尿素"},
    {"Hybrid/EV Battery", "raction battery|ireless charg|igh-voltage wiring", "动力电池|无线充电"},
    {"Drive Motor", "rive motor", "驱动电机|电机"},
    {"Shift Solenoid", "hift solenoid|skip-shift", "换挡电磁阀|跳挡"},
    {"Torque Converter", "orque converter|ock-up", "变矩器|锁止离合器"},
    {"Brake", "rake|ABS", "制动|驻车|ABS"},
    {"Camera", "amera", "摄像头"},
    {"Circuit Driver", "driver stage", "驱动级"},
    {" - Rear", "ear ", "后"},
    {" - Front", "ront ", "前"},
    {"Seat Belt", "belt", "安全带"},
};

/// "1列", "3缸" for a number word behind a word that counts.
std::string number_missing(const std::string& before, const std::string& n, const DtcText& t) {
  if (before == "Bank" && (!any_of(t.text_en, "bank " + n) || !any_of(t.text_zh, n + "列")))
    return "bank " + n;
  if (before == "Cylinder" && (!any_of(t.text_en, "ylinder " + n) || !any_of(t.text_zh, n + "缸")))
    return "cylinder " + n;
  if (before == "Sensor" && !any_of(t.text_en, "sensor " + n + "|meter " + n)) return "sensor " + n;
  return t.text_en.find(n) == t.text_en.npos || t.text_zh.find(n) == t.text_zh.npos ? n : std::string();
}

/// The first thing of the listed text that ours does not say; empty when it says all.
std::string disagreement(const std::string& listed, const DtcText& t) {
  for (const auto& r : rules)
    if (listed.find(r.word) != listed.npos && (!any_of(t.text_en, r.en) || !any_of(t.text_zh, r.zh)))
      return r.word;
  std::string before;
  for (const auto& w : words_of(without_abbreviations(listed))) {
    const bool number = w.find_first_not_of("0123456789") == w.npos;
    if (number)
      if (auto missing = number_missing(before, w, t); !missing.empty()) return missing;
    const bool label = w.size() == 1 && w[0] >= 'A' && w[0] <= 'Z';
    if (label && before != "1" && before != "2") {
      const auto ours = words_of(t.text_en);
      if (std::find(ours.begin(), ours.end(), w) == ours.end() || t.text_zh.find(w) == t.text_zh.npos)
        return w;
    }
    before = w;
  }
  return {};
}

// Rows whose text is broken in the list itself; compared by hand with the standard's meaning of the code.
const std::set<std::string> read_by_hand = {"P0758", "P0785", "P0803", "P0804", "P3400"};

}  // namespace

BOOST_AUTO_TEST_SUITE(trouble_code_list)

BOOST_AUTO_TEST_CASE(every_listed_code_says_the_same_in_other_words) {
  const auto list = read_list();
  if (list.empty()) {
    std::cout << "SKIPPED: no trouble code list\n";
    return;
  }
  std::set<std::string> listed_texts;
  for (const auto& row : list) listed_texts.insert(plain(row.text));
  int gaps = 0, shifted = 0, by_hand = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& row = list[i];
    const auto text = dtc_text(row.code);
    gaps += text.exact ? 0 : 1;
    BOOST_TEST(text.exact, row.code << " has no row");
    BOOST_TEST(!listed_texts.contains(plain(text.text_en)), row.code << " copies: " << text.text_en);
    if (read_by_hand.contains(row.code)) {
      ++by_hand;
      continue;
    }
    if (!row.shifted) {
      BOOST_TEST(disagreement(row.text, text) == "",
                 row.code << ": " << row.text << " | " << text.text_en << " | " << text.text_zh);
      continue;
    }
    ++shifted;
    bool found = false;  // its true text stands one to four rows of the same list further down
    int ahead = 0;
    for (std::size_t k = i + 1; k < list.size() && ahead < 4 && !found; ++k)
      if (list[k].shifted) ++ahead, found = disagreement(list[k].text, text).empty();
    BOOST_TEST(found, row.code << " (shifted): " << text.text_en);
  }
  std::cout << list.size() << " listed trouble codes, " << gaps << " gaps, " << shifted << " shifted rows, "
            << by_hand << " compared by hand\n";
}

BOOST_AUTO_TEST_CASE(different_codes_have_different_texts) {
  const auto list = read_list();
  if (list.empty()) std::cout << "SKIPPED: no trouble code list\n";
  std::map<std::string, Listed> seen_en, seen_zh;
  for (const auto& row : list) {
    const auto text = dtc_text(row.code);
    for (auto* seen : {&seen_en, &seen_zh}) {
      const auto& words = seen == &seen_en ? text.text_en : text.text_zh;
      const auto [first, fresh] = seen->emplace(words, row);
      BOOST_TEST((fresh || plain(first->second.text) == plain(row.text)),
                 row.code << " and " << first->second.code << ": " << words);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_text_is_seen) {
  const auto text = dtc_text("P0138");  // oxygen sensor, bank 1, sensor 2, high
  BOOST_TEST(disagreement("O2 Sensor Circuit High Voltage Bank 1 Sensor 2", text) == "");
  for (const std::string wrong :
       {"O2 Sensor Circuit Low Voltage Bank 1 Sensor 2", "O2 Sensor Circuit High Voltage Bank 2 Sensor 2",
        "O2 Sensor Circuit High Voltage Bank 1 Sensor 1", "NOx Sensor Circuit High Bank 1 Sensor 2",
        "O2 Sensor B Circuit High Bank 1 Sensor 2", "O2 Sensor Stuck Open Bank 1 Sensor 2"})
    BOOST_TEST(disagreement(wrong, text) != "", wrong);
}

BOOST_AUTO_TEST_SUITE_END()
