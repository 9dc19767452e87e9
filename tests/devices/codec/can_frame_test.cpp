#include "devices/codec/can_frame.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <linux/can.h>
#include <linux/can/error.h>
#include <random>

using namespace outpost;
using namespace outpost::dev;

namespace {

Bytes record_of(const ::can_frame& frame) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(&frame);
  return Bytes(p, p + sizeof frame);
}

CanFrame random_frame(std::mt19937& random) {
  CanFrame out;
  out.wide = random() % 2 == 0;
  out.id = static_cast<std::uint32_t>(random()) & (out.wide ? CAN_EFF_MASK : CAN_SFF_MASK);
  out.remote = random() % 8 == 0;
  out.data.resize(random() % 9);
  for (auto& b : out.data) b = static_cast<std::uint8_t>(random());
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(can_frames)

BOOST_AUTO_TEST_CASE(a_record_is_the_kernels_frame) {
  static_assert(sizeof(::can_frame) == can_record_bytes);
  ::can_frame kernel{};
  kernel.can_id = 0x18DAF110 | CAN_EFF_FLAG;
  kernel.can_dlc = 3;
  kernel.data[0] = 0x02, kernel.data[1] = 0x41, kernel.data[2] = 0x0D;
  const CanFrame ours = {0x18DAF110, true, false, false, {0x02, 0x41, 0x0D}};
  BOOST_TEST((read_can_record(record_of(kernel)) == ours));
  BOOST_TEST(write_can_record(ours) == record_of(kernel), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(frames_come_back_however_the_stream_is_cut) {
  const auto seed = std::random_device{}();
  BOOST_TEST_MESSAGE("seed " << seed);
  BOOST_TEST_CONTEXT("seed " << seed) {
    std::mt19937 random(seed);
    std::vector<CanFrame> sent(500), got;
    Bytes stream;
    for (auto& frame : sent) {
      const auto record = write_can_record(frame = random_frame(random));
      stream.insert(stream.end(), record.begin(), record.end());
    }
    CanStream records;
    for (std::size_t at = 0; at < stream.size();) {
      const auto n = std::min<std::size_t>(1 + random() % 40, stream.size() - at);
      for (const auto& frame : records.feed(ByteView(stream).subspan(at, n))) got.push_back(frame);
      at += n;
    }
    BOOST_TEST((got == sent));
    BOOST_TEST(records.refused() == 0);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_frame_is_refused) {
  ::can_frame kernel{};
  kernel.can_id = 0x7E8;
  kernel.can_dlc = 9;
  BOOST_TEST(!read_can_record(record_of(kernel)).has_value());
  kernel.can_dlc = 8;
  kernel.can_id = 0x800;
  BOOST_TEST(!read_can_record(record_of(kernel)).has_value());
  CanStream records;
  BOOST_TEST(records.feed(record_of(kernel)).empty());
  BOOST_TEST(records.refused() == 1);
}

BOOST_AUTO_TEST_CASE(error_frames_are_put_into_words) {
  const auto trouble = [](std::uint32_t bits, std::uint8_t controller = 0) {
    ::can_frame kernel{};
    kernel.can_id = CAN_ERR_FLAG | bits;
    kernel.can_dlc = CAN_ERR_DLC;
    kernel.data[1] = controller;
    const auto frame = read_can_record(record_of(kernel));
    BOOST_REQUIRE(frame.has_value());
    BOOST_TEST(frame->error);
    return can_trouble(*frame);
  };
  BOOST_TEST((trouble(CAN_ERR_BUSOFF | CAN_ERR_ACK) == CanTrouble::bus_off));
  BOOST_TEST((trouble(CAN_ERR_ACK) == CanTrouble::not_heard));
  BOOST_TEST((trouble(CAN_ERR_PROT) == CanTrouble::bus_error));
  BOOST_TEST((trouble(CAN_ERR_BUSERROR) == CanTrouble::bus_error));
  BOOST_TEST((trouble(CAN_ERR_CRTL, CAN_ERR_CRTL_RX_OVERFLOW) == CanTrouble::overflow));
  BOOST_TEST((trouble(CAN_ERR_CRTL, CAN_ERR_CRTL_RX_WARNING) == CanTrouble::none));
  BOOST_TEST((trouble(CAN_ERR_RESTARTED) == CanTrouble::restarted));
}

BOOST_AUTO_TEST_SUITE_END()
