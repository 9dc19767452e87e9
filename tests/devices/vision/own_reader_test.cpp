// Our own reader on regions of drawn pictures, and the check that a library's text must pass.
#include "devices/vision/accept.hpp"
#include "devices/vision/own_reader.hpp"
#include "tests/devices/vision/draw.hpp"
#include "tests/devices/vision/numbers.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

std::vector<Look> looks_of(const Gray& picture) {
  std::vector<Look> out;
  for (const auto& region : localise(picture.view(), 4))
    if (const auto patch = patch_of(picture.view(), region))
      for (auto& look : read_own(*patch, {4, 9, 3, Look1d::straight}).looks) out.push_back(std::move(look));
  return out;
}

std::string own(const Gray& picture) {
  std::string out;
  for (const auto& look : looks_of(picture)) {
    const auto text = std::string(symbology_name(look.symbology)) + ":" + look.text;
    if (out.find(text) == out.npos) out += text + " ";
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_retail_symbology_is_read_at_any_angle) {
  const std::pair<std::string, const char*> table[] = {
      {ean13_modules("6901234567892"), "EAN13:6901234567892 "},
      {ean13_modules("0012345678905"), "UPCA:012345678905 "},
      {ean8_modules("96385074"), "EAN8:96385074 "},
      {upce_modules("01234565"), "UPCE:01234565 "},
  };
  for (const auto& [modules, wanted] : table)
    for (const double degrees : {0.0, 35.0, 90.0, 145.0, 200.0, 315.0})
      BOOST_TEST(own(turned(draw_bars(modules, 3, 100), degrees)) == wanted, degrees);
}

/// Torn off or printed over up to the last digit and beyond: digits near it must not slide to where others
/// fit.
BOOST_AUTO_TEST_CASE(a_code_that_lost_an_end_is_read_right_or_not_at_all) {
  int read = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    outpost::SeededRandom random(seed);
    const auto number = random_ean13(random);
    auto modules = ean13_modules(number);
    const auto lost = 1 + random.next() % 8;
    modules.resize(modules.size() - lost);
    for (std::uint64_t i = 0; i < lost + 10; ++i) modules += random.next() % 2 ? '1' : '0';
    const auto radius = 0.5 + 0.1 * static_cast<double>(seed % 20);
    const auto picture = noisy(out_of_focus(draw_bars(modules, 3, 60), radius), 12, seed);
    for (const auto& code : accept(looks_of(picture))) {
      Look look;
      look.symbology = code.symbology, look.text = code.text;
      BOOST_TEST(code_key(look) == number, "seed " << seed << ": " << code.text << " instead of " << number);
      ++read;
    }
  }
  BOOST_TEST(read > 60);
}

BOOST_AUTO_TEST_CASE(a_librarys_text_is_held_against_its_own_pixels) {
  const auto picture = draw_bars(ean13_modules("0023942431015"), 3, 100);
  Look look;
  look.symbology = Symbology::upca;
  look.text = "023942431015";
  look.corners = {{{30, 20}, {315, 20}, {315, 80}, {30, 80}}};
  BOOST_TEST(margin_of(picture.view(), look) > 50);
  look.symbology = Symbology::ean13;
  look.text = "9074932437075";
  BOOST_TEST(margin_of(picture.view(), look) == 0);
  look.text = "9074932437076";  // wrong check digit
  BOOST_TEST(margin_of(picture.view(), look) == 0);
  look.text = "0023942431015";
  look.corners = {};
  BOOST_TEST(margin_of(picture.view(), look) == 0);
}
