// A camera that is unplugged in the middle of something: while the reader is at it, while the next frame
// waits, while somebody looks. What was read counts, once; what was not read went with the camera.
#include "tests/devices/host/kiosk.hpp"
#include "tests/devices/host/scripted_source.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Counter {
  ScriptedSource::Script script;
  Kiosk kiosk;

  explicit Counter(const char* reader = OUTPOST_FAKE_WORKER)
      : kiosk(reader, std::make_unique<ScriptedSource>(script)) {}
  std::int64_t counter(const char* name) {
    const auto counters = kiosk.unit->snapshot().counters;
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
  }
  std::string state() {
    const auto s = kiosk.unit->snapshot().status;
    return std::string(state_name(s.state)) + (s.reason.empty() ? "" : " " + s.reason);
  }
  void show(const std::string& frame) {
    script.frames.push_back(frame);
    kiosk.unit->step(kiosk.clock.boot_us());
  }
  bool read(int frames) {
    return kiosk.run([&] { return counter("pictures") == frames; });
  }
  /// The state after the very next turn.
  std::string unplug() {
    script.lose = fail(Code::io, "camera-lost", "The camera is gone.");
    kiosk.unit->step(kiosk.clock.boot_us());
    return state();
  }
  bool plug_in() {
    const int before = script.opened;
    script.lose.reset();
    return kiosk.run([&] { return script.opened == before + 1; });
  }
  void look() {
    Command lease;
    lease.name = "preview", lease.body = R"({"seconds":10,"width":320})";
    kiosk.unit->on_command(lease, kiosk.clock.boot_us());
  }
  std::size_t told(const char* reading) {
    return static_cast<std::size_t>(std::count_if(kiosk.said.begin(), kiosk.said.end(),
                                                  [&](const Message& m) { return m.name == reading; }));
  }
};

std::string picture() {
  std::ifstream in(images + "ean13.png", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(unplugged_while_the_reader_is_busy_what_it_reads_counts_once) {
  Counter c;
  c.show("warm");
  BOOST_TEST(c.read(1));
  c.show("slow");
  BOOST_TEST(c.unplug() == "absent camera-lost");
  BOOST_TEST(c.read(2));
  BOOST_TEST(c.state() == "absent camera-lost");  // a picture from before brings nobody back
  BOOST_TEST(c.kiosk.scans() == "warm slow ");
  BOOST_TEST(c.plug_in());
  c.show("after");
  BOOST_TEST(c.state() == "ready");
  BOOST_TEST(c.read(3));
  BOOST_TEST(c.kiosk.scans() == "after ");
  BOOST_TEST(c.counter("reader_restarts") == 0);
}

BOOST_AUTO_TEST_CASE(unplugged_and_back_before_the_reader_is_done_nothing_is_doubled) {
  Counter c;
  c.show("warm");
  BOOST_TEST(c.read(1));
  c.show("slow");
  BOOST_TEST(c.unplug() == "absent camera-lost");
  BOOST_TEST(c.plug_in());
  c.show("after");
  BOOST_TEST(c.read(3));
  BOOST_TEST(c.kiosk.scans() == "warm slow after ");
  BOOST_TEST(c.state() == "ready");
}

BOOST_AUTO_TEST_CASE(unplugged_while_a_frame_waits_the_frame_goes_with_its_camera) {
  Counter c;
  c.show("warm");
  BOOST_TEST(c.read(1));
  c.show("slow");
  c.show("waits");
  BOOST_TEST(c.unplug() == "absent camera-lost");
  BOOST_TEST(c.read(2));
  BOOST_TEST(c.plug_in());
  c.show("after");
  BOOST_TEST(c.read(3));
  BOOST_TEST(c.kiosk.scans() == "warm slow after ");
  BOOST_TEST(c.counter("frames") == 4);
  BOOST_TEST(c.counter("replaced") == 0);  // nothing newer took its place
}

BOOST_AUTO_TEST_CASE(unplugged_while_the_reader_dies_both_come_back) {
  Counter c;
  c.show("warm");
  BOOST_TEST(c.read(1));
  c.show("abort");
  BOOST_TEST(c.unplug() == "absent camera-lost");
  BOOST_TEST(c.kiosk.run([&] { return c.counter("reader_restarts") == 1; }));
  BOOST_TEST(c.plug_in());
  c.show("after");
  BOOST_TEST(c.kiosk.run([&] { return c.told("scan") == 2; }));
  BOOST_TEST(c.kiosk.scans() == "warm after ");
  BOOST_TEST(c.state() == "ready");
}

BOOST_AUTO_TEST_CASE(unplugged_while_somebody_looks_no_picture_comes_and_then_the_new_ones) {
  Counter c(OUTPOST_REAL_WORKER);
  const auto goods = picture();
  c.look();
  BOOST_TEST(c.kiosk.run([&] {
    c.show(goods);
    return c.told("preview") > 0 && c.told("scan") > 0;
  }));
  BOOST_TEST(c.unplug() == "absent camera-lost");
  c.kiosk.run([&, end = c.kiosk.clock.boot_us() + 300 * us_per_ms] { return c.kiosk.clock.boot_us() > end; });
  c.kiosk.said.clear();
  c.kiosk.run([&, end = c.kiosk.clock.boot_us() + 400 * us_per_ms] { return c.kiosk.clock.boot_us() > end; });
  BOOST_TEST(c.kiosk.said.empty());
  BOOST_TEST(c.plug_in());
  BOOST_TEST(c.kiosk.run([&] {
    c.show(goods);
    return c.told("preview") > 0;
  }));
  BOOST_TEST(c.state() == "ready");
  BOOST_TEST(c.told("scan") <= 1u);  // lost for longer than a code may be out of sight: shown again
  BOOST_TEST(c.counter("reader_restarts") == 0);
}
