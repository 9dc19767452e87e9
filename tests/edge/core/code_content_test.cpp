// What a code means: tables of codes and what must come out, and any bytes at all.
#include "edge/base/bytes.hpp"
#include "edge/core/code_text.hpp"
#include "edge/core/member_code.hpp"
#include "tests/edge/core/code_reading.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using namespace outpost;
using namespace outpost::core;

BOOST_AUTO_TEST_CASE(retail_numbers_in_every_form) {
  struct Row {
    const char *text, *symbology, *number;
  };
  for (const auto& r :
       {Row{"6901234567892", "EAN13", "6901234567892"}, Row{" 6901234567892\r\n", "", "6901234567892"},
        Row{"]E06901234567892", "", "6901234567892"}, Row{"96385074", "EAN-8", "0000096385074"},
        Row{"036000291452", "UPCA", "0036000291452"}, Row{"0036000291452", "EAN13", "0036000291452"},
        Row{"04252614", "UPC_E", "0042100005264"}, Row{"042100005264", "UPC-E", "0042100005264"},
        Row{"06901234567892", "", "6901234567892"},
        Row{"16901234567899", "", "16901234567899"},  // a case of them is another thing
        Row{"9771234567003 05", "EAN13", "9771234567003"}, Row{"9787302511854+51299", "", "9787302511854"},
        Row{"]E3978730251185451299", "", "9787302511854"},
        Row{"6901234567892", "Code128", "6901234567892"}}) {
    const auto c = read(r.text, r.symbology);
    BOOST_REQUIRE_MESSAGE(as<RetailNumber>(c), r.text);
    BOOST_TEST(as<RetailNumber>(c)->number == r.number, r.text);
  }
  BOOST_TEST(read("04252614", "UPCE").code == "042100005264");
}

BOOST_AUTO_TEST_CASE(wrong_check_digits_are_no_numbers) {
  for (const char* text : {"6901234567893", "96385075", "036000291453", "16901234567892"}) {
    const auto c = read(text);
    BOOST_REQUIRE_MESSAGE(as<WrongCheck>(c), text);
    BOOST_TEST(as<WrongCheck>(c)->may_be_filed);
  }
  for (const auto& [text, symbology] : {std::pair{"04252615", "UPCE"},
                                        {"425261", "UPCE"},
                                        {"]C10106901234567893", ""},
                                        {"https://a.example/01/06901234567893", "QR"}}) {
    const auto c = read(text, symbology);
    BOOST_REQUIRE_MESSAGE(as<WrongCheck>(c), text);
    BOOST_TEST(!as<WrongCheck>(c)->may_be_filed, text);
  }
}

BOOST_AUTO_TEST_CASE(in_store_numbers_by_template) {
  struct Row {
    std::string digits, item;
    std::int64_t weight_g, price_fen;  // -1: none
  };
  for (const auto& r : {Row{"210004201234", "00042", 1'234, -1}, Row{"221234500999", "12345", -1, 999},
                        Row{"231234592875", "12345", -1, 2'875}, Row{"241234567890", "1234567890", -1, -1},
                        Row{"021234592875", "12345", -1, 2'875}, Row{"250000000001", "", -1, -1}}) {
    const auto c = read(with_check(r.digits), "EAN13");
    const auto* own = as<InStoreNumber>(c);
    BOOST_REQUIRE_MESSAGE(own, r.digits);
    BOOST_TEST(own->item == r.item);
    BOOST_TEST(own->weight_g.value_or(-1) == r.weight_g, r.digits);
    BOOST_TEST((own->price_fen ? own->price_fen->v : -1) == r.price_fen, r.digits);
  }
  BOOST_TEST(as<WrongCheck>(read(with_check("231234582875"))));    // the inner check digit is 9
  BOOST_TEST(as<InStoreNumber>(read(with_check("21234592875"))));  // as UPC-A
  BOOST_TEST(as<RetailNumber>(read(with_check("041234592875"))));  // 04: not configured here
  BOOST_TEST(value_check_digit("2875") == '9');
  BOOST_TEST(value_check_digit("14685") == '6');
}

BOOST_AUTO_TEST_CASE(templates_that_cannot_be) {
  BOOST_TEST(in_store_masks("")->empty());
  BOOST_TEST(in_store_masks(" 21:PPPPPWWWWW ,")->size() == 1u);
  for (const char* bad :
       {"21", "21:PPPPPWWWW", "21:PPPPPWWWWWW", "31:PPPPPWWWWW", "2:PPPPPPWWWWW", "21:WWWWWWWWWW",
        "21:PPPWWWWVVV", "21:PPWWPPWWWW", "21:PPPPPWWWWX", "21:PPPPPPCVVV", "21:PPPPCCVVVV", "x1:PPPPPWWWWW",
        "21:PPPPPWWWWW, 21:PPPPPVVVVV", "21:PPPPPWWWWW,211:PPPPVVVVV", "21:PPPPPWWWWW,,22:PPPPPVVVVV"})
    BOOST_TEST(!in_store_masks(bad).ok(), bad);
}

BOOST_AUTO_TEST_CASE(payment_and_member_codes_are_masked) {
  for (const std::string code : {"134567890123456789", "101234567890123456", "2812345678901234567",
                                 "3012345678901234", "251234567890123456789012"})
    for (const std::string prefix : {"", "]C0", "]Q1", "]C1", " "}) {
      const auto c = read(prefix + code, "Code128");
      BOOST_REQUIRE_MESSAGE(as<PaymentCode>(c), prefix + code);
      BOOST_TEST(c.shown == masked_code(code));
      BOOST_TEST(c.code == "");
      BOOST_TEST((payment_digits(prefix + code + "\r\n", "Code128") == code));
    }
  BOOST_TEST(!payment_digits("164567890123456789", ""));
  BOOST_TEST(!payment_digits("6901234567892", "EAN13"));
  BOOST_TEST(as<OtherText>(read("164567890123456789")));
  const auto member = read("OPM1.m-1.1780000000.00112233445566778899aabbccddeeff", "QR");
  BOOST_TEST(as<MemberCode>(member));
  BOOST_TEST(member.shown == "OPM1.****");
  BOOST_TEST(member.code == "");
}

BOOST_AUTO_TEST_CASE(text_is_shown_harmless_and_cut) {
  struct Row {
    std::string text, shown;
  };
  for (const auto& r :
       {Row{"RICE", "RICE"}, Row{"大米 1 kg", "大米 1 kg"}, Row{"a\nb\x7F", "a\\u000Ab\\u007F"},
        Row{"pay \u202Egpj.exe", "pay \\u202Egpj.exe"}, Row{"a\u200Bb\u2066c", "a\\u200Bb\\u2066c"},
        Row{"\xFF\xC3", "\\xFF\\xC3"}, Row{"x'); DROP TABLE cart;--", "x'); DROP TABLE cart;--"},
        Row{std::string("a\0b", 3), "a\\u0000b"}, Row{"z\u0301\u0489\u20DD", "z\\u0301\\u0489\\u20DD"}})
    BOOST_TEST(shown_text(r.text) == r.shown);
  BOOST_TEST(shown_text(std::string(200, 'a')) == std::string(200, 'a'));
  BOOST_TEST(shown_text(std::string(201, 'a')) == std::string(199, 'a') + "…");
  BOOST_TEST(shown_text(std::string(4'000, '\n')).size() <= 202u);
  std::string wide;
  for (int i = 0; i < 300; ++i) wide += "米";
  BOOST_TEST(shown_text(wide).size() == 199u * 3 + 3);
  BOOST_TEST(read(std::string(5'000, '1')).shown.size() < 210u);
}

BOOST_AUTO_TEST_CASE(a_member_code_is_signed_and_lives_a_minute) {
  const Bytes key(member_key_bytes, 7), other_key(member_key_bytes, 8);
  const std::int64_t made_s = 1'780'000'000;
  const auto code = member_code("M-0001", made_s, key);
  const auto at = [&](const std::string& text, std::int64_t s) {
    const auto shown = shown_member(text, key, s * us_per_s);
    return shown.ok() ? shown->member : shown.error().name;
  };
  BOOST_TEST(at(code, made_s + 61) == "member-expired");
  BOOST_TEST(at(code, made_s - 61) == "member-expired");
  BOOST_TEST(at(code, made_s + 60) == "M-0001");
  BOOST_TEST(at(code, made_s - 60) == "M-0001");
  BOOST_TEST(at(member_code("M-0001", made_s, other_key), made_s) == "member-forged");
  for (std::size_t i = 5; i < code.size(); ++i) {
    auto changed = code;
    changed[i] = changed[i] == '1' ? '2' : '1';
    BOOST_TEST(at(changed, made_s) == "member-forged", changed);
    BOOST_TEST(at(code.substr(0, i), made_s) == "member-forged", i);
  }
  const auto shown = shown_member(code, key, made_s * us_per_s);
  BOOST_TEST(shown->mac == code.substr(code.size() - 32));
  BOOST_TEST(shown->until_us == (made_s + 60) * us_per_s);
}

BOOST_AUTO_TEST_CASE(a_member_code_is_found_under_its_symbology) {
  const std::string code = "OPM1.m-1.1780000000.00112233445566778899aabbccddeeff";
  for (const std::string prefix : {"", "]Q1", "]Q3", " "})
    BOOST_TEST((member_text(prefix + code + "\r\n", "QR") == code), prefix);
  BOOST_TEST(!member_text("6901234567892", "EAN13"));
  BOOST_TEST(!member_text("134567890123456789", "QR"));
}

BOOST_AUTO_TEST_CASE(any_bytes_at_all) {
  const std::vector<std::string> parts = {"]C1",
                                          "]d2",
                                          "01",
                                          "06901234567892",
                                          "17",
                                          "260101",
                                          "10",
                                          gs,
                                          "https://a.example/01/",
                                          "/10/",
                                          "?17=",
                                          "%",
                                          "21",
                                          "3103001250",
                                          "6901234567892",
                                          "0425261",
                                          "OPM1.",
                                          ".",
                                          "13",
                                          "28",
                                          "\xE2\x80\xAE",
                                          " "};
  const char* symbologies[] = {"", "EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "QR", "DM"};
  std::mt19937 random(20260615);
  int numbers = 0;
  for (int turn = 0; turn < 60'000; ++turn) {
    std::string text;
    for (auto n = random() % 8; n > 0; --n) {
      const auto kind = random() % 4;
      if (kind == 0) text += static_cast<char>(random());
      if (kind == 1) text += parts[random() % parts.size()];
      if (kind >= 2)
        for (auto d = random() % 14; d > 0; --d) text += static_cast<char>('0' + random() % 10);
      if (kind == 3 && text.size() < 14 && is_digits(text)) text = with_check(text);
    }
    const auto c = read(text, symbologies[random() % 8]);
    BOOST_REQUIRE(is_utf8(c.shown));
    BOOST_REQUIRE(c.shown == shown_text(c.shown));  // nothing in it that is not shown as it is
    std::string number;
    if (const auto* r = as<RetailNumber>(c)) number = r->number;
    if (const auto* g = as<Gs1Goods>(c)) number = g->elements.number;
    if (const auto* own = as<InStoreNumber>(c)) number = own->number;
    if (number.empty()) continue;
    ++numbers;
    BOOST_REQUIRE_MESSAGE(is_gtin(number), to_hex(as_bytes(text)));
    BOOST_REQUIRE(number.size() == 13 || number.size() == 14);
  }
  BOOST_TEST(numbers > 1'000);
}

BOOST_AUTO_TEST_CASE(the_test_card_is_no_number_however_it_is_read) {
  for (const auto& [text, symbology] : {std::pair{"2999999900027", "EAN13"},
                                        {" 2999999900058\r\n", ""},
                                        {"]E02999999900034", ""},
                                        {"02999999900041", ""},
                                        {"OUTPOST-TEST-CARD-QR", "QR"},
                                        {"OPCARD01", "DM"},
                                        {"OPCARD01", ""}}) {
    const auto c = read(text, symbology);
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(as<TestCardCode>(c)); }
  }
  BOOST_TEST(!as<TestCardCode>(read("2999999900010")));
}
