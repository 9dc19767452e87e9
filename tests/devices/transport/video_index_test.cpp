// Video files as they should be, cut, mixed up and invented: frames that lie within the file, or a sentence.
#include "devices/transport/video/video_index.hpp"

#include "edge/base/id.hpp"
#include "tests/devices/transport/video_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::video;

namespace {

const std::string jpeg = "\xFF\xD8 a picture \xFF\xD9";

Result<Index> index(const std::string& file) { return read_index(in_memory(as_bytes(file))); }

std::string frame(const std::string& file, const Index& i, std::size_t number) {
  return file.substr(static_cast<std::size_t>(i.frames.at(number).offset),
                     static_cast<std::size_t>(i.frames.at(number).length));
}

std::string refusal(const std::string& file) {
  const auto r = index(file);
  if (r) return "";
  BOOST_TEST(r.error().name == "bad-port");
  return r.error().text;
}

std::string headers(std::size_t width = 640, std::size_t height = 480) {
  return list("hdrl", avi_main_header(40'000, width, height) + avi_stream("vids", 1, 25));
}
std::string riff(const std::string& inside) { return chunk("RIFF", "AVI " + inside); }

}  // namespace

BOOST_AUTO_TEST_CASE(an_avi_of_jpegs_has_their_places_its_size_and_its_speed) {
  const auto file = as_avi({jpeg, jpeg + "2", jpeg + "33"}, 30, 640, 480);
  const auto i = index(file);
  BOOST_REQUIRE(i.ok());
  BOOST_TEST(i->jpeg);
  BOOST_TEST(i->width == 640);
  BOOST_TEST(i->height == 480);
  BOOST_TEST(i->frame_us == 33'333);
  BOOST_REQUIRE(i->frames.size() == 3u);
  BOOST_TEST(frame(file, *i, 1) == jpeg + "2");
  BOOST_TEST(frame(file, *i, 2) == jpeg + "33");
}

BOOST_AUTO_TEST_CASE(sound_lists_rubbish_and_further_parts_are_found_around_or_passed_over) {
  const auto hdrl = list("hdrl", avi_main_header(40'000, 64, 48) + avi_stream("auds", 1, 8'000) +
                                     avi_stream("vids", 1, 10) + list("odml", "whatever"));
  const auto movi =
      list("movi", chunk("00wb", "sound") + list("rec ", chunk("01dc", jpeg) + chunk("00wb", "x")) +
                       chunk("01dc", "") + chunk("ix01", "index") + chunk("00dc", "not ours"));
  const auto more = chunk("RIFF", "AVIX" + list("movi", chunk("01dc", jpeg + "2")));
  const auto file = riff(hdrl + list("INFO", chunk("ISFT", "a program")) + chunk("JUNK", "...") + movi +
                         chunk("idx1", "01dc")) +
                    more;
  const auto i = index(file);
  BOOST_REQUIRE(i.ok());
  BOOST_TEST(i->frame_us == 100'000);
  BOOST_REQUIRE(i->frames.size() == 3u);
  BOOST_TEST(frame(file, *i, 1) == jpeg);  // an empty one is the same again
  BOOST_TEST(frame(file, *i, 2) == jpeg + "2");
}

BOOST_AUTO_TEST_CASE(y4m_in_any_of_its_layouts_gives_the_luminance) {
  for (const auto& [layout, chroma] :
       {std::pair{" Cmono", 0}, {"", 12}, {" C420jpeg", 12}, {" C422", 18}, {" C444", 30}, {" C411", 12}}) {
    const std::string luma = "abcdefghijklmno", rest(static_cast<std::size_t>(chroma), '.');
    const auto file = std::string("YUV4MPEG2 W5 H3 F25:2 Ip A0:0") + layout + "\nFRAME\n" + luma + rest +
                      "FRAME Ixyz\n" + luma + rest;
    const auto i = index(file);
    BOOST_REQUIRE_MESSAGE(i.ok(), layout);
    BOOST_TEST(!i->jpeg);
    BOOST_TEST(i->frame_us == 80'000);
    BOOST_REQUIRE(i->frames.size() == 2u);
    BOOST_TEST(frame(file, *i, 1) == luma);
  }
}

BOOST_AUTO_TEST_CASE(a_video_that_ends_early_has_the_frames_before_its_end) {
  const auto avi = as_avi({jpeg, jpeg, jpeg}, 30, 640, 480), y4m = as_y4m({"abcd", "efgh", "ijkl"}, 30, 2, 2);
  for (const auto& file : {avi, y4m})
    for (std::size_t n = 0; n < file.size(); ++n) {
      const auto i = index(file.substr(0, n));
      if (!i) continue;
      BOOST_TEST(i->frames.size() < 3u + (n + 1 == file.size()));
      for (const auto& f : i->frames) BOOST_TEST(f.offset + f.length <= n);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_video_that_is_read_is_refused_with_a_sentence) {
  const auto says = [](const std::string& file, const char* part) {
    return refusal(file).find(part) != std::string::npos;
  };
  BOOST_TEST(says("", "no video that is read"));
  BOOST_TEST(says(std::string(100, 'x'), "no video that is read"));
  BOOST_TEST(says("RIFF____WAVEfmt ", "no video that is read"));
  BOOST_TEST(says(riff(""), "no video in this AVI"));
  BOOST_TEST(says(riff(list("hdrl", chunk("avih", "short"))), "cut short"));
  BOOST_TEST(says(riff(headers(0, 480)), "no sensible size"));
  BOOST_TEST(says(riff(headers(640, 100'000)), "no sensible size"));
  BOOST_TEST(says(riff(headers()), "no frame"));
  BOOST_TEST(says(riff(headers() + list("movi", chunk("00dc", "h264"))), "not Motion JPEG"));
  BOOST_TEST(says("YUV4MPEG2 W640 H480", "cut short"));
  BOOST_TEST(says("YUV4MPEG2 W640 H-480\nFRAME\n", "no sensible size"));
  BOOST_TEST(says("YUV4MPEG2 W99999999999999999999 H480\nFRAME\n", "no sensible size"));
  BOOST_TEST(says("YUV4MPEG2 W640 H480 C420p10\nFRAME\n", "colours are not read"));
  BOOST_TEST(says("YUV4MPEG2 W640 H480 Cmono\nFRAME\nshort", "no frame"));
}

BOOST_AUTO_TEST_CASE(speeds_that_cannot_be_are_25_a_second) {
  for (const auto* rate : {"F0:1", "F1:0", "F1000000:1", "F1:1000", "Fx", "F1:18446744073709551615"})
    BOOST_TEST(index(std::string("YUV4MPEG2 W1 H1 Cmono ") + rate + "\nFRAME\nx")->frame_us == 40'000, rate);
}

BOOST_AUTO_TEST_CASE(damaged_videos_never_name_a_byte_outside_the_file) {
  SeededRandom random(5);
  for (const auto& file : {as_avi({jpeg, jpeg, jpeg}, 30, 640, 480), as_y4m({"abcd", "efgh"}, 30, 2, 2)})
    for (int round = 0; round < 30'000; ++round) {
      std::string damaged = file;
      for (int k = 0; k < 3; ++k) damaged[random.next() % damaged.size()] = static_cast<char>(random.next());
      const auto i = index(damaged);
      if (!i) continue;
      for (const auto& f : i->frames)
        if (f.length == 0 || f.offset + f.length > damaged.size()) BOOST_FAIL("outside");
    }
}
