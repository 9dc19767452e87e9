// A folder, the worker and the driver together, with the real reader and with one that dies.
#include "devices/transport/pattern_source.hpp"
#include "tests/devices/host/kiosk.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_CASE(a_picture_dropped_into_the_folder_is_a_scan) {
  Kiosk k;
  const Micros began = k.clock.boot_us();
  k.drop(images + "ean13.png", "a.png");
  BOOST_TEST(k.next() == "ok");
  BOOST_TEST_MESSAGE("from the folder to the reading: " << (k.clock.boot_us() - began) / us_per_ms << " ms");
  BOOST_TEST(k.scans() == "6901234567892 ");
  BOOST_TEST(fs::exists(k.dir + "/done/a.png"));
}

/// Who has the picture of a payment code can pay with it, and what is no product's may be one.
BOOST_AUTO_TEST_CASE(a_picture_of_what_is_no_products_code_is_not_kept) {
  Kiosk k;
  k.drop(images + "qr.png", "code.png");
  BOOST_TEST(k.next() == "ok");
  for (const auto* place : {"/", "/done/", "/bad/", "/.work/"})
    BOOST_TEST(!fs::exists(k.dir + place + "code.png"), place);
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_told_and_put_to_the_bad_ones) {
  Kiosk k;
  k.write("text.png", "hello");
  BOOST_TEST(k.next() == "picture-not-a-picture");
  for (const auto& [file, reason] : {std::pair{"20000x20000.png", "picture-too-many-pixels"},
                                     {"truncated.jpg", "picture-cut-short"},
                                     {"animated.png", "picture-animated"},
                                     {"empty.png", "picture-empty"},
                                     {"one-pixel.png", "no-code"}}) {
    k.drop(images + file, file);
    BOOST_TEST(k.next() == reason);
  }
  fs::copy_file(images + "ean13.png", k.dir + "/.large");
  fs::resize_file(k.dir + "/.large", 40'000'000);
  fs::rename(k.dir + "/.large", k.dir + "/40-mb.png");
  BOOST_TEST(k.next() == "picture-too-large");
  BOOST_TEST(fs::exists(k.dir + "/bad/40-mb.png"));
  BOOST_TEST(k.scans() == "");
  BOOST_TEST(fs::exists(k.dir + "/bad/text.png"));
  BOOST_TEST(fs::exists(k.dir + "/done/one-pixel.png"));
  k.drop(images + "qr.png", "after.png");
  k.run([&] { return k.unit->snapshot().counters["scans"] == 1; });
  BOOST_TEST(k.scans() == "two\nlines\tand a tab ");
}

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool time_for_hard_pictures = false;  // many times slower, and the budget is the watchdog's
#else
constexpr bool time_for_hard_pictures = true;
#endif

/// Found by drawing until the library of Debian 12 aborted; one that does not must say the same.
BOOST_AUTO_TEST_CASE(a_picture_that_aborts_the_real_library_costs_a_reader_and_is_read_all_the_same) {
  Kiosk k;
  for (int i = 0; i < 3; ++i) {
    k.drop(images + "kills-the-reader.png", "deadly.png");
    const auto reason = k.next(), read = k.scans();
    if (time_for_hard_pictures) BOOST_TEST(reason == "ok");
    BOOST_TEST(read == (reason == "ok" ? "Outpost reads what is bent: 010690123456789210LOT-7 " : ""));
    k.drop(images + "ean13.png", "next.png");
    BOOST_TEST(k.next() == "ok");
    BOOST_TEST(k.scans() == "6901234567892 ");
  }
  const auto deaths = k.unit->snapshot().counters["reader_restarts"];
  BOOST_WARN_MESSAGE(deaths == 3, "the library survives the picture now: find another (" << deaths << ")");
}

BOOST_AUTO_TEST_CASE(a_picture_that_kills_the_reader_is_tried_once_more_carefully) {
  Kiosk k(OUTPOST_FAKE_WORKER);
  k.drop_with("fragile", "kills.png");
  BOOST_TEST(k.next() == "ok");
  BOOST_TEST(k.scans() == "fragile ");
  BOOST_TEST(k.unit->snapshot().counters.at("reader_restarts") == 1);
}

BOOST_AUTO_TEST_CASE(a_picture_that_kills_the_reader_twice_is_put_away_and_scanning_goes_on) {
  Kiosk k(OUTPOST_FAKE_WORKER);
  k.drop_with("abort", "deadly.png");
  BOOST_TEST(k.next() == "reader-crashed");
  BOOST_TEST(fs::exists(k.dir + "/bad/deadly.png"));
  k.drop_with("fine", "next.png");
  BOOST_TEST(k.next() == "ok");
}

BOOST_AUTO_TEST_CASE(a_picture_that_hangs_the_reader_costs_a_second_and_is_put_away) {
  Kiosk k(OUTPOST_FAKE_WORKER);
  k.drop_with("hang", "endless.png");
  BOOST_TEST(k.next() == "reader-hung");
  BOOST_TEST(fs::exists(k.dir + "/bad/endless.png"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_an_absent_camera_until_it_comes) {
  Kiosk k;
  fs::remove_all(k.dir);
  BOOST_TEST(k.run([&] { return k.unit->snapshot().status.state == State::absent; }));
  fs::create_directory(k.dir);
  BOOST_TEST(k.run([&] { return k.unit->snapshot().status.state == State::ready; }));
}

namespace {

std::unique_ptr<FrameSource> drawn_video(const char* port) {
  return std::make_unique<PatternSource>(Pattern::parse(parse_port(port).value()).value());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_that_crosses_a_video_is_one_scan_and_the_next_crossing_another) {
  Kiosk k(OUTPOST_REAL_WORKER, drawn_video("pattern:ean13?fps=15&code=6901234567892"));
  BOOST_TEST(k.run([&] { return k.unit->snapshot().counters["scans"] == 1; }));
  const Micros first = k.clock.boot_us();
  k.run([&] { return k.clock.boot_us() > first + 3 * us_per_s; });  // still in sight for most of it
  BOOST_TEST(k.unit->snapshot().counters["scans"] == 1);
  BOOST_TEST(k.run([&] { return k.unit->snapshot().counters["scans"] == 2; }));
  BOOST_TEST(k.scans() == "6901234567892 6901234567892 ");
  const auto counters = k.unit->snapshot().counters;
  BOOST_TEST(!counters.contains("rivals"));
  BOOST_TEST_MESSAGE(counters.at("pictures") << " frames for two crossings");
}

BOOST_AUTO_TEST_CASE(a_code_outside_the_region_is_no_scan) {
  CameraSettings above;
  above.stream.region =
      vision::Region::parse("0,0 100,0 100,5 0,5").value();  // the code's middle is never so high
  Kiosk k(OUTPOST_REAL_WORKER, drawn_video("pattern:ean13?fps=15"), above);
  BOOST_TEST(k.run([&] { return k.unit->snapshot().counters["outside_region"] >= 5; }));
  BOOST_TEST(k.scans() == "");
}

namespace {

Command lease(int seconds = 4) {
  return {{}, "preview", "{\"seconds\":" + std::to_string(seconds) + ",\"width\":320}"};
}

/// The newest preview that the unit said; null when there was none.
json newest(Kiosk& k) {
  json out;
  for (const auto& m : k.said)
    if (m.name == "preview") out = json::parse(m.body), out["bytes"] = m.blob.size();
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_photo_is_shown_while_somebody_looks_and_not_before) {
  Kiosk k;
  k.drop(images + "ean13.png", "a.png");
  BOOST_TEST(k.next() == "ok");
  BOOST_TEST(newest(k).is_null());
  k.unit->on_command(lease(), k.clock.boot_us());
  k.drop(images + "ean13.png", "b.png");
  BOOST_TEST(k.next() == "ok");
  const auto j = newest(k);
  BOOST_REQUIRE(!j.is_null());
  BOOST_TEST(j["codes"].size() == 1u);
  BOOST_TEST(j["bytes"] > 500);
  BOOST_TEST(j["bytes"] <= vision::max_preview_bytes);
  k.drop(images + "truncated.jpg", "c.jpg");
  BOOST_TEST(k.next() == "picture-cut-short");
  BOOST_TEST(newest(k) == j);  // half a picture shows nothing
  k.unit->on_command(lease(0), k.clock.boot_us());
  k.said.clear();
  k.drop(images + "ean13.png", "d.png");
  BOOST_TEST(k.next() == "ok");
  BOOST_TEST(newest(k).is_null());
}

BOOST_AUTO_TEST_CASE(a_video_is_shown_at_its_pace_also_where_nothing_changes) {
  Kiosk k(OUTPOST_REAL_WORKER,
          std::make_unique<PatternSource>(*Pattern::parse(*parse_port("pattern:ean13?fps=30"))));
  k.unit->on_command(lease(), k.clock.boot_us());
  const Micros began = k.clock.boot_us();
  k.run([&] { return k.clock.boot_us() - began > 2'200 * us_per_ms; });
  const auto count =
      std::count_if(k.said.begin(), k.said.end(), [](const auto& m) { return m.name == "preview"; });
  BOOST_TEST_MESSAGE("pictures in 2.2 seconds: " << count);
  BOOST_TEST(count >= 4);
  BOOST_TEST(count <= 20);
  const auto j = newest(k);
  BOOST_TEST(j["fps"] > 0);
  BOOST_TEST(j["width"] == 320);
}
