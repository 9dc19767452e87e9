// The reader of EXIF's orientation, on blocks written by hand.
#include "devices/vision/exif.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::vision;

namespace {

const std::string head = "457869660000";               // Exif, two zeros
const std::string little = head + "49492a0008000000",  // II, 42, the directory follows
    big = head + "4d4d002a00000008";

int of(const std::string& hex) { return exif_orientation(*from_hex(hex)); }

}  // namespace

BOOST_AUTO_TEST_CASE(each_orientation_is_read_in_both_byte_orders) {
  for (int n = 1; n <= 8; ++n) {
    const std::string digit = std::to_string(n);
    BOOST_TEST(of(little +
                  "0100"
                  "1201"
                  "0300"
                  "01000000"
                  "0" +
                  digit +
                  "000000"
                  "00000000") == n);
    BOOST_TEST(of(big +
                  "0001"
                  "0112"
                  "0003"
                  "00000001"
                  "000" +
                  digit +
                  "0000"
                  "00000000") == n);
  }
}

BOOST_AUTO_TEST_CASE(it_is_found_among_other_entries_and_in_a_directory_further_on) {
  const std::string make = "010f"
                           "0002"
                           "00000004"
                           "41424300",
                    six = "0112"
                          "0003"
                          "00000001"
                          "00060000";
  BOOST_TEST(of(big + "0003" + make + six + make) == 6);
  BOOST_TEST(of(head +
                "4d4d002a0000000c"
                "ffffffff"
                "0001" +
                six) == 6);
}

BOOST_AUTO_TEST_CASE(what_is_broken_absent_or_out_of_range_is_as_stored) {
  const std::string six = "0112"
                          "0003"
                          "00000001"
                          "00060000";
  struct {
    const char* what;
    std::string hex;
  } const rows[] = {
      {"nothing", ""},
      {"another segment", "687474703a2f2f6e732e61646f62652e636f6d2f"},
      {"the identifier alone", head},
      {"cut in the identifier", "4578696600"},
      {"an unknown byte order", head +
                                    "4d49002a00000008"
                                    "0001" +
                                    six},
      {"another version", head +
                              "4d4d002b00000008"
                              "0001" +
                              six},
      {"no directory", big},
      {"no entry", big + "0000" + six},
      {"a directory within the header", head +
                                            "4d4d002a00000000"
                                            "0001" +
                                            six},
      {"a directory far beyond the end", head +
                                             "4d4d002affffffff"
                                             "0001" +
                                             six},
      {"more entries than there are", big + "ffff"
                                            "010f"
                                            "0002"
                                            "00000004"
                                            "41424300"},
      {"cut in its value", big + "0001"
                                 "0112"
                                 "0003"
                                 "00000001"
                                 "00"},
      {"orientation 0", big + "0001"
                              "0112"
                              "0003"
                              "00000001"
                              "00000000"},
      {"orientation 9", big + "0001"
                              "0112"
                              "0003"
                              "00000001"
                              "00090000"},
      {"of 65,535", big + "0001"
                          "0112"
                          "0003"
                          "00000001"
                          "ffff0000"},
      {"two numbers", big + "0001"
                            "0112"
                            "0003"
                            "00000002"
                            "00060006"},
      {"of another type", big + "0001"
                                "0112"
                                "0004"
                                "00000001"
                                "00000006"},
  };
  for (const auto& row : rows) BOOST_TEST(of(row.hex) == as_stored, row.what);
}

BOOST_AUTO_TEST_CASE(blocks_of_chance_and_blocks_cut_anywhere_are_one_of_eight) {
  const Bytes whole = *from_hex(big + "0002"
                                      "010f"
                                      "0002"
                                      "00000004"
                                      "41424300"
                                      "0112"
                                      "0003"
                                      "00000001"
                                      "0006");
  for (std::size_t n = 0; n < whole.size(); ++n)
    BOOST_TEST(exif_orientation(ByteView(whole).first(n)) == as_stored);
  BOOST_TEST(exif_orientation(whole) == 6);
  SeededRandom random(11);
  for (int i = 0; i < 20'000; ++i) {
    Bytes damaged = whole;
    for (int k = 0; k < 3; ++k)
      damaged[random.next() % damaged.size()] = static_cast<std::uint8_t>(random.next());
    const int orientation = exif_orientation(damaged);
    BOOST_REQUIRE(orientation >= 1);
    BOOST_REQUIRE(orientation <= 8);
  }
}
