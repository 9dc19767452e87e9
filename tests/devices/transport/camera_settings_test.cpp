// What a camera is asked for: the words of the port, and the table of controls.
#include "devices/transport/v4l2/controls.hpp"
#include "tests/devices/transport/fake_video.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

Result<v4l2::Settings> parse(const std::string& values) {
  return v4l2::Settings::parse(parse_port("v4l2:/dev/v4l/by-id/cam" + values).value());
}

std::vector<std::string> applied(FakeVideo& video, const std::string& values) {
  video.open("");
  return v4l2::apply_controls(video, 7, v4l2::controls_for(parse(values).value())).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_camera_s_port_says_what_is_asked_of_it) {
  const auto s =
      parse("?width=640&height=480&fps=15&format=yuyv&profile=counter&exposure_us=2000&focus=30").value();
  BOOST_TEST(s.path == "/dev/v4l/by-id/cam");
  BOOST_TEST(s.width == 640);
  BOOST_TEST(s.height == 480);
  BOOST_TEST(s.fps == 15);
  BOOST_TEST(s.format == "yuyv");
  BOOST_TEST(s.profile == "counter");
  BOOST_TEST(s.exposure_us.value() == 2'000);
  BOOST_TEST(s.focus.value() == 30);
  BOOST_TEST(parse("")->width == 1'280);
  BOOST_TEST(v4l2::is_unstable_path("/dev/video2"));
  BOOST_TEST(!v4l2::is_unstable_path("/dev/v4l/by-id/cam"));
}

BOOST_AUTO_TEST_CASE(a_wrong_word_is_named_with_what_it_may_be) {
  for (const auto& [values, text] :
       {std::pair{"?width=wide", "v4l2: width must be a whole number from 160 to 3840, not \"wide\""},
        {"?fps=0", "v4l2: fps must be a whole number from 1 to 120, not \"0\""},
        {"?height=99999", "v4l2: height must be a whole number from 120 to 2160, not \"99999\""},
        {"?focus=", "v4l2: focus must be a whole number from 0 to 65535, not \"\""},
        {"?format=h264", "v4l2: format must be one of auto, mjpg, yuyv, grey, not \"h264\""},
        {"?profile=night", "v4l2: profile must be one of auto, counter, plain, not \"night\""},
        {"?heigth=480",
         "v4l2: there is no \"heigth\" for a camera; there are width, height, fps, format, profile, "
         "exposure_us and focus"}}) {
    const auto r = parse(values);
    BOOST_REQUIRE(!r.ok());
    BOOST_TEST(r.error().name == "bad-port");
    BOOST_TEST(r.error().text == text);
  }
  BOOST_TEST(v4l2::Settings::parse(parse_port("v4l2:webcam").value()).error().text.find("write its path") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_row_of_the_controls_has_a_profile_and_is_there_once) {
  std::set<std::pair<std::string_view, std::uint32_t>> seen;
  for (const auto& row : v4l2::control_table()) {
    const auto& names = v4l2::profiles();
    BOOST_TEST((std::find(names.begin(), names.end(), row.profile) != names.end()), row.name);
    BOOST_TEST(seen.emplace(row.profile, row.id).second, row.name);
  }
  for (const auto* profile : {"auto", "counter"})
    BOOST_TEST(seen.contains({profile, V4L2_CID_POWER_LINE_FREQUENCY}), profile);
  BOOST_TEST(v4l2::controls_for(parse("?profile=plain").value()).empty());
}

BOOST_AUTO_TEST_CASE(the_automatic_is_switched_off_before_the_value_that_it_would_move) {
  FakeVideo video;
  for (const auto& row : v4l2::control_table()) video.controls[row.id] = {0, 100'000, 0};
  BOOST_TEST(applied(video, "?profile=counter&exposure_us=1000").empty());
  const auto at = [&](std::uint32_t id) {
    return std::find_if(video.set.begin(), video.set.end(), [&](const auto& s) { return s.first == id; });
  };
  BOOST_REQUIRE(at(V4L2_CID_EXPOSURE_ABSOLUTE) != video.set.end());
  BOOST_CHECK(at(V4L2_CID_EXPOSURE_AUTO) < at(V4L2_CID_EXPOSURE_ABSOLUTE));
  BOOST_TEST(at(V4L2_CID_EXPOSURE_ABSOLUTE)->second == 10);
  BOOST_CHECK(at(V4L2_CID_AUTO_WHITE_BALANCE) < at(V4L2_CID_WHITE_BALANCE_TEMPERATURE));
  BOOST_TEST(at(V4L2_CID_POWER_LINE_FREQUENCY)->second == V4L2_CID_POWER_LINE_FREQUENCY_50HZ);
}

BOOST_AUTO_TEST_CASE(what_a_camera_has_not_refuses_or_does_otherwise_is_a_sentence_and_no_failure) {
  FakeVideo video;
  video.controls[V4L2_CID_EXPOSURE_AUTO] = {0, 3, 3, true};
  video.controls[V4L2_CID_FOCUS_ABSOLUTE] = {0, 250, 0};
  video.controls[V4L2_CID_EXPOSURE_AUTO_PRIORITY] = {0, 1, 0, false, true};
  const auto notes = applied(video, "?profile=counter&focus=300");
  const auto said = [&](const char* text) {
    return std::find(notes.begin(), notes.end(), text) != notes.end();
  };
  BOOST_TEST(said("the camera has no control for mains flicker"));
  BOOST_TEST(said("exposure mode is 3 and not 1: the camera goes from 0 to 3"));
  BOOST_TEST(said("focus is 250 and not 300: the camera goes from 0 to 250"));
  BOOST_TEST(said("the camera refused slower frames in the dark 0"));
}

BOOST_AUTO_TEST_CASE(a_camera_unplugged_among_its_controls_is_lost) {
  for (long at = 1; at < 4; ++at) {
    FakeVideo video;
    video.controls[V4L2_CID_POWER_LINE_FREQUENCY] = {0, 3, 0};
    video.unplug_at = at;
    video.open("");
    const auto r = v4l2::apply_controls(video, 7, v4l2::controls_for(parse("").value()));
    BOOST_REQUIRE(!r.ok());
    BOOST_TEST(r.error().name == "camera-lost");
  }
}

BOOST_AUTO_TEST_CASE(the_exposure_that_is_in_force_is_the_camera_s_own_word) {
  constexpr int manual = V4L2_EXPOSURE_MANUAL, automatic = V4L2_EXPOSURE_APERTURE_PRIORITY;
  struct Row {
    const char* values;
    bool stubborn;  // it takes neither mode nor time
    std::optional<int> mode, time;
    std::string said;
  };
  for (const auto& r :
       {Row{"?profile=counter", false, automatic, 300, "4000"},
        Row{"?profile=counter&exposure_us=2000", false, automatic, 300, "2000"},
        Row{"?profile=auto", false, manual, 300, "automatic"},
        Row{"?profile=plain", false, manual, 300, "30000"},
        Row{"?profile=plain", false, V4L2_EXPOSURE_AUTO, 300, "automatic"},
        Row{"?profile=counter", true, automatic, 300, "automatic"},  // what was asked is not what is
        Row{"?profile=counter", true, manual, 78, "7800"}, Row{"?profile=counter", false, {}, 300, "4000"},
        Row{"?profile=auto", false, automatic, {}, "automatic"}, Row{"?profile=plain", false, manual, {}, ""},
        Row{"?profile=plain", false, manual, -7, ""}, Row{"?profile=plain", false, {}, {}, ""}}) {
    FakeVideo video;
    if (r.mode) video.controls[V4L2_CID_EXPOSURE_AUTO] = {0, 3, *r.mode, r.stubborn};
    if (r.time) video.controls[V4L2_CID_EXPOSURE_ABSOLUTE] = {1, 10'000, *r.time, r.stubborn};
    applied(video, r.values);
    const auto e = v4l2::read_exposure(video, 7).value();
    BOOST_TEST((!e ? "" : e->automatic ? "automatic" : std::to_string(*e->time_us)) == r.said, r.values);
    BOOST_TEST((!e || e->automatic != e->time_us.has_value()));
  }
  FakeVideo video;
  video.open("");
  video.plugged = false;
  BOOST_TEST(v4l2::read_exposure(video, 7).error().name == "camera-lost");
}
