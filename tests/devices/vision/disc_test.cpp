// Codes out of focus: what is drawn is read though no narrow bar is left of it, and nothing else is.
#include "devices/vision/decode.hpp"
#include "devices/vision/disc_reader.hpp"
#include "devices/vision/profile_reader.hpp"
#include "tests/devices/vision/lines.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

constexpr float sure = 18;  // the margin that a code needs on its own

std::string codes(const Gray& picture, bool still = true) {
  SystemClock clock;
  std::string out;
  for (const auto& code : decode(picture.view(), {.still = still, .budget_us = 20 * us_per_s}, clock))
    out += std::string(symbology_name(code.symbology)) + ":" + code.text + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_whose_narrow_bars_are_lost_is_read) {
  for (const double radius : {1.6, 2.0, 2.4})
    for (const auto* text : {"6901234567892", "0073333531084", "4006381333931"})
      for (const bool backwards : {false, true}) {
        auto line = line_of(ean13_modules(text), {.blur = 0.25, .disc = radius, .noise = 1});
        if (backwards) line = turned_line(line);
        const auto found = read_disc_line(line.profile);
        BOOST_REQUIRE_MESSAGE(found, radius << " " << text);
        BOOST_TEST(found->text == text, radius);
        BOOST_TEST(found->backwards == backwards, radius);
        BOOST_TEST(found->margin > sure, radius << " " << text << " " << found->margin);
        BOOST_TEST(std::abs(found->blur - radius / 2) < 0.2, radius << " " << found->blur);
      }
}

BOOST_AUTO_TEST_CASE(bends_shade_and_ink_are_followed) {
  const std::pair<const char*, LineLook> table[] = {
      {"bent", {.blur = 0.25, .disc = 2, .bend = 1.5}},
      {"shaded", {.blur = 0.25, .disc = 2, .shade = 0.3}},
      {"wide ink", {.blur = 0.25, .disc = 2, .spread = 0.15}},
      {"thin ink", {.blur = 0.25, .disc = 2, .spread = -0.15}},
  };
  for (const auto& [name, look] : table) {
    const auto found = read_disc_line(line_of(ean13_modules("5901234123457"), look).profile);
    BOOST_REQUIRE_MESSAGE(found, name);
    BOOST_TEST(found->text == "5901234123457", name);
    BOOST_TEST(found->margin > sure, name << " " << found->margin);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_such_code_is_never_read_with_confidence) {
  const auto confident = [](const Profile& line) {
    const auto found = read_disc_line(line);
    return found && found->likeness > 0.95F && found->margin > sure ? found->text : std::string();
  };
  for (const double radius : {1.2, 1.8, 2.4}) {
    const LineLook look{.blur = 0.25, .disc = radius};
    BOOST_TEST(confident(line_of(ean13_modules("6901234567893"), look).profile) == "",
               radius);  // check digit
    BOOST_TEST(confident(line_of(ean8_modules("96385074"), look).profile) == "", radius);
    BOOST_TEST(confident(line_of(upce_modules("01234565"), look).profile) == "", radius);
    BOOST_TEST(confident(line_of(code128_modules("Outpost-128"), look).profile) == "", radius);
    auto half = ean13_modules("6901234567892");  // a thumb on the right half
    half.replace(50, 45, 45, '0');
    BOOST_TEST(confident(line_of(half, look).profile) == "", radius);
  }
  // no disc: a bell as wide leaves nothing to tell the digits by
  BOOST_TEST(confident(line_of(ean13_modules("6901234567892"), {.blur = 1.6}).profile) == "");
  for (std::uint64_t seed = 1; seed <= 20; ++seed) BOOST_TEST(confident(random_line(560, seed)) == "", seed);
}

BOOST_AUTO_TEST_CASE(a_picture_out_of_focus_is_read_when_there_is_no_next_one) {
  for (const auto* text : {"4006381333931", "6901234567892"}) {
    const auto picture = out_of_focus(draw_bars(ean13_modules(text), 3, 110), 6);  // two modules
    BOOST_TEST(codes(picture) == std::string("EAN13:") + text + " ");
    BOOST_TEST(codes(picture, false) == "");  // too dear for a frame of a stream, which will be in focus soon
  }
  // the smeared edge of its label joins the code on both sides
  const auto label = on_page(draw_bars(ean13_modules("5901234123457"), 3, 110), 600, 300, 120, 90, 150);
  BOOST_TEST(codes(out_of_focus(label, 5.5)) == "EAN13:5901234123457 ");
  BOOST_TEST(codes(out_of_focus(draw_bars(ean13_modules("6901234567893"), 3, 110), 6)) == "");
  BOOST_TEST(codes(out_of_focus(draw_bars(code128_modules("Outpost-128"), 3, 110), 6)) == "");
}
