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
  float margin = 50;  // of the bar-width fit: passed, clearly
};

std::string accepted(const std::vector<Seen>& seen) {
  std::vector<Look> looks;
  for (const auto& s : seen)
    looks.push_back({s.symbology, s.text, s.corners, s.stage, s.reader, 2, s.pass, s.margin});
  std::string out;
  for (const auto& code : accept(looks))
    out += std::string(symbology_name(code.symbology)) + ":" + code.text + " ";
  // What is told about it is what happened.
  for (const auto& judged : judge(looks)) {
    const auto word = std::string(symbology_name(judged.code.symbology)) + ":" + judged.code.text + " ";
    BOOST_TEST((out.find(word) != out.npos) == (judged.verdict == Verdict::accepted), word);
  }
  return out;
}

Verdict verdict(const Look& look, const std::vector<Look>& others = {}) {
  auto looks = others;
  looks.push_back(look);
  for (const auto& judged : judge(looks))
    if (judged.code.text == look.text) return judged.verdict;
  BOOST_FAIL("nothing was told of " << look.text);
  return {};
}

constexpr auto ean13 = Symbology::ean13;
constexpr auto upca = Symbology::upca;
constexpr auto upce = Symbology::upce;
constexpr auto ean8 = Symbology::ean8;
constexpr auto qr = Symbology::qr;
constexpr auto hard = Stage::hard;
constexpr auto zbar = Reader::zbar;
constexpr auto ours = Reader::ours;

}  // namespace

BOOST_AUTO_TEST_CASE(a_library_and_the_widths_of_the_bars_agree) {
  BOOST_TEST(accepted({{ean13, "6901234567892"}}) == "EAN13:6901234567892 ");
  BOOST_TEST(accepted({{upca, "012345678905"}}) == "UPCA:012345678905 ");
  BOOST_TEST(accepted({{ean13, "6901234567892", hard, zbar}}) == "EAN13:6901234567892 ");
}

BOOST_AUTO_TEST_CASE(what_its_own_bars_speak_against_is_no_code_however_many_say_it) {
  BOOST_TEST(accepted({{ean13, "6901234567892", Stage::fast, Reader::zxing, 0, box(0, 0), 0},
                       {ean13, "6901234567892", hard, Reader::zxing, 1, box(0, 0), 0},
                       {ean13, "6901234567892", hard, zbar, 2, box(0, 0), 5}}) == "");
}

BOOST_AUTO_TEST_CASE(our_own_reader_must_be_very_sure) {
  const auto own = [](float margin, int pass) {
    return Seen{ean13, "6901234567892", Stage::profile, ours, pass, box(0, 0), margin};
  };
  BOOST_TEST(accepted({own(23, 0)}) == "EAN13:6901234567892 ");
  BOOST_TEST(accepted({own(21, 0)}) == "");
  BOOST_TEST(accepted({own(21, 0), own(21, 1), own(21, 2)}) == "");  // strips share the picture's blur
}

BOOST_AUTO_TEST_CASE(code_128_needs_the_fast_pass_or_two_readers_and_its_own_bars) {
  const auto code128 = Symbology::code128;
  const auto seen = [&](Stage stage, Reader reader, int pass, float margin) {
    return Seen{code128, "ABC-1", stage, reader, pass, box(0, 0), margin};
  };
  BOOST_TEST(accepted({{code128, "ABC-1"}}) == "CODE128:ABC-1 ");
  BOOST_TEST(accepted({{code128, "ABC-1", hard}}) == "");
  BOOST_TEST(accepted({{code128, "ABC-1", hard}, {code128, "ABC-1", hard, Reader::zxing, 1}}) == "");
  BOOST_TEST(accepted({{code128, "ABC-1", hard}, {code128, "ABC-1", Stage::patch, zbar, 1}}) ==
             "CODE128:ABC-1 ");
  BOOST_TEST(accepted({seen(Stage::fast, Reader::zxing, 0, 0), seen(hard, zbar, 1, 0)}) == "");
  BOOST_TEST(accepted({seen(hard, Reader::zxing, 0, 0), seen(Stage::profile, ours, 1, 3)}) ==
             "CODE128:ABC-1 ");
  BOOST_TEST(accepted({seen(Stage::profile, ours, 0, 21)}) == "");
  BOOST_TEST(accepted({seen(Stage::profile, ours, 0, 23)}) == "CODE128:ABC-1 ");
}

BOOST_AUTO_TEST_CASE(a_wrong_check_digit_is_no_code_whoever_says_it) {
  BOOST_TEST(accepted({{ean13, "6901234567893"}}) == "");
  BOOST_TEST(accepted({{ean13, "6901234567893", hard, zbar, 1}, {ean13, "6901234567893"}}) == "");
  BOOST_TEST(accepted({{ean13, "690123456789"}}) == "");
  BOOST_TEST(accepted({{ean8, "96385075"}, {ean8, "96385075", hard, zbar, 1}}) == "");
  BOOST_TEST(accepted({{ean13, "690123456789x"}}) == "");
}

BOOST_AUTO_TEST_CASE(one_number_under_three_names_is_one_code) {
  BOOST_TEST(accepted({{ean13, "0012345678905", hard, Reader::zxing, 1},
                       {upca, "012345678905", hard, zbar, 2}}) == "EAN13:0012345678905 ");
  BOOST_TEST(accepted({{upce, "01234565", hard, Reader::zxing, 1}, {upce, "01234565", hard, zbar, 2}}) ==
             "UPCE:01234565 ");
  BOOST_TEST(code_key({upce, "01234565", {}, hard, zbar, 1, 0, 0}) ==
             code_key({upca, "012345000065", {}, hard, zbar, 1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(short_codes_need_two_looks_always) {
  for (const auto& [symbology, text] : {std::pair(ean8, "96385074"), std::pair(upce, "01234565")}) {
    const auto name = std::string(symbology_name(symbology)) + ":" + text + " ";
    const auto look = [&, s = symbology, t = text](Reader reader, int pass, float margin) {
      return Seen{s, t, Stage::profile, reader, pass, box(0, 0), margin};
    };
    BOOST_TEST(accepted({look(ours, 0, 400)}) == "");
    BOOST_TEST(accepted({look(ours, 0, 20), look(ours, 1, 20)}) == "");
    BOOST_TEST(accepted({look(ours, 0, 26), look(ours, 1, 12)}) == name);
    BOOST_TEST(accepted({look(zbar, 0, 8)}) == "");
    BOOST_TEST(accepted({look(zbar, 0, 12)}) == name);  // the library's look and the fit's
  }
}

BOOST_AUTO_TEST_CASE(number_system_one_is_never_a_code) {
  BOOST_TEST(
      accepted({{upce, "12345670"}, {upce, "12345670", hard, zbar, 1}, {upce, "12345670", hard, zbar, 2}}) ==
      "");
}

BOOST_AUTO_TEST_CASE(a_rival_at_the_same_place_makes_both_doubtful) {
  const Seen right{ean13, "6901234567892", hard, Reader::zxing, 1, box(0, 0), 40};
  Seen rival{ean13, "4006381333931", hard, zbar, 3, box(0, 0), 30};
  BOOST_TEST(accepted({right, rival}) == "");
  rival.margin = 15;
  BOOST_TEST(accepted({right, rival}) == "EAN13:6901234567892 ");  // more than twice as clear
  rival.margin = 0;
  BOOST_TEST(accepted({right, rival}) == "EAN13:6901234567892 ");  // its bars say that it is wrong
  rival.margin = 30, rival.corners = box(300, 300);
  BOOST_TEST(accepted({right, rival}) == "EAN13:6901234567892 EAN13:4006381333931 ");
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

BOOST_AUTO_TEST_CASE(the_same_text_at_two_places_is_there_twice) {
  const Seen first{ean13, "6901234567892"};
  Seen second = first;
  second.corners = box(300, 0), second.margin = 0;  // its number is proven at the first place
  BOOST_TEST(accepted({first, second}) == "EAN13:6901234567892 EAN13:6901234567892 ");
  BOOST_TEST(accepted({second, first}) == "EAN13:6901234567892 EAN13:6901234567892 ");
  second.corners = box(0, 300), second.symbology = upca, second.text = "012345678905";
  Seen upc = first;
  upc.text = "0012345678905";
  BOOST_TEST(accepted({upc, second}) == "EAN13:0012345678905 UPCA:012345678905 ");
  BOOST_TEST(accepted({{qr, "page"}, {qr, "page", hard, zbar, 1, box(300, 0)}}) == "QR:page QR:page ");
}

BOOST_AUTO_TEST_CASE(what_may_be_one_code_is_one) {
  const Seen first{ean13, "6901234567892", Stage::fast, Reader::zxing, 0, box(0, 0, 100, 60)};
  const auto with = [&](Corners corners, float margin = 50) {
    return accepted({first, {ean13, "6901234567892", hard, zbar, 1, corners, margin}});
  };
  const std::string one = "EAN13:6901234567892 ";
  BOOST_TEST(with(box(0, 59, 100, 0)) == one);    // a line at its lower edge
  BOOST_TEST(with(box(50, 20, 100, 60)) == one);  // half beside it
  BOOST_TEST(with(box(0, 95, 100, 60)) == one);   // below it, nearer than its length
  BOOST_TEST(with(Corners{}) == one);             // a reader that gave no place
  BOOST_TEST(with(box(131, 0, 100, 60)) == one + one);
  // a small ghost of a large code is nearer than the large one is long
  BOOST_TEST(with(box(90, 40, 10, 5)) == one);
}

BOOST_AUTO_TEST_CASE(a_twin_where_another_number_was_read_is_none) {
  const Seen first{ean13, "6901234567892"};
  Seen twin{ean13, "6901234567892", hard, zbar, 1, box(300, 0), 0};
  Seen other{ean13, "4006381333931", hard, Reader::zxing, 2, box(305, 0), 1};
  BOOST_TEST(accepted({first, twin, other}) == "EAN13:6901234567892 ");
  other.margin = 0;  // its own bars speak against it
  BOOST_TEST(accepted({first, twin, other}) == "EAN13:6901234567892 EAN13:6901234567892 ");
  // a twin inside another accepted code is part of that one
  BOOST_TEST(accepted({first, twin, {qr, "page", Stage::fast, Reader::zxing, 0, box(250, -50, 200, 200)}}) ==
             "QR:page EAN13:6901234567892 ");
}

BOOST_AUTO_TEST_CASE(doubtful_places_are_looked_at_again_and_settled_ones_are_not) {
  const Look weak{ean13, "6901234567892", box(0, 0), hard, Reader::ours, 2, 1, 10};
  const Look strong{ean13, "4006381333931", box(300, 300), Stage::fast, Reader::zxing, 2, 0, 50};
  const Look refuted{ean13, "4006381333931", box(600, 300), Stage::hard, Reader::zxing, 2, 0, 0};
  BOOST_REQUIRE(doubtful({weak, strong}).size() == 1u);
  BOOST_TEST(doubtful({weak, strong})[0].text == "6901234567892");
  BOOST_TEST(doubtful({strong}).empty());
  BOOST_TEST(doubtful({refuted}).empty());
  BOOST_TEST(doubtful({weak, weak}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(every_text_is_told_with_what_became_of_it) {
  const Look good{ean13, "6901234567892", box(0, 0), Stage::fast, Reader::zxing, 2, 0, 50};
  Look misfit = good, weak = good, rival = good, part = good;
  misfit.margin = 0;
  weak.reader = Reader::ours, weak.margin = 11;
  rival.text = "4006381333931", rival.pass = 1;
  part.text = "4006381333931", part.corners = box(20, 10, 30, 12);
  BOOST_CHECK(verdict(good) == Verdict::accepted);
  BOOST_CHECK(verdict(misfit) == Verdict::misfit);
  BOOST_CHECK(verdict(weak) == Verdict::weak);
  BOOST_TEST(judge({weak})[0].needed == Limits{}.alone);
  BOOST_CHECK(verdict(rival, {good}) == Verdict::rival);
  BOOST_CHECK(verdict(good, {rival}) == Verdict::rival);
  part.margin = 10;
  Look sure = good;
  sure.margin = 500;
  BOOST_CHECK(verdict(part, {sure}) != Verdict::accepted);
  BOOST_CHECK(verdict({upce, "12345670", box(0, 0), hard, Reader::zxing, 2, 0, 50}) == Verdict::impossible);
  BOOST_CHECK(verdict({ean8, "96385074", box(0, 0), Stage::profile, Reader::ours, 2, 0, 90}) ==
              Verdict::weak);  // one look of ours only
  BOOST_TEST(judge({good, good}).size() == 1u);
  BOOST_TEST(judge({}).empty());
}
