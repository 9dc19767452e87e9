// A video file as a camera: its own speed, its end, its loop.
#include "devices/transport/video/video_source.hpp"

#include "tests/devices/transport/harness.hpp"
#include "tests/devices/transport/video_files.hpp"

#include <fstream>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Player {
  TemporaryFolder folder;
  std::string path = folder / "video";
  Bytes into = Bytes(64);
  Micros now = 7 * us_per_s;
  std::unique_ptr<video::VideoSource> source;

  explicit Player(const std::string& content, const char* ending = "") {
    std::ofstream(path, std::ios::binary) << content;
    source = std::make_unique<video::VideoSource>(
        video::Settings::parse(parse_port("file:" + path + ending).value()));
  }
  std::string at(int ms) {
    const auto r = source->take(into, 7 * us_per_s + ms * us_per_ms);
    if (!r) return r.error().name;
    if (!*r) return "-";
    return std::string(as_text(ByteView(into).first(static_cast<std::size_t>((*r)->length))));
  }
  std::optional<Micros> due() const {
    std::vector<Wait> waits;
    source->wait(now, waits);
    return waits.empty() ? std::nullopt : waits[0].until;
  }
};

const std::string clip = as_y4m({"aaaa", "bbbb", "cccc", "dddd"}, 10, 2, 2);

}  // namespace

BOOST_AUTO_TEST_CASE(a_video_plays_at_its_own_speed_and_drops_what_nobody_took) {
  Player p(clip);
  BOOST_TEST(p.source->open(p.now).ok());
  BOOST_TEST(p.at(0) == "aaaa");
  BOOST_TEST(p.at(99) == "-");
  BOOST_TEST(p.due().value() == p.now + 100 * us_per_ms);
  BOOST_TEST(p.at(100) == "bbbb");
  BOOST_TEST(p.at(350) == "dddd");
  BOOST_TEST(!p.due().has_value());
  BOOST_TEST(p.at(400) == "-");
  BOOST_TEST(p.at(60'000) == "-");
  const auto notes = p.source->take_notes();
  BOOST_REQUIRE(notes.size() == 2u);
  BOOST_TEST(notes[1].ends_with("is at its end"));
}

BOOST_AUTO_TEST_CASE(a_loop_begins_again_and_the_last_frame_is_not_lost_without_one) {
  Player loop(clip, "?loop=1");
  BOOST_TEST(loop.source->open(loop.now).ok());
  BOOST_TEST(loop.at(0) == "aaaa");
  BOOST_TEST(loop.at(400) == "aaaa");
  BOOST_TEST(loop.at(10'700) == "dddd");
  Player once(clip, "?loop=0");
  BOOST_TEST(once.source->open(once.now).ok());
  BOOST_TEST(once.at(10'000) == "dddd");
}

BOOST_AUTO_TEST_CASE(a_frame_has_its_size_number_and_time) {
  Player p(clip);
  BOOST_TEST(p.source->open(p.now).ok());
  const auto f = p.source->take(p.into, p.now + 250 * us_per_ms).value().value();
  BOOST_CHECK(f.kind == Frame::Kind::gray);
  BOOST_TEST(f.width == 2);
  BOOST_TEST(f.stride == 2);
  BOOST_TEST(f.sequence == 3u);
  BOOST_TEST(f.captured_us == p.now + 200 * us_per_ms);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_no_video_or_cut_while_it_plays_says_so) {
  Player p("no video at all");
  BOOST_TEST(p.source->open(p.now).error().name == "bad-port");
  BOOST_TEST(!p.source->is_open());
  std::filesystem::remove(p.path);
  BOOST_TEST(p.source->open(p.now).error().name == "port-absent");
  std::filesystem::create_directory(p.path);
  BOOST_TEST(p.source->open(p.now).error().name == "bad-port");
  Player cut(clip);
  BOOST_TEST(cut.source->open(cut.now).ok());
  std::filesystem::resize_file(cut.path, clip.size() - 2);
  BOOST_TEST(cut.at(300) == "port-unplugged");
}

BOOST_AUTO_TEST_CASE(only_an_ending_loop_is_a_setting_of_the_path) {
  const auto parse = [](const char* port) { return video::Settings::parse(parse_port(port).value()); };
  BOOST_TEST(parse("file:/a/what?.avi").path == "/a/what?.avi");
  BOOST_TEST(parse("file:/a/b.avi?loop=1").path == "/a/b.avi");
  BOOST_TEST(parse("file:/a/b.avi?loop=1").loop);
  BOOST_TEST(!parse("file:/a/b.avi?loop=0").loop);
}
