// What the driver is told of a code is about the part that failed, also where a family of codes holds others.
#include "devices/codec/dtc_text.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

using namespace outpost::dev;

BOOST_AUTO_TEST_SUITE(trouble_code_meanings)

BOOST_AUTO_TEST_CASE(the_sentence_for_the_customer_is_about_the_part_that_failed) {
  const std::map<std::string, std::pair<std::string, std::string>> expected = {
      {"P0219", {"faster than it is built for", "超过允许值"}},
      {"P0318", {"rough road", "不平路面"}},
      {"P032A", {"against knocking", "爆震"}},
      {"P0741", {"automatic gearbox", "锁止离合器"}},
      {"P07CB", {"gearbox fluid", "变速箱油"}},
      {"P08A8", {"clutch", "离合器"}},
      {"P0DE4", {"gearbox fluid", "变速箱油"}},
      {"P20B1", {"urea", "尿素"}},
      {"P2282", {"wrong place", "漏气"}},
      {"P2338", {"burns too hard", "爆震过强"}},
      {"P25AA", {"oil", "机油"}},
      {"U0127", {"tyre pressure", "胎压"}},
      {"U020C", {"comfort", "舒适"}},
  };
  for (const auto& [code, words] : expected) {
    const auto text = dtc_text(code);
    BOOST_TEST(text.meaning_en.find(words.first) != text.meaning_en.npos, code << ": " << text.meaning_en);
    BOOST_TEST(text.meaning_zh.find(words.second) != text.meaning_zh.npos, code << ": " << text.meaning_zh);
  }
}

BOOST_AUTO_TEST_SUITE_END()
