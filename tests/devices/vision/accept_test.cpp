// The rules that decide what becomes a code: a wrong number is worse than none.
#include "devices/vision/accept.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev::vision;

namespace {

Corners box(float x, float y, float w = 100, float h = 40) {
  return {{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}};
}

struct Seen {
  Symbology symbology;
  const char* text;
  Stage stage = Stage::fast;
  Reader reader = Reader::zxing;
  int pass = 0;
  Corners corners = box(0, 0);
};

std::string accepted(const std::vector<Seen>& seen) {
  std::vector<Look> looks;
  for (const auto& s : seen) looks.push_back({s.symbology, s.text, s.corners, s.stage, s.reader, 2, s.pass});
  std::string out;
  for (const auto& code : accept(looks))
    out += std::string(symbology_name(code.symbology)) + ":" + code.text + " ";
  return out;
}

constexpr auto ean13 = Symbology::ean13;
constexpr auto upca = Symbology::upca;
constexpr auto upce = Symbology::upce;
constexpr auto ean8 = Symbology::ean8;
constexpr auto qr = Symbology::qr;
constexpr auto hard = Stage::hard;
constexpr auto zbar = Reader::zbar;

}  // namespace

BOOST_AUTO_TEST_CASE(the_fast_pass_is_believed_at_once) {
  BOOST_TEST(accepted({{ean13, "6901234567892"}}) == "EAN13:6901234567892 ");
  BOOST_TEST(accepted({{upca, "012345678905"}}) == "UPCA:012345678905 ");
  BOOST_TEST(accepted({{Symbology::code128, "ABC-1"}}) == "CODE128:ABC-1 ");
}

BOOST_AUTO_TEST_CASE(a_wrong_check_digit_is_no_code_whoever_says_it) {
  BOOST_TEST(accepted({{ean13, "6901234567893"}}) == "");
  BOOST_TEST(accepted({{ean13, "6901234567893", hard, zbar, 1}, {ean13, "6901234567893"}}) == "");
  BOOST_TEST(accepted({{ean13, "690123456789"}}) == "");
  BOOST_TEST(accepted({{ean8, "96385075"}, {ean8, "96385075", hard, zbar, 1}}) == "");
  BOOST_TEST(accepted({{ean13, "690123456789x"}}) == "");
}

BOOST_AUTO_TEST_CASE(the_hard_pass_needs_the_other_reader) {
  BOOST_TEST(accepted({{ean13, "6901234567892", hard}}) == "");
  BOOST_TEST(accepted({{ean13, "6901234567892", hard, Reader::zxing, 1},
                       {ean13, "6901234567892", hard, Reader::zxing, 2}}) ==
             "");  // the same reader repeats its mistakes
  BOOST_TEST(accepted({{ean13, "6901234567892", hard, Reader::zxing, 1},
                       {ean13, "6901234567892", Stage::patch, zbar, 2}}) == "EAN13:6901234567892 ");
  BOOST_TEST(accepted({{ean13, "6901234567892", hard, zbar}}) == "");
}

BOOST_AUTO_TEST_CASE(one_number_under_three_names_is_one_code) {
  BOOST_TEST(accepted({{ean13, "0012345678905", hard, Reader::zxing, 1},
                       {upca, "012345678905", hard, zbar, 2}}) == "EAN13:0012345678905 ");
  BOOST_TEST(accepted({{upce, "01234565", hard, Reader::zxing, 1}, {upce, "01234565", hard, zbar, 2}}) ==
             "UPCE:01234565 ");
  BOOST_TEST(code_key({upce, "01234565", {}, hard, zbar, 1, 0}) ==
             code_key({upca, "012345000065", {}, hard, zbar, 1, 0}));
}

BOOST_AUTO_TEST_CASE(short_codes_need_two_readers_also_from_the_fast_pass) {
  BOOST_TEST(accepted({{ean8, "96385074"}}) == "");
  BOOST_TEST(accepted({{upce, "01234565"}}) == "");
  BOOST_TEST(accepted({{ean8, "96385074"}, {ean8, "96385074", Stage::patch, zbar, 1}}) == "EAN8:96385074 ");
}

BOOST_AUTO_TEST_CASE(number_system_one_is_never_a_code) {
  BOOST_TEST(
      accepted({{upce, "12345670"}, {upce, "12345670", hard, zbar, 1}, {upce, "12345670", hard, zbar, 2}}) ==
      "");
}

BOOST_AUTO_TEST_CASE(a_rival_at_the_same_place_makes_both_doubtful) {
  const Seen right{ean13, "6901234567892", hard, Reader::zxing, 1},
      also{ean13, "6901234567892", hard, zbar, 2};
  const Seen rival{ean13, "4006381333931", hard, zbar, 3};
  BOOST_TEST(accepted({right, also, rival}) == "");
  Seen third = right;
  third.pass = 4;
  BOOST_TEST(accepted({right, also, third, rival}) == "EAN13:6901234567892 ");
  Seen elsewhere = rival;
  elsewhere.corners = box(300, 300);
  BOOST_TEST(accepted({right, also, elsewhere}) == "EAN13:6901234567892 ");
  BOOST_TEST(accepted({{ean13, "6901234567892"}, {ean13, "4006381333931"}}) ==
             "");  // also two of the fast pass
}

BOOST_AUTO_TEST_CASE(a_look_without_a_place_is_a_rival_everywhere) {
  BOOST_TEST(accepted({{ean13, "6901234567892"}, {ean13, "4006381333931", hard, zbar, 1, Corners{}}}) == "");
}

BOOST_AUTO_TEST_CASE(matrix_codes_correct_their_own_errors) {
  BOOST_TEST(accepted({{qr, "https://example.org", hard}}) == "QR:https://example.org ");
  BOOST_TEST(accepted({{Symbology::dm, "x", Stage::sharpened}}) == "DM:x ");
  BOOST_TEST(accepted({{qr, ""}}) == "");
}

BOOST_AUTO_TEST_CASE(what_lies_inside_an_accepted_code_is_part_of_it) {
  BOOST_TEST(accepted({{qr, "page", Stage::fast, Reader::zxing, 0, box(0, 0, 200, 200)},
                       {ean13, "6901234567892", Stage::fast, Reader::zxing, 0, box(50, 80, 100, 40)}}) ==
             "QR:page ");
  BOOST_TEST(accepted({{qr, "page", Stage::fast, Reader::zxing, 0, box(0, 0, 200, 200)},
                       {ean13, "6901234567892", Stage::fast, Reader::zxing, 0, box(300, 80, 100, 40)}}) ==
             "QR:page EAN13:6901234567892 ");
}

BOOST_AUTO_TEST_CASE(the_same_text_twice_in_a_picture_is_one_code) {
  BOOST_TEST(accepted({{ean13, "6901234567892"},
                       {ean13, "6901234567892", Stage::fast, Reader::zxing, 0, box(300, 0)}}) ==
             "EAN13:6901234567892 ");
}

BOOST_AUTO_TEST_CASE(doubtful_places_are_looked_at_again_and_settled_ones_are_not) {
  const Look weak{ean13, "6901234567892", box(0, 0), hard, Reader::zxing, 2, 1};
  const Look strong{ean13, "4006381333931", box(300, 300), Stage::fast, Reader::zxing, 2, 0};
  BOOST_REQUIRE(doubtful({weak, strong}).size() == 1u);
  BOOST_TEST(doubtful({weak, strong})[0].text == "6901234567892");
  BOOST_TEST(doubtful({strong}).empty());
  BOOST_TEST(doubtful({weak, weak}).size() == 1u);
}
