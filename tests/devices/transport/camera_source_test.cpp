// The camera's logic over the system calls, before a camera that lies, refuses and is unplugged at every
// call.
#include "tests/devices/transport/camera_bench.hpp"

#include <algorithm>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

using Bench = CameraBench;

bool has_note(const std::vector<std::string>& notes, const std::string& part) {
  return std::any_of(notes.begin(), notes.end(), [&](const auto& n) { return n.find(part) != n.npos; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_camera_gives_its_newest_frame_and_the_others_are_counted) {
  Bench b;
  BOOST_TEST(b.open() == "");
  BOOST_TEST(b.video.lent() == 4u);
  for (std::uint8_t i = 1; i <= 3; ++i) b.video.shoot(b.jpeg(i));
  BOOST_TEST(b.step(10) == "");
  const auto frame = b.take();
  BOOST_REQUIRE(frame.has_value());
  BOOST_CHECK(frame->kind == Frame::Kind::file);
  BOOST_TEST(frame->length == 5u);
  BOOST_TEST(frame->width == 64);
  BOOST_TEST(frame->captured_us == b.now);
  BOOST_TEST(b.into[2] == 3);
  BOOST_TEST(b.counter("passed_over") == 2);
  BOOST_TEST(!b.take().has_value());
  BOOST_TEST(b.video.lent() == 4u);
  b.source.close();
  BOOST_TEST(b.video.open_files == 0);
  BOOST_TEST(b.video.mapped == 0);
  BOOST_TEST(!b.video.misused);
}

BOOST_AUTO_TEST_CASE(frames_that_the_camera_had_no_buffer_for_are_counted) {
  Bench b;
  b.open();
  b.video.shoot(b.jpeg(1));
  b.step();
  for (int i = 0; i < 5; ++i) b.video.shoot(b.jpeg(2));  // two of them find no buffer
  b.step();
  b.take();
  b.video.shoot(b.jpeg(3));
  b.step();
  BOOST_TEST(b.counter("dropped_by_camera") == 2);
}

BOOST_AUTO_TEST_CASE(uncompressed_pictures_come_as_their_luminance) {
  for (const bool grey : {false, true}) {
    Bench b;
    b.video.formats = {grey ? V4L2_PIX_FMT_GREY : V4L2_PIX_FMT_YUYV};
    b.video.stride = 160;
    BOOST_TEST(b.open() == "");
    Bytes picture(160 * 48, 0);
    const std::size_t step = grey ? 1 : 2;
    for (std::size_t y = 0; y < 48; ++y)
      for (std::size_t x = 0; x < 64; ++x) picture[y * 160 + x * step] = static_cast<std::uint8_t>(x + y);
    b.video.shoot(picture);
    b.step();
    const auto frame = b.take();
    BOOST_REQUIRE(frame.has_value());
    BOOST_CHECK(frame->kind == Frame::Kind::gray);
    BOOST_TEST(frame->stride == 64);
    BOOST_TEST(frame->length == 64u * 48);
    BOOST_TEST(b.into[47 * 64 + 63] == 47 + 63);
    BOOST_TEST(b.into[64] == 1);
  }
}

BOOST_AUTO_TEST_CASE(half_frames_are_told_as_such_and_a_whole_one_goes_before_them) {
  Bench b;
  b.video.formats = {V4L2_PIX_FMT_YUYV};
  b.open();
  const Bytes whole(64 * 48 * 2, 9);
  const auto half = ByteView(whole).first(whole.size() / 2);
  b.video.shoot(half);
  b.step();
  auto frame = b.take();
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(!frame->whole);
  BOOST_TEST(frame->length == 0u);
  b.video.shoot(whole);
  b.video.shoot(half);
  b.video.shoot(whole, V4L2_BUF_FLAG_ERROR);
  b.step();
  frame = b.take();
  BOOST_REQUIRE(frame.has_value());
  BOOST_TEST(frame->whole);
  b.video.lie_used = 4'000'000'000;
  b.video.shoot(whole);
  b.step();
  BOOST_TEST(!b.take()->whole);
  BOOST_TEST(b.counter("half_frames") == 4);
  BOOST_TEST(!b.video.misused);
}

BOOST_AUTO_TEST_CASE(a_jpeg_that_does_not_begin_like_one_is_no_whole_frame) {
  Bench b;
  b.open();
  b.video.shoot(as_bytes("garbage"));
  b.step();
  BOOST_TEST(!b.take()->whole);
  b.video.shoot({});
  b.step();
  BOOST_TEST(!b.take()->whole);
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_the_same_again_can_be_told_and_one_that_is_not_too) {
  Bench b;
  b.open();
  std::vector<std::uint64_t> digests;
  for (const auto mark : std::initializer_list<std::uint8_t>{1, 1, 2}) {
    b.video.shoot(b.jpeg(mark));
    b.step();
    digests.push_back(b.take()->digest);
  }
  BOOST_TEST(digests[0] == digests[1]);
  BOOST_TEST(digests[1] != digests[2]);
}

BOOST_AUTO_TEST_CASE(a_frame_larger_than_the_slot_is_not_copied) {
  Bench b;
  b.into.resize(3);
  b.open();
  b.video.shoot(b.jpeg(1));
  b.step();
  BOOST_TEST(b.take()->length == 5u);
  BOOST_TEST(b.into[0] == 0);
}

BOOST_AUTO_TEST_CASE(silence_of_a_second_is_a_lost_camera_and_the_first_frame_may_take_three) {
  Bench b;
  b.open();
  BOOST_TEST(b.step(2'900 * us_per_ms) == "");
  b.video.shoot(b.jpeg(1));
  BOOST_TEST(b.step() == "");
  BOOST_TEST(b.step(999 * us_per_ms) == "");
  BOOST_TEST(b.step(1 * us_per_ms) == "camera-lost");
  std::vector<Wait> waits;
  b.source.wait(b.now, waits);
  BOOST_TEST(waits.at(0).until.value() <= b.now);
  b.source.close();
  BOOST_TEST(b.open() == "");
  BOOST_TEST(b.step(3 * us_per_s) == "camera-lost");
}

BOOST_AUTO_TEST_CASE(a_camera_that_was_never_there_is_absent_and_one_that_was_there_is_lost) {
  Bench b;
  b.video.plugged = false;
  BOOST_TEST(b.open() == "port-absent");
  b.video.plugged = true;
  BOOST_TEST(b.open() == "");
  b.video.plugged = false;
  BOOST_TEST(b.step() == "camera-lost");
  b.source.close();
  BOOST_TEST(b.open() == "camera-lost");
  b.video.plugged = true;
  BOOST_TEST(b.open() == "");
}

BOOST_AUTO_TEST_CASE(what_the_camera_does_otherwise_is_said_once) {
  Bench b;
  b.video.width = 32, b.video.fps = 15;
  b.open();
  const auto notes = b.source.take_notes();
  BOOST_TEST(has_note(notes, "32 x 48 and not 64 x 48"));
  BOOST_TEST(has_note(notes, "15 pictures a second and not 30"));
  BOOST_TEST(has_note(notes, "no control for mains flicker"));
  b.source.close();
  b.open();
  BOOST_TEST(b.source.take_notes().empty());
}

BOOST_AUTO_TEST_CASE(the_exposure_is_told_while_the_camera_is_open) {
  Bench b("?profile=counter");
  b.video.controls[V4L2_CID_EXPOSURE_AUTO] = {0, 3, 3};
  b.video.controls[V4L2_CID_EXPOSURE_ABSOLUTE] = {1, 10'000, 300};
  BOOST_TEST(!b.source.exposure().has_value());
  b.open();
  BOOST_TEST(b.source.exposure().value().time_us.value() == 4'000);
  b.source.close();
  BOOST_TEST(!b.source.exposure().has_value());
}
