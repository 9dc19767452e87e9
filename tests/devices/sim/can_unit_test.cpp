// Records of raw CAN, and one unit as a partner of ISO 15765-2.
#include "devices/codec/can_frame.hpp"
#include "devices/sim/can_unit.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>
#include <linux/can.h>
#include <linux/can/error.h>

#include <cstring>

using namespace outpost;
using namespace outpost::dev;

namespace {

// All frames until this time, with when they came.
std::vector<std::pair<Micros, std::string>> frames(CanUnit& unit, Micros until) {
  std::vector<std::pair<Micros, std::string>> out;
  while (const auto due = unit.next_deadline()) {
    if (*due > until) break;
    if (const auto f = unit.take_due(*due)) out.emplace_back(*due, to_hex(*f));
  }
  return out;
}

Bytes flow(std::uint8_t status, std::uint8_t block, std::uint8_t st) {
  return {static_cast<std::uint8_t>(0x30 | status), block, st, 0, 0, 0, 0, 0};
}

Bytes long_answer(std::size_t n) {
  Bytes out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(i);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(can_unit)

BOOST_AUTO_TEST_CASE(a_record_is_laid_out_as_linux_lays_out_its_frame) {
  static_assert(sizeof(can_frame) == can_record_bytes);
  static_assert(CAN_EFF_FLAG == can_wide_flag && CAN_RTR_FLAG == can_remote_flag &&
                CAN_ERR_FLAG == can_error_flag);
  static_assert(CAN_ERR_BUSOFF == can_error_bus_off && CAN_ERR_BUSERROR == can_error_bus &&
                CAN_ERR_RESTARTED == can_error_restarted);
  for (const auto& r :
       {CanFrame{0x7DF, false, false, false, {2, 1, 0}},
        CanFrame{0x18DB33F1, true, false, false, Bytes(8, 0xAA)}, CanFrame{0x123, false, true, false, {}},
        CanFrame{0x40, false, false, true, Bytes(8)}}) {
    const auto bytes = write_can_record(r);
    can_frame frame;
    std::memcpy(&frame, bytes.data(), sizeof frame);
    BOOST_TEST((frame.can_id & CAN_EFF_MASK) == r.id);
    BOOST_TEST(((frame.can_id & CAN_EFF_FLAG) != 0) == r.wide);
    BOOST_TEST(((frame.can_id & CAN_RTR_FLAG) != 0) == r.remote);
    BOOST_TEST(((frame.can_id & CAN_ERR_FLAG) != 0) == r.error);
    BOOST_TEST(frame.can_dlc == r.data.size());
    BOOST_TEST(std::equal(r.data.begin(), r.data.end(), frame.data));
    BOOST_TEST((read_can_record(bytes) == r));
  }
}

BOOST_AUTO_TEST_CASE(a_record_that_cannot_be_is_none) {
  auto bytes = write_can_record({0x7E8, false, false, false, {1}});
  bytes[4] = 9;
  BOOST_TEST(!read_can_record(bytes).has_value());
  bytes = write_can_record({0x7E8, false, false, false, {1}});
  bytes[1] = 0xFF;  // more than 11 bits without the flag (on a little-endian machine)
  BOOST_TEST(!read_can_record(bytes).has_value());
}

BOOST_AUTO_TEST_CASE(a_short_answer_is_one_frame_and_a_long_one_waits_for_flow_control) {
  CanUnit unit;
  unit.send({0x41, 0x05, 0x60}, 100);
  const auto one = frames(unit, 10'000);
  BOOST_TEST_REQUIRE(one.size() == 1u);
  BOOST_TEST(one[0].first == 100);
  BOOST_TEST(one[0].second == "0341056000000000");
  unit.send(long_answer(20), 20'000);
  BOOST_TEST(frames(unit, 500'000).size() == 1u);  // the first frame, and then it waits
  unit.on_frame(flow(0, 0, 0), false, 500'000);
  const auto rest = frames(unit, 600'000);
  BOOST_TEST_REQUIRE(rest.size() == 2u);
  BOOST_TEST(rest[0].second == "21060708090a0b0c");
  BOOST_TEST(unit.given_up() == 0);
}

BOOST_AUTO_TEST_CASE(blocks_and_pauses_are_honoured) {
  CanUnit unit;
  unit.send(long_answer(6 + 7 * 7), 0);  // a first frame and seven more
  frames(unit, 1'000);
  unit.on_frame(flow(0, 3, 20), false, 10'000);
  const auto block = frames(unit, 500'000);
  BOOST_TEST_REQUIRE(block.size() == 3u);
  BOOST_TEST(block[1].first - block[0].first == 20'000);
  BOOST_TEST(block[2].first - block[1].first == 20'000);
  unit.on_frame(flow(0, 3, 0xF5), false, 500'000);  // 500 us
  const auto second = frames(unit, 700'000);
  BOOST_TEST_REQUIRE(second.size() == 3u);
  BOOST_TEST(second[1].first - second[0].first == 500);
  unit.on_frame(flow(0, 0, 0xA0), false, 700'000);  // a reserved pause counts as the longest
  BOOST_TEST(frames(unit, 900'000).size() == 1u);
  BOOST_TEST(unit.given_up() == 0);
  BOOST_TEST(!unit.next_deadline().has_value());
}

BOOST_AUTO_TEST_CASE(it_gives_up_after_a_second_and_when_told_to_stop) {
  CanUnit unit;
  unit.send(long_answer(20), 0);
  BOOST_TEST(frames(unit, 999'999).size() == 1u);
  BOOST_TEST(unit.given_up() == 0);
  frames(unit, 1'100'000);
  BOOST_TEST(unit.given_up() == 1);
  unit.on_frame(flow(0, 0, 0), false, 1'200'000);
  BOOST_TEST(frames(unit, 2'000'000).empty());  // too late
  unit.send(long_answer(20), 2'000'000);
  frames(unit, 2'000'100);
  unit.on_frame(flow(2, 0, 0), false, 2'000'200);  // overflow
  BOOST_TEST(unit.given_up() == 2);
  unit.send(long_answer(20), 3'000'000);
  frames(unit, 3'000'100);
  for (int i = 1; i <= 3; ++i) unit.on_frame(flow(1, 0, 0), false, 3'000'000 + i * 900'000);  // wait
  BOOST_TEST(unit.given_up() == 2);
  unit.on_frame(flow(0, 0, 0), false, 6'000'000);
  BOOST_TEST(frames(unit, 7'000'000).size() == 2u);
  unit.set_deaf(true);
  unit.send(long_answer(20), 8'000'000);
  frames(unit, 8'000'100);
  unit.on_frame(flow(0, 0, 0), false, 8'000'200);
  BOOST_TEST(frames(unit, 10'000'000).empty());
  BOOST_TEST(unit.given_up() == 3);
}

BOOST_AUTO_TEST_CASE(a_long_request_is_put_together) {
  CanUnit unit;
  BOOST_TEST(!unit.on_frame(Bytes{0x10, 0x09, 0x22, 0xF1, 0x90, 0xF1, 0x87, 0xF1}, false, 5).has_value());
  const auto control = frames(unit, 5);
  BOOST_TEST_REQUIRE(control.size() == 1u);
  BOOST_TEST(control[0].second == "3000000000000000");
  const auto request = unit.on_frame(Bytes{0x21, 0x8C, 0xF1, 0x8A}, false, 10);
  BOOST_TEST_REQUIRE(request.has_value());
  BOOST_TEST(to_hex(*request) == "22f190f187f18cf18a");
  // To all only single frames.
  BOOST_TEST(!unit.on_frame(Bytes{0x10, 0x09, 0x22, 0xF1, 0x90, 0xF1, 0x87, 0xF1}, true, 5).has_value());
  BOOST_TEST(frames(unit, 5).empty());
}

// Whatever comes, it stays bounded and sound.
BOOST_AUTO_TEST_CASE(noise_does_it_no_harm) {
  const std::uint64_t seed = 20'260'731;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  CanUnit unit;
  Micros now = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes data(1 + static_cast<std::size_t>(i % 8));
    random.fill(data);
    now += 100;
    unit.on_frame(data, i % 3 == 0, now);
    if (i % 7 == 0) unit.send(long_answer(1 + static_cast<std::size_t>(data[0])), now);
    frames(unit, now);
  }
  frames(unit, now + 100 * us_per_s);
  BOOST_TEST(!unit.next_deadline().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
