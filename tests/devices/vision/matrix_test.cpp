// Our own finder of Data Matrix: the modules of drawn codes, also turned, bent and without white around.
#include "devices/vision/matrix_areas.hpp"
#include "devices/vision/matrix_grid.hpp"
#include "tests/devices/vision/draw.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

// ISO/IEC 16022, the example of its annex: 123456.
const std::string small_code = "# # # # # \n"
                               "##  # ## #\n"
                               "##     #  \n"
                               "##   ### #\n"
                               "##    #   \n"
                               "#     ####\n"
                               "### ##    \n"
                               "#### ##  #\n"
                               "#  ### #  \n"
                               "##########\n";
const std::string large_code = "# # # # # # # # # # # # \n"
                               "###  #    ##    # ######\n"
                               "## ## ##  ### ##   # #  \n"
                               "######  ##     # # # # #\n"
                               "#   #  ##  ##    # #    \n"
                               "# #    ## #  ###   #  ##\n"
                               "#  #  ###     ##  # # # \n"
                               "##  #   # ##### # ###  #\n"
                               "###  ####   #   ##  ##  \n"
                               "# #  #  ##    ###  ### #\n"
                               "# ## ### #####    #  ## \n"
                               "# # ####  # #### ##### #\n"
                               "##     #  ## ##  # #  # \n"
                               "## # # #    ## ####  # #\n"
                               "## ##  ####   ### ####  \n"
                               "#  #### # #  ##  ## # ##\n"
                               "##  #### #   # # ### #  \n"
                               "## #    # ## ##    ## ##\n"
                               "#  #### ###  ###     ## \n"
                               "#   ## # #  #### # # ###\n"
                               "##  #    ##  # ## ###   \n"
                               "#### ## #   ## #### ## #\n"
                               "##### #### # # ## ### # \n"
                               "########################\n";

/// The first area that holds a grid, as text; "" when there is none.
std::string found(const Gray& picture) {
  for (const auto& area : matrix_areas(picture.view(), 4))
    if (const auto modules = modules_of(picture.view(), area)) {
      std::string out;
      for (const auto& row : *modules) out += row + "\n";
      return out;
    }
  return "";
}

/// Around a bottle: columns are narrower towards the right, by up to `bend` of their width.
Gray around(const Gray& picture, double bend) {
  Gray out = picture;
  for (int x = 0; x < out.width; ++x) {
    const double u = (x + 0.5) / out.width, from = (u + bend * u * (1 - u)) * out.width;
    for (int y = 0; y < out.height; ++y)
      out.pixels[static_cast<std::size_t>(y * out.width + x)] = picture.pixels[static_cast<std::size_t>(
          y * out.width + std::min(static_cast<int>(from), out.width - 1))];
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_module_of_a_drawing_is_found_at_any_angle) {
  for (const auto& code : {small_code, large_code})
    for (const double degrees : {0.0, 12.0, 45.0, 90.0, 200.0, 305.0})
      BOOST_TEST(found(turned(draw_matrix(code, 6, 3), degrees)) == code, degrees);
}

BOOST_AUTO_TEST_CASE(no_white_around_is_needed) {
  BOOST_TEST(found(draw_matrix(large_code, 5, 0)) == large_code);
}

BOOST_AUTO_TEST_CASE(a_code_around_a_bottle_is_followed) {
  for (const double bend : {0.05, 0.1})
    BOOST_TEST(found(around(draw_matrix(large_code, 8, 3), bend)) == large_code, bend);
}

BOOST_AUTO_TEST_CASE(modules_on_grey_paper_with_noise_are_found) {
  auto picture = on_page(draw_matrix(large_code, 6, 2), 400, 300, 120, 40, 190);
  for (auto& p : picture.pixels) p = static_cast<std::uint8_t>(60 + p / 2);
  BOOST_TEST(found(noisy(picture, 20, 3)) == large_code);
}

BOOST_AUTO_TEST_CASE(what_is_no_data_matrix_has_no_grid) {
  BOOST_TEST(found(draw_qr("https://example.org/p/1", 6)) == "");
  BOOST_TEST(found(draw_bars(ean13_modules("6901234567892"), 3, 120)) == "");
  auto spoilt = large_code;  // the dashes of the upper side are gone
  std::fill(spoilt.begin(), spoilt.begin() + 24, '#');
  BOOST_TEST(found(draw_matrix(spoilt, 6, 3)) == "");
  BOOST_TEST(found(Gray{300, 200, outpost::Bytes(60'000, 255)}) == "");
  BOOST_TEST(found(Gray{1, 1, outpost::Bytes(1, 0)}) == "");
}

BOOST_AUTO_TEST_CASE(the_drawing_for_the_library_shows_the_modules) {
  std::istringstream in(small_code);
  Modules modules;
  for (std::string row; std::getline(in, row);) modules.push_back(row);
  const auto drawing = drawing_of(modules);
  BOOST_TEST(found(drawing) == small_code);
}
