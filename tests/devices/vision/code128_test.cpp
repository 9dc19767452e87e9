// Our own reader of Code 128 and its fit: right texts pass with a clear margin, what is not on the bars never
// does.
#include "devices/vision/code128_cut.hpp"
#include "devices/vision/code128_fit.hpp"
#include "devices/vision/code128_reader.hpp"
#include "devices/vision/code128_rivals.hpp"
#include "tests/devices/vision/lines.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

std::optional<Fit128> fit(const Line& line) { return fit_code128(line.profile, line.from, line.to); }

std::string text_of(std::vector<int> values) {
  int sum = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) sum += static_cast<int>(i) * values[i];
  values.push_back(sum % code128_check);
  BOOST_TEST(code128_checks(values));
  return code128_text(values).value_or("(none)");
}

}  // namespace

BOOST_AUTO_TEST_CASE(symbol_values_become_text) {
  BOOST_TEST(text_of({104, 33, 66, 17}) == "Ab1");        // set B
  BOOST_TEST(text_of({103, 33, 66}) == "A\x02");          // set A has control characters
  BOOST_TEST(text_of({105, 12, 0, 100, 33}) == "1200A");  // set C, then B
  BOOST_TEST(text_of({104, 98, 66, 66}) == "\x02"
                                           "b");  // shift lasts for one
  BOOST_TEST(text_of({105, 102, 1, 102, 10}) == "01\x1d"
                                                "10");
  BOOST_TEST(text_of({104, 96, 33}) == "A");       // FNC3 is no text
  BOOST_TEST(text_of({104, 97, 33}) == "(none)");  // FNC2
  BOOST_TEST(text_of({33, 33, 33}) == "(none)");   // no start
}

BOOST_AUTO_TEST_CASE(a_line_of_code_128_is_read_whatever_happens_to_it) {
  const std::pair<const char*, LineLook> table[] = {
      {"plain", {}},
      {"blurred", {.blur = 0.5}},
      {"wide ink", {.spread = 0.3}},
      {"thin ink", {.spread = -0.3}},
      {"bent", {.bend = 2}},
      {"shaded", {.shade = 0.6}},
      {"noisy", {.noise = 20}},
      {"all of it", {.blur = 0.4, .spread = 0.15, .bend = 1, .shade = 0.3, .noise = 6}},
  };
  for (const auto& [name, look] : table)
    for (const auto* text : {"Outpost-128", "AISLE 7 SHELF 42 bin 0815"}) {
      const auto line = line_of(code128_modules(text), look);
      for (const auto& seen : {line, turned_line(line)}) {
        const auto found = fit(seen);
        BOOST_REQUIRE_MESSAGE(found, name << " " << text);
        BOOST_TEST(found->text == text, name);
        BOOST_TEST(found->margin > 18, name << " " << text << " " << found->margin);
      }
    }
}

BOOST_AUTO_TEST_CASE(symbols_are_laid_along_a_line_unless_that_costs_too_much) {
  const std::string text = "Outpost-128";
  const auto line = line_of(code128_modules(text), {.blur = 0.4});
  const int symbols = static_cast<int>(text.size()) + 2;  // with start and check
  const auto cut = cut_code128(line.profile, line.from, line.to, symbols, 0.22F);
  BOOST_REQUIRE(cut);
  BOOST_TEST(cut->values.size() == static_cast<std::size_t>(symbols));
  BOOST_TEST(cut->values[0] == 104);
  BOOST_TEST(!cut_code128(line.profile, line.from, line.to, symbols, cut->cost * 0.9F));
  BOOST_TEST(!cut_code128(random_line(700, 1), 60, 640, symbols, 0.1F));
}

BOOST_AUTO_TEST_CASE(the_shortest_code_is_two_letters) {
  const auto found = fit(line_of(code128_modules("A7"), {}));
  BOOST_TEST((found && found->text == "A7"));
}

BOOST_AUTO_TEST_CASE(codes_too_short_to_have_a_comb_are_read) {
  for (const auto* text : {"ntV", "8;L", "A-12", "zzzz"})
    for (const double pitch : {2.5, 4.7, 6.0}) {
      const auto found = fit(line_of(code128_modules(text), {.pitch = pitch, .blur = 0.35}));
      BOOST_REQUIRE_MESSAGE(found, text << " at " << pitch);
      BOOST_TEST(found->text == text);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_check_symbol_is_never_mended) {
  auto modules = code128_modules("Outpost-128");
  const auto other = code128_modules("Outpost-129");  // its seventh symbol from the end of the text differs
  const std::size_t last_letter = 11 * 11;
  modules.replace(last_letter, 11, other.substr(last_letter, 11));
  BOOST_TEST(!fit(line_of(modules, {})));
  BOOST_TEST(fit(line_of(other, {})).has_value());
}

BOOST_AUTO_TEST_CASE(other_bars_are_no_code_128) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto line = random_line(700, seed);
    const auto found = fit_code128(line, 60, 640);
    BOOST_TEST((!found || found->likeness < 0.75), seed);
  }
  BOOST_TEST(!fit(line_of(ean13_modules("6901234567892"), {})));
}

BOOST_AUTO_TEST_CASE(the_best_rival_keeps_the_check_symbol) {
  std::vector<int> values = {104, 33, 34, 35};
  values.push_back((104 + 33 + 2 * 34 + 3 * 35) % code128_check);
  std::vector<SymbolPrices> prices(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    prices[k].fill(50);
    prices[k][static_cast<std::size_t>(values[k])] = 0;
  }
  BOOST_TEST(code128_rival(values, prices) == 100);  // any two
  prices[1][34] = 1;                                 // one symbol alone spoils the check symbol
  BOOST_TEST(code128_rival(values, prices) == 51);
  prices[4][static_cast<std::size_t>((values[4] + 1) % code128_check)] = 2;  // and this one mends it
  BOOST_TEST(code128_rival(values, prices) == 3);
}

BOOST_AUTO_TEST_CASE(codes_in_pictures_are_read_and_held_against_their_bars) {
  const auto picture = draw_bars(code128_modules("Outpost-128"), 2, 80);
  const float right = (10 + static_cast<float>(code128_modules("Outpost-128").size())) * 2;
  Look look;
  look.symbology = Symbology::code128;
  look.corners = {{{20, 10}, {right, 10}, {right, 70}, {20, 70}}};
  look.text = "Outpost-128";
  BOOST_TEST(code128_margin_of(picture.view(), look) > 50);
  look.text = "Outpost-127";
  BOOST_TEST(code128_margin_of(picture.view(), look) == 0);
  look.text = "Outpost-128", look.corners = {};
  BOOST_TEST(code128_margin_of(picture.view(), look) == 0);
  for (const double degrees : {0.0, 30.0, 180.0}) {
    const auto seen = turned(picture, degrees);
    std::string texts;
    for (const auto& region : localise(seen.view(), 2))
      if (const auto own = read_code128(seen.view(), region)) texts += own->text + " ";
    BOOST_TEST(texts == "Outpost-128 ", degrees);
  }
}
