// GS1 labels: element strings, weights, prices, dates, and web addresses that carry them.
#include "tests/edge/core/code_reading.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::core;

BOOST_AUTO_TEST_CASE(gs1_element_strings) {
  const auto c =
      read("]C1010690123456789217261231" + std::string("10AB-12") + gs + "21S/7" + gs + "3103001250", "");
  const auto* g = as<Gs1Goods>(c);
  BOOST_REQUIRE(g);
  BOOST_TEST(g->elements.number == "6901234567892");
  BOOST_TEST(g->elements.expires == 20261231);
  BOOST_TEST(g->elements.lot == "AB-12");
  BOOST_TEST(g->elements.serial == "S/7");
  BOOST_TEST(g->elements.weight_g.value() == 1'250);
  BOOST_TEST(!g->expired);
  BOOST_TEST(c.code == "6901234567892");
  BOOST_TEST(c.shown == "6901234567892");

  struct Row {
    std::string text, symbology;
    bool goods;
  };
  const std::string item = "0106901234567892";
  for (const auto& r : {Row{"]d2" + item, "", true}, Row{"]Q3" + item + "10A", "", true},
                        Row{gs + item + "11260101", "DM", true}, Row{item, "Code128", true},
                        Row{item + "10A" + gs + "37" + "12", "QR", true}, Row{item + "8005000123", "", false},
                        Row{"]C1" + item + "8005000123", "", true},  // kept, not judged
                        Row{"]C1" + item + "99own" + gs + "17270101", "", true},
                        Row{"]C100" + std::string(18, '1'), "", false},  // a pallet, nothing to sell
                        Row{item + "17261301", "", false},               // no such month: only a text
                        Row{item + "12345", "EAN13", false}}) {
    BOOST_TEST((as<Gs1Goods>(read(r.text, r.symbology)) != nullptr) == r.goods, r.text);
  }
  for (const auto& text :
       {"]C1" + item + "17261301", "]C1" + item + "17260230", "]C1" + item + "1726", "]C1" + item + "10" + gs,
        "]C1" + item + "10" + std::string(21, 'A'), "]C1" + item + "17270101" + "17270102",
        "]C1" + item + "3109000001", std::string("]C1x"), "]C1" + item + "10A\x01"})
    BOOST_TEST(as<Unreadable>(read(text)), text);
}

BOOST_AUTO_TEST_CASE(weights_and_prices_of_gs1) {
  const std::string item = "]C10106901234567892";
  struct Row {
    std::string field;
    std::int64_t weight_g, price_fen;
    bool other;
  };
  for (const auto& r :
       {Row{"3100000002", 2'000, -1, false}, Row{"3102000125", 1'250, -1, false},
        Row{"3103000001", 1, -1, false}, Row{"3105012345", 123, -1, false}, Row{"3110000002", -1, -1, false},
        Row{"3922"
            "1999",
            -1, 1'999, false},
        Row{"3920"
            "19",
            -1, 1'900, false},
        Row{"3923"
            "19990",
            -1, 1'999, false},
        Row{"3923"
            "19995",
            -1, -1, true},
        Row{"3920"
            "999999999999999",
            -1, -1, true},
        Row{"3932"
            "1561999",
            -1, 1'999, false},
        Row{"3932"
            "8401999",
            -1, -1, true}}) {
    const auto c = read(item + r.field);
    const auto* g = as<Gs1Goods>(c);
    BOOST_REQUIRE_MESSAGE(g, r.field);
    BOOST_TEST(g->elements.weight_g.value_or(-1) == r.weight_g, r.field);
    BOOST_TEST((g->elements.price_fen ? g->elements.price_fen->v : -1) == r.price_fen, r.field);
    BOOST_TEST(g->elements.other_price == r.other, r.field);
  }
}

BOOST_AUTO_TEST_CASE(dates_against_the_business_date) {
  struct Row {
    const char* field;
    bool expired;
  };
  for (const auto& r : {Row{"17260614", true}, Row{"17260615", false}, Row{"15260614", true},
                        Row{"15260615", false}, Row{"17260600", false},  // 00: the last of the month
                        Row{"17260500", true}, Row{"16250101", false}, Row{"11250101", false},
                        Row{"17760101", false},  // 2076
                        Row{"17770101", true},   // 1977
                        Row{"17280229", false}, Row{"1527010117260101", true}}) {
    const auto c = read(std::string("]C10106901234567892") + r.field);
    BOOST_REQUIRE_MESSAGE(as<Gs1Goods>(c), r.field);
    BOOST_TEST(as<Gs1Goods>(c)->expired == r.expired, r.field);
  }
}

BOOST_AUTO_TEST_CASE(digital_links) {
  struct Row {
    const char *url, *number, *lot, *serial;
    bool expired;
  };
  for (const auto& r :
       {Row{"https://id.gs1.org/01/06901234567892", "6901234567892", "", "", false},
        Row{"HTTP://any.example:8080/p/q/01/6901234567892/10/A%2F1/21/S%201?17=270101&utm=x#top",
            "6901234567892", "A/1", "S 1", false},
        Row{"https://x.example/01/096385074/01/96385074/", "0000096385074", "", "", false},
        Row{"https://x.example/01/036000291452?17=260101", "0036000291452", "", "", true},
        Row{"https://x.example/2024/01/15/01/06901234567892?15=260614;10=B", "6901234567892", "B", "",
            true}}) {
    const auto c = read(r.url, "QR");
    const auto* g = as<Gs1Goods>(c);
    BOOST_REQUIRE_MESSAGE(g, r.url);
    BOOST_TEST(g->elements.number == r.number, r.url);
    BOOST_TEST(g->elements.lot == r.lot, r.url);
    BOOST_TEST(g->elements.serial == r.serial, r.url);
    BOOST_TEST(g->expired == r.expired, r.url);
  }
  for (const char* url :
       {"https://x.example/01/06901234567892/10", "https://x.example/01/06901234567892/10/%4",
        "https://x.example/01/06901234567892/10/%0A", "https://x.example/01/06901234567892?17=1",
        "https://x.example/01/06901234567892?01=16901234567899",
        "https://x.example/01/06901234567892/about/us"})
    BOOST_TEST(as<Unreadable>(read(url, "QR")), url);
  for (const char* url : {"https://x.example/2024/01/15/news", "https:///01/06901234567892",
                          "javascript:alert(1)", "ftp://x.example/01/06901234567892",
                          "https://x.example?01=06901234567892", "weixin://wxpay/bizpayurl?pr=x"}) {
    const auto c = read(url, "QR");
    BOOST_REQUIRE_MESSAGE(as<OtherText>(c), url);
    BOOST_TEST(as<OtherText>(c)->url, url);
  }
}
