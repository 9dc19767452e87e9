// Our own reader on regions of drawn pictures, and the check that a library's text must pass.
#include "devices/vision/accept.hpp"
#include "devices/vision/own_reader.hpp"
#include "devices/vision/readers.hpp"
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

namespace {

constexpr int glare_module = 3, glare_height = 120;

/// A code that is white from `from` to `to` modules of it, but for its first and last rows.
Gray with_glare(const std::string& number, int from, int to, int free_rows) {
  auto picture = draw_bars(ean13_modules(number), glare_module, glare_height);
  for (int y = free_rows; y < picture.height - free_rows; ++y)
    for (int x = (10 + from) * glare_module; x < (10 + to) * glare_module; ++x)
      picture.pixels[static_cast<std::size_t>(y * picture.width + x)] = 255;
  return noisy(picture, 6, 1);
}

/// From the first row of bars to `bottom`.
Look seen_at(const std::string& number, float left, float right, float bottom, Reader reader) {
  Look look;
  look.symbology = Symbology::ean13, look.text = number, look.reader = reader;
  const float x = 10 * glare_module + left * glare_module, to = 10 * glare_module + right * glare_module;
  look.corners = {{{x, glare_module}, {to, glare_module}, {to, bottom}, {x, bottom}}};
  return look;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_number_is_found_on_the_rows_that_a_glare_left) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto number = random_ean13(seed);
    const int from = static_cast<int>(seed * 4 % 60);
    const auto picture = with_glare(number, from, from + 20, 6);
    const auto height = static_cast<float>(picture.height - glare_module);
    BOOST_TEST(margin_of(picture.view(), seen_at(number, 0, 95, height, Reader::zxing)) > 22,
               "seed " << seed);
  }
}

/// What a reader makes of a glare must not be confirmed because it hides the bars that speak against it.
BOOST_AUTO_TEST_CASE(a_number_that_differs_under_a_glare_is_not_confirmed) {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    outpost::SeededRandom random(seed);
    const auto number = random_ean13(random);
    const int from = static_cast<int>(seed * 4 % 60);
    const auto picture = with_glare(number, from, from + 20, seed % 2 ? 6 : 0);
    const auto height = static_cast<float>(picture.height - glare_module);
    for (int k = 0; k < 6; ++k) {
      auto wrong = number;
      const auto a = random.next() % 13, b = (a + 1 + random.next() % 12) % 13;
      wrong[a] = static_cast<char>('0' + (wrong[a] - '0' + 1 + static_cast<int>(random.next() % 9)) % 10);
      for (char c = '0'; c <= '9'; ++c)
        if (wrong[b] = c; outpost::is_gtin(wrong)) break;
      if (wrong == number || !outpost::is_gtin(wrong)) continue;
      ++tried;
      BOOST_TEST(margin_of(picture.view(), seen_at(wrong, 0, 95, height, Reader::zbar)) < Limits().together,
                 "seed " << seed << ": " << wrong << " for " << number);
    }
  }
  BOOST_TEST(tried > 80);
}

BOOST_AUTO_TEST_CASE(a_library_that_tells_half_of_the_place_is_understood) {
  const std::string number = "6901234567892";
  const auto picture = draw_bars(ean13_modules(number), glare_module, 60);
  for (const auto& [left, right] : {std::pair{0.F, 50.F}, std::pair{45.F, 95.F}})
    BOOST_TEST(margin_of(picture.view(), seen_at(number, left, right, 57, Reader::zbar)) > 22);
}

BOOST_AUTO_TEST_CASE(zbars_place_of_a_code_on_its_side_is_across_the_bars) {
  for (const double degrees : {90.0, 270.0, 80.0, 100.0}) {
    const auto picture = turned(draw_bars(ean13_modules("6901234567892"), 3, 90), degrees);
    const auto looks = read_zbar(picture.view(), Stage::hard);
    BOOST_REQUIRE(looks.size() == 1u);
    BOOST_TEST(margin_of(picture.view(), looks[0]) > 22, degrees);
  }
}
