// Paper: every line fits, whatever the goods are called.
#include "edge/base/bytes.hpp"
#include "edge/core/receipt_text.hpp"
#include "edge/core/text_width.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace outpost;

namespace {

core::ReceiptIn sample() {
  core::ReceiptIn in;
  in.store_name = "前哨示范店（上海市浦东新区世纪大道一千二百号）";
  in.receipt_no = "demo-1-000001", in.paid_at = "2026-01-31 08:15:30", in.station = "till1";
  in.lines = {
      {"全合成机油 0W-20 4 L 长效保护型", 2'000, data::Unit::piece, Fen{39'800}, Fen{600}, Fen{79'000}},
      {"Averyveryverylongwordwithoutanyblankinit", 345, data::Unit::kg, Fen{725}, Fen{}, Fen{250}}};
  in.taxes = {{1'300, data::TaxKind::taxed, Fen{69'911}, Fen{9'089}},
              {0, data::TaxKind::exempt, Fen{250}, Fen{}}};
  in.tenders = {{data::Tender::cash, "", Fen{79'200}, Fen{80'000}, Fen{800}},
                {data::Tender::code, "alipay", Fen{50}, Fen{50}, Fen{}}};
  in.total_fen = Fen{79'250}, in.discount_fen = Fen{600}, in.cash_rounding_fen = Fen{-1};
  return in;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_line_fits_the_paper) {
  for (const int columns : {24, 32, 42, 48, 64})
    for (const auto& line : core::receipt_text(sample(), columns)) {
      BOOST_TEST(core::text_width(line) <= columns, columns << ": " << line);
      BOOST_TEST(is_utf8(line));
    }
}

BOOST_AUTO_TEST_CASE(amounts_stand_at_the_right_edge) {
  const auto lines = core::receipt_text(sample(), 32);
  const auto total =
      std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l.starts_with("合计"); });
  BOOST_REQUIRE(total != lines.end());
  BOOST_TEST(*total == core::padded_right("合计", 24) + "￥792.50");
  std::string all;
  for (const auto& l : lines) all += l + "\n";
  for (const auto* part :
       {"找零", "800.00", "支付宝", "免税", "税率 13%", "抹零", "优惠合计", "谢谢惠顾", "0.345 kg x 7.25"})
    BOOST_TEST(all.find(part) != all.npos, part);
}

BOOST_AUTO_TEST_CASE(widths) {
  BOOST_TEST(core::text_width("abc") == 3);
  BOOST_TEST(core::text_width("前哨") == 4);
  BOOST_TEST(core::text_width("（）") == 4);
  BOOST_TEST(core::text_width("e\xCC\x81") == 1);  // a combining accent
  BOOST_TEST(core::text_width("\xFF\xFE") >= 0);   // not UTF-8: no crash
  BOOST_TEST(core::padded_left("前", 4) == "  前");
  const auto parts = core::wrapped("one two three", 7);
  BOOST_REQUIRE(parts.size() == 2u);
  BOOST_TEST(parts[0] == "one two");
  BOOST_TEST(core::quantity_text(2'000, data::Unit::piece) == "2");
  BOOST_TEST(core::quantity_text(5, data::Unit::kg) == "0.005");
}
