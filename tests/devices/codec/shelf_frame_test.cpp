#include "devices/codec/cobs.hpp"
#include "devices/codec/crc16.hpp"
#include "devices/codec/shelf_frame.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

Bytes random_bytes(SeededRandom& random, std::size_t n, unsigned zeros_in_8) {
  Bytes out(n);
  for (auto& b : out) b = random.next() % 8 < zeros_in_8 ? 0 : static_cast<std::uint8_t>(random.next());
  return out;
}

Result<ShelfFrame> read_one(ByteView wire) {
  Result<ShelfFrame> out = fail(Code::corrupt, "nothing", "");
  ShelfReader reader;
  reader.feed(wire, [&](Result<ShelfFrame> f) { out = std::move(f); });
  return out;
}

const std::vector<ShelfFrame>& examples() {
  static const std::vector<ShelfFrame> all = {
      ShelfHello{1, 8, 800, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 0x0102},
      ShelfSample{7, 0xFFFFFFF0, 0, {0, 1, -1, 0x7FFFFF, -0x800000, 123456, -123456, 2}, 0x80000001, 2150},
      ShelfSample{0, 0, 31, {5}, 0, std::nullopt},
      ShelfSample{255, 1, 0, std::vector<std::int32_t>(32, -2), 0, -1050},
      ShelfDoor{9, 77, 3},
      ShelfGetHello{},
      ShelfSetRate{true},
      ShelfLed{3, 2},
      ShelfNak{0x11, 1},
  };
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shelf_frames)

BOOST_AUTO_TEST_CASE(known_answers) {
  BOOST_TEST(crc16_ccitt(as_bytes("123456789")) == 0x29B1);
  // The examples of the paper that describes COBS.
  const std::vector<std::pair<std::string, std::string>> cobs = {{"00", "0101"},
                                                                 {"0000", "010101"},
                                                                 {"11220033", "03112202"
                                                                              "33"},
                                                                 {"11223344", "0511223344"},
                                                                 {"11000000", "0211010101"},
                                                                 {"", "01"}};
  for (const auto& [plain, stuffed] : cobs) {
    BOOST_TEST(to_hex(cobs_encode(*from_hex(plain))) == stuffed);
    BOOST_TEST(to_hex(*cobs_decode(*from_hex(stuffed))) == plain);
  }
  // A request for the greeting as a logic analyser would show it: type 10, CRC low byte first, in COBS.
  BOOST_TEST(to_hex(encode_shelf(ShelfGetHello{})).size() == 10u);
  BOOST_TEST(encode_shelf(ShelfGetHello{}).back() == 0);
}

BOOST_AUTO_TEST_CASE(cobs_round_trip_around_every_length) {
  SeededRandom random(5);
  for (std::size_t n = 0; n < 600; ++n)
    for (const unsigned zeros : {0u, 1u, 4u, 8u}) {
      const auto plain = random_bytes(random, n, zeros);
      const auto stuffed = cobs_encode(plain);
      BOOST_REQUIRE((std::find(stuffed.begin(), stuffed.end(), 0) == stuffed.end()));
      BOOST_REQUIRE(stuffed.size() <= n + 1 + n / 254);
      BOOST_REQUIRE((*cobs_decode(stuffed) == plain));
    }
  for (const std::string bad : {"", "00", "02", "0511", "030011"})
    BOOST_TEST(!cobs_decode(*from_hex(bad)).ok(), bad);
}

BOOST_AUTO_TEST_CASE(frames_round_trip) {
  for (const auto& frame : examples()) {
    const auto back = read_one(encode_shelf(frame));
    BOOST_REQUIRE(back.ok());
    BOOST_TEST((*back == frame));
  }
}

BOOST_AUTO_TEST_CASE(one_flipped_bit_is_never_a_frame_of_that_length) {
  for (const auto& frame : examples()) {
    const auto wire = encode_shelf(frame);
    for (std::size_t i = 0; i + 1 < wire.size(); ++i)
      for (int bit = 0; bit < 8; ++bit) {
        auto hurt = wire;
        hurt[i] = static_cast<std::uint8_t>(hurt[i] ^ (1 << bit));
        BOOST_REQUIRE(!read_one(hurt).ok());
      }
  }
}

BOOST_AUTO_TEST_CASE(bodies_of_the_wrong_length_are_named) {
  const auto wire = [](std::string hex) {
    auto payload = *from_hex(hex);
    const auto crc = crc16_ccitt(payload);
    payload.push_back(static_cast<std::uint8_t>(crc));
    payload.push_back(static_cast<std::uint8_t>(crc >> 8));
    auto out = cobs_encode(payload);
    out.push_back(0);
    return out;
  };
  const std::vector<std::pair<std::string, std::string>> table = {
      {"0101", "shelf-length"},                                    // a greeting that breaks off
      {"01010064000102030405060708090A0B0C0201", "shelf-length"},  // no channels
      {"01012164000102030405060708090A0B0C0201", "shelf-length"},  // 33 channels
      {"0201000000000000"
       "00000000FF7F",
       "shelf-length"},                                          // a sample of nothing
      {"020100000000000200000100000000FF7F", "shelf-length"},    // two announced, one there
      {"02010000000020010000010000000000FF7F", "shelf-length"},  // channel 32
      {"1001", "shelf-length"},
      {"1102", "shelf-length"},
      {"0300", "shelf-length"},
  };
  for (const auto& [hex, name] : table) {
    const auto read = read_one(wire(hex));
    BOOST_REQUIRE_MESSAGE(!read.ok(), hex);
    BOOST_TEST(read.error().name == name, hex);
  }
  BOOST_TEST(std::holds_alternative<ShelfUnknown>(*read_one(wire("55AABB"))));
  auto crc = encode_shelf(ShelfDoor{1, 2, 3});
  BOOST_TEST(read_one(*from_hex("0200")).error().name == "cobs-malformed");
  BOOST_TEST(read_one(*from_hex("021000")).error().name == "shelf-short");
  BOOST_TEST(read_one(wire(std::string(2 * 127, '1'))).error().name == "shelf-too-long");
}

BOOST_AUTO_TEST_CASE(after_any_noise_the_next_frame_is_found_and_memory_stays_bounded) {
  SeededRandom random(11);
  ShelfReader reader;
  for (int round = 0; round < 200; ++round) {
    int good = 0;
    auto wire = random_bytes(random, random.next() % 3'000, 0);
    wire.push_back(0);
    const auto frame = encode_shelf(ShelfDoor{static_cast<std::uint8_t>(round), 5, 1});
    wire.insert(wire.end(), frame.begin(), frame.end());
    reader.feed(wire, [&](const Result<ShelfFrame>& f) { good += f.ok() ? 1 : 0; });
    BOOST_TEST(good >= 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
