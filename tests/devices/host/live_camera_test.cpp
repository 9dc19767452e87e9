// A live source before a slow or dying reader: the newest frame wins, and nothing stops.
#include "tests/devices/host/kiosk.hpp"
#include "tests/devices/host/scripted_source.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Live {
  ScriptedSource::Script script;
  Kiosk kiosk{OUTPOST_FAKE_WORKER, std::make_unique<ScriptedSource>(script)};

  std::int64_t counter(const char* name) {
    const auto counters = kiosk.unit->snapshot().counters;
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
  }
  void show(const char* word) {
    script.frames.push_back(word);
    kiosk.unit->step(kiosk.clock.boot_us());
  }
  bool read(int frames) {
    return kiosk.run([&] { return counter("pictures") == frames; });
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(while_the_reader_is_busy_the_newest_frame_waits_and_the_others_are_counted) {
  Live l;
  l.show("warm");
  BOOST_TEST(l.read(1));
  l.show("slow");
  for (const auto* word : {"b", "c", "d"}) l.show(word);
  BOOST_TEST(l.counter("replaced") == 2);
  BOOST_TEST(l.read(3));
  BOOST_TEST(l.kiosk.scans() == "warm slow d ");
  BOOST_TEST(l.counter("reader_restarts") == 0);
}

BOOST_AUTO_TEST_CASE(a_frame_that_kills_the_reader_is_counted_and_the_newest_one_is_read_by_the_next) {
  Live l;
  l.show("warm");
  BOOST_TEST(l.read(1));
  int deaths = 0;
  for (const auto* word : {"abort", "fpe", "nonsense"}) {
    l.show(word);
    l.show("early");
    l.show(word + 1);
    const Micros began = l.kiosk.clock.boot_us();
    BOOST_TEST(l.read(1 + 2 * ++deaths));
    BOOST_TEST_MESSAGE(word << ": the next frame was read after "
                            << (l.kiosk.clock.boot_us() - began) / us_per_ms << " ms");
    BOOST_TEST(l.counter("reader_crashes") == deaths);
    BOOST_TEST(l.counter("reader_restarts") == deaths);
  }
  BOOST_TEST(l.kiosk.scans() == "warm bort pe onsense ");
  BOOST_TEST(l.counter("replaced") == 3);
}

BOOST_AUTO_TEST_CASE(a_frame_that_hangs_the_reader_costs_a_second_and_scanning_goes_on) {
  Live l;
  l.show("warm");
  BOOST_TEST(l.read(1));
  l.show("hang");
  l.show("after");
  BOOST_TEST(l.read(3));
  BOOST_TEST(l.counter("reader_hangs") == 1);
  BOOST_TEST(l.kiosk.scans() == "warm after ");
}

BOOST_AUTO_TEST_CASE(a_camera_that_is_lost_comes_back_without_a_restart_of_anything) {
  Live l;
  l.show("before");
  BOOST_TEST(l.read(1));
  l.script.lose = fail(Code::io, "camera-lost", "The camera is gone.");
  BOOST_TEST(l.kiosk.run([&] { return l.kiosk.unit->snapshot().status.reason == "camera-lost"; }));
  BOOST_CHECK(l.kiosk.unit->snapshot().status.state == State::absent);
  l.script.lose.reset();
  BOOST_TEST(l.kiosk.run([&] { return l.script.opened == 2; }));
  BOOST_TEST(l.kiosk.unit->snapshot().status.reason == "camera-lost");  // until it gives a frame
  l.show("after");
  BOOST_CHECK(l.kiosk.unit->snapshot().status.state == State::ready);
  BOOST_TEST(l.read(2));
  BOOST_TEST(l.kiosk.scans() == "before after ");
  BOOST_TEST(l.counter("reader_restarts") == 0);
}

BOOST_AUTO_TEST_CASE(half_frames_are_no_work_for_the_reader_and_become_a_state) {
  Live l;
  l.show("warm");
  BOOST_TEST(l.read(1));
  l.script.half = true;
  BOOST_TEST(l.kiosk.run([&] {
    l.show("half");
    return l.kiosk.unit->snapshot().status.reason == "camera-half-frames";
  }));
  BOOST_CHECK(l.kiosk.unit->snapshot().status.state == State::faulted);
  BOOST_TEST(l.counter("pictures") == 1);
}
