// The watchdog: a worker that dies, hangs or talks nonsense is replaced, its frame is reported, and work goes
// on.
#include "devices/vision/image_header.hpp"
#include "devices/vision/worker.hpp"
#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstring>
#include <fstream>
#include <poll.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

struct Watched {
  SystemClock clock;
  std::unique_ptr<Worker> worker;

  explicit Watched(const std::string& program) {
    auto started = Worker::start(program, clock.boot_us());
    BOOST_REQUIRE(started.ok());
    worker = std::move(*started);
  }
  std::optional<WorkResult> wait() {
    pollfd p{worker->fd(), POLLIN, 0};
    ::poll(&p, p.fd >= 0 ? 1u : 0u, 20);
    return worker->step(clock.boot_us());
  }
  /// Gives the frame to the worker and waits for its end, five seconds at most and what its pixels may take.
  WorkResult read(ByteView frame, bool careful = false, std::int64_t pixels = 0) {
    const Micros end = clock.boot_us() + 5 * us_per_s + pixels * us_per_s / Worker::pixels_per_s;
    while (!worker->ready() && clock.boot_us() < end) wait();
    BOOST_REQUIRE(worker->ready());
    std::memcpy(worker->slot(0).data(), frame.data(), frame.size());
    WorkRequest q;
    q.length = frame.size();
    q.still = true;
    q.careful = careful;
    q.budget_us = us_per_s / 2;
    worker->submit(q, pixels, clock.boot_us());
    while (clock.boot_us() < end)
      if (auto result = wait()) return std::move(*result);
    BOOST_FAIL("the worker neither answered nor was given up");
    return {};
  }
  std::string read(const char* word) {
    const auto r = read(as_bytes(word));
    if (r.end == WorkResult::End::crashed) return "crashed";
    if (r.end == WorkResult::End::hung) return "hung";
    return r.reply.codes.empty() ? "" : r.reply.codes[0].text;
  }
};

/// The most memory that the child ever had, in megabytes.
int most_memory_mb(const Watched& w) {
  std::ifstream in("/proc/" + std::to_string(w.worker->pid()) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmHWM:")) return std::stoi(line.substr(6)) / 1'024;
  return -1;
}

/// And waits until the watchdog knows.
void kill(Watched& w, int signal) {
  const auto before = w.worker->restarts();
  ::kill(w.worker->pid(), signal);
  while (w.worker->restarts() == before) w.wait();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_worker_that_dies_in_any_way_is_replaced_and_the_next_frame_is_read) {
  Watched w(OUTPOST_FAKE_WORKER);
  BOOST_TEST(w.read("hello") == "hello");
  int deaths = 0;
  for (const auto* word : {"abort", "fpe", "exit", "nonsense"}) {
    const auto pid = w.worker->pid();
    BOOST_TEST(w.read(word) == "crashed", word);
    BOOST_TEST(w.read("after") == "after");
    BOOST_TEST(w.worker->pid() != pid);
    BOOST_TEST(w.worker->restarts() == ++deaths);
  }
}

BOOST_AUTO_TEST_CASE(a_worker_that_hangs_is_ended_after_a_second) {
  Watched w(OUTPOST_FAKE_WORKER);
  w.read("hello");
  const Micros began = w.clock.boot_us();
  BOOST_TEST(w.read("hang") == "hung");
  const auto took = w.clock.boot_us() - began;
  BOOST_TEST(took >= us_per_s);
  BOOST_TEST(took < us_per_s * 3 / 2);
  BOOST_TEST(w.read("after") == "after");
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_frame_is_not_taken_for_this_one) {
  Watched w(OUTPOST_FAKE_WORKER);
  BOOST_TEST(w.read("wrong-job") == "wrong-job");
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_between_frames_is_replaced_without_a_frame_lost) {
  Watched w(OUTPOST_FAKE_WORKER);
  w.read("hello");
  ::kill(w.worker->pid(), SIGKILL);
  BOOST_TEST(!w.wait().has_value());
  BOOST_TEST(w.read("after") == "after");
  BOOST_TEST(w.worker->restarts() == 1);
}

BOOST_AUTO_TEST_CASE(workers_that_cannot_live_are_tried_once_a_second_and_not_in_a_storm) {
  ::setenv("FAKE_WORKER_DEAD", "1", 1);
  Watched w(OUTPOST_FAKE_WORKER);
  for (const Micros end = w.clock.boot_us() + us_per_s / 2; w.clock.boot_us() < end;) w.wait();
  BOOST_TEST(!w.worker->ready());
  ::unsetenv("FAKE_WORKER_DEAD");
  BOOST_TEST(w.read("alive") == "alive");
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_an_error_and_not_a_crash) {
  SystemClock clock;
  const auto r = Worker::start("/nonexistent/program", clock.boot_us());
  BOOST_TEST(r.error().name == "worker-start");
}

BOOST_AUTO_TEST_CASE(the_real_worker_reads_and_comes_back_quickly_after_each_death) {
  Watched w(OUTPOST_REAL_WORKER);
  const Bytes picture = as_png(draw_bars(ean13_modules("6901234567892"), 3, 120));
  std::vector<Micros> back;
  for (int i = 0; i < 20; ++i) {
    const auto r = w.read(picture);
    BOOST_REQUIRE(r.end == WorkResult::End::done);
    BOOST_REQUIRE(r.reply.codes.size() == 1u);
    BOOST_TEST(r.reply.codes[0].text == "6901234567892");
    BOOST_TEST(r.reply.width == 345);
    kill(w, i % 2 ? SIGABRT : SIGFPE);
  }
  w.read(picture);
  for (int i = 0; i < 20; ++i) {
    kill(w, SIGKILL);
    w.read(picture);
    back.push_back(w.worker->last_replacement_us());
  }
  std::sort(back.begin(), back.end());
  BOOST_TEST_MESSAGE("a dead worker was replaced after " << back[10] / us_per_ms << " ms (median of 20), "
                                                         << back.back() / us_per_ms << " ms (worst)");
  BOOST_TEST(back[10] < 200 * us_per_ms);
}

BOOST_AUTO_TEST_CASE(the_real_worker_refuses_what_is_no_picture_and_lives_on) {
  Watched w(OUTPOST_REAL_WORKER);
  const Bytes picture = as_jpeg(noisy(draw_qr("x", 4), 60, 1));
  BOOST_TEST(w.read(as_bytes("a text")).reply.error == "picture-not-a-picture");
  BOOST_TEST(w.read(ByteView(picture).first(picture.size() / 2)).reply.error == "picture-cut-short");
  SeededRandom random(1);
  for (int i = 0; i < 50; ++i) {
    Bytes damaged = picture;
    for (int k = 0; k < 8; ++k)
      damaged[random.next() % damaged.size()] = static_cast<std::uint8_t>(random.next());
    BOOST_CHECK(w.read(damaged).end == WorkResult::End::done);
  }
  BOOST_TEST(w.worker->restarts() == 0);
}

/// The dearest shapes that a header may have, flat, so that the file is small.
BOOST_AUTO_TEST_CASE(the_largest_pictures_are_answered_before_the_watchdog_and_within_memory) {
  constexpr int side = 10'000, memory_mb = 1'024;  // half of what the child may have
  static_assert(std::int64_t{side} * side == max_pixels);
  for (const auto& [width, height] : {std::pair{side, side}, {max_side, 1'525}, {1'525, max_side}}) {
    Watched w(OUTPOST_REAL_WORKER);
    const std::int64_t pixels = std::int64_t{width} * height;
    const Gray flat{width, height, Bytes(static_cast<std::size_t>(pixels), 255)};
    const auto r = w.read(as_png(flat), false, pixels);
    BOOST_TEST_MESSAGE(width << " x " << height << ": " << r.reply.took_us / us_per_ms << " ms, "
                             << most_memory_mb(w) << " MB");
    BOOST_TEST((r.end == WorkResult::End::done));
    BOOST_TEST(r.reply.error == "");
    BOOST_TEST(r.reply.width == width);
    BOOST_TEST(r.reply.codes.empty());
    BOOST_TEST(most_memory_mb(w) > 0);
    BOOST_TEST(most_memory_mb(w) < memory_mb);
    BOOST_TEST(w.worker->restarts() == 0);
  }
}

/// Libraries divide by a side that became zero, or look beyond the end of a short line.
BOOST_AUTO_TEST_CASE(pictures_of_every_small_size_are_looked_at_and_no_reader_dies) {
  Watched w(OUTPOST_REAL_WORKER);
  SeededRandom random(7);
  for (int side = 1; side <= 60; ++side)
    for (const auto& [width, height] : {std::pair{side, side}, {side, 400}, {400, side}}) {
      Gray noise{width, height, Bytes(static_cast<std::size_t>(width * height))};
      random.fill(noise.pixels);
      for (const bool careful : {false, true}) {
        const auto r = w.read(as_png(noise), careful);
        BOOST_REQUIRE_MESSAGE(r.end == WorkResult::End::done, width << " x " << height);
        BOOST_TEST(r.reply.error == "", width << " x " << height);
        BOOST_TEST(r.reply.width == width);
      }
    }
  BOOST_TEST(w.worker->restarts() == 0);
}

BOOST_AUTO_TEST_CASE(a_frame_in_any_slot_is_read_and_its_neighbour_is_left_alone) {
  Watched w(OUTPOST_FAKE_WORKER);
  w.read("hello");
  for (int slot = 0; slot < ring_slots; ++slot) {
    const std::string word = "slot" + std::to_string(slot);
    std::copy(word.begin(), word.end(), w.worker->slot(slot).begin());
  }
  for (int slot = 0; slot < ring_slots; ++slot) {
    WorkRequest q;
    q.slot = slot;
    q.length = 5;
    w.worker->submit(q, 0, w.clock.boot_us());
    std::optional<WorkResult> result;
    while (!result) result = w.wait();
    BOOST_REQUIRE(result->reply.codes.size() == 1u);
    BOOST_TEST(result->reply.codes[0].text == "slot" + std::to_string(slot));
  }
  w.worker->slot(1)[5 << 20] = 7;
  w.worker->trim(0, 20 << 20);
  BOOST_TEST(w.worker->slot(1)[5 << 20] == 7);
}

BOOST_AUTO_TEST_CASE(the_child_can_neither_write_to_the_frames_nor_take_their_memory_away) {
  Watched w(OUTPOST_FAKE_WORKER);
  BOOST_TEST(w.read("vandal") == "kept out");
  BOOST_TEST(w.read("after") == "after");
}

BOOST_AUTO_TEST_CASE(large_frames_give_their_memory_back) {
  Watched w(OUTPOST_FAKE_WORKER);
  std::memset(w.worker->slot(0).data(), 'x', 20 << 20);
  w.worker->trim(0, 20 << 20);
  BOOST_TEST(w.worker->slot(0)[5 << 20] == 0);
}
