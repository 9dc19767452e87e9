// The soak: three cameras with real readers, for as long as it takes to show them all the pictures. Nobody
// but a reader may die, nothing may be read wrong, and memory stays as it was. OUTPOST_FULL=1: 100,000
// frames; OUTPOST_SOAK_FRAMES and OUTPOST_SOAK_SEED choose otherwise.
#include "edge/base/log/log.hpp"
#include "tests/bench/drawn/shelf.hpp"
#include "tests/devices/soak/lane.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // POSIX: declared by the program

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // time and memory are the sanitizer's
#else
constexpr bool sanitized = false;
#endif
constexpr std::int64_t short_size = 450, long_size = 100'000;  // a third for each camera
constexpr Micros back_limit = 200 * us_per_ms;
constexpr Micros busy_machine = 10 * us_per_ms;  // an empty program takes one or two
// Of a process, from a tenth of the frames to the end; the first thousands meet each kind of large picture.
constexpr std::int64_t growth_kb = 8 * 1'024, early_growth_kb = 32 * 1'024, settled_frames = 20'000;
constexpr std::int64_t progress = 10'000;  // frames between two signs of life
constexpr double deadly_part = 0.1;

std::int64_t number_of(const char* name, std::int64_t otherwise) {
  const char* value = std::getenv(name);
  return value && std::atoll(value) > 0 ? std::atoll(value) : otherwise;
}

bool full() {
  const char* value = std::getenv("OUTPOST_FULL");
  return value && std::string(value) == "1";
}

std::int64_t memory_kb(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/statm");
  std::int64_t size = 0, resident = 0;
  in >> size >> resident;
  return resident * ::sysconf(_SC_PAGESIZE) / 1'024;
}

/// A program that does nothing, from its start to its end: where that is long, the machine is too busy to say
/// how long a reader takes.
Micros empty_program() {
  SystemClock clock;
  const Micros began = clock.boot_us();
  std::string name = "true";
  char* arguments[] = {name.data(), nullptr};
  pid_t pid = -1;
  if (posix_spawnp(&pid, "true", nullptr, nullptr, arguments, environ) != 0) return 0;
  ::waitpid(pid, nullptr, 0);
  return clock.boot_us() - began;
}

struct Memory {
  std::int64_t own = 0, reader = 0;
};

/// A still camera and a live one that are shown everything, and a live one whose reader must live to the end.
class Soak {
public:
  Soak(std::uint64_t seed, const std::string& list, std::int64_t frames)
      : deadly_(list), dice_(seed), calm_dice_(seed + 1), frames_(frames) {
    for (const bool live : {false, true}) {
      auto& lane =
          lanes_.emplace_back(std::make_unique<Lane>(live ? "live" : "still", live, frames / 3, [this, live] {
            // All photographs once: which of them kill is known only then.
            auto& next = next_[live];
            if (full() && next < deadly_.size()) return deadly_.get(next++);
            return dice_.even() < deadly_part ? deadly_.known(dice_) : harmless(dice_);
          }));
      lane->on_death = [this](const Picture& p) {
        if (p.deadly && *p.deadly != no_number) deadly_.killed(*p.deadly);
        if (!p.deadly) strange_.push_back(p.kind);
        empty_.push_back(empty_program());
      };
    }
    lanes_.push_back(
        std::make_unique<Lane>("calm", true, frames / 3, [this] { return harmless(calm_dice_); }));
  }

  void run() {
    const auto over = [](const auto& lane) { return lane->over(); };
    for (std::int64_t told = progress; !std::all_of(lanes_.begin(), lanes_.end(), over);) {
      step();
      if (pictures() >= told) {
        const auto now = memory();
        BOOST_TEST_MESSAGE(told << " frames: " << now.own << " kB, the calm reader " << now.reader << " kB");
        told += progress;
      }
      if (early_.own == 0 && pictures() >= frames_ / 10) early_ = memory();
      wait();
    }
    late_ = memory();
  }
  void judge() const;
  void judge_replacements(std::vector<Micros> back) const;

private:
  /// Who waits for a new reader goes first and alone: the making of pictures would count as its absence.
  void step() {
    bool waits = false;
    for (auto& lane : lanes_)
      if (lane->waits_for_reader()) lane->step(), waits = true;
    if (waits) return;
    for (auto& lane : lanes_) lane->step();
  }
  std::int64_t pictures() const {
    return std::accumulate(lanes_.begin(), lanes_.end(), std::int64_t{0},
                           [](auto sum, const auto& lane) { return sum + lane->count().pictures; });
  }
  Memory memory() const { return {memory_kb(::getpid()), memory_kb(lanes_.back()->reader())}; }
  void wait() {
    std::vector<Wait> waits;
    for (const auto& lane : lanes_) lane->wait(waits);
    std::vector<pollfd> fds;
    for (const auto& w : waits) {
      if (w.fd < 0 && w.until) return;  // one has nothing in hand
      if (w.fd >= 0) fds.push_back({w.fd, POLLIN, 0});
    }
    ::poll(fds.data(), fds.size(), 20);
  }

  DeadlyPictures deadly_;
  bench::Dice dice_, calm_dice_;
  std::array<std::size_t, 2> next_{};  // photograph of the still camera, of the live one
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::int64_t frames_;
  std::vector<Micros> empty_;         // programs, one at each death
  std::vector<std::string> strange_;  // that killed and was not meant to
  Memory early_, late_;
};

std::string listed(const std::map<std::string, std::int64_t>& kinds) {
  std::string out;
  for (const auto& [kind, n] : kinds) out += (out.empty() ? " " : ", ") + std::to_string(n) + " " + kind;
  return out.empty() ? " none" : out;
}

void Soak::judge() const {
  std::vector<Micros> back;
  for (const auto& lane : lanes_) {
    const auto& c = lane->count();
    BOOST_TEST_MESSAGE(lane->name() << ": " << c.pictures << " frames" << listed(c.kinds)
                                    << "; readers died of" << listed(c.deaths_of) << "; hung at"
                                    << listed(c.hung_of) << "; plain codes read: " << c.plain_read << " of "
                                    << c.plain);
    for (const auto& wrong : c.wrong) BOOST_ERROR("read wrong: " << wrong);
    // Not all: where others use the machine too, a frame's time may be over before it is read.
    BOOST_TEST(c.plain_read * 100 >= c.plain * (sanitized ? 50 : 90), lane->name() << " does not read on");
    back.insert(back.end(), c.back.begin(), c.back.end());
  }
  BOOST_TEST_MESSAGE(deadly_.known_size()
                     << " pictures are known to kill, of " << deadly_.size() << " tried");
  for (const auto& kind : strange_) BOOST_TEST_MESSAGE("a reader died of: " << kind);
  BOOST_TEST(lanes_.back()->count().deaths == 0, "the calm camera's reader died");
  BOOST_TEST_MESSAGE("memory at a tenth and at the end: this process "
                     << early_.own << " and " << late_.own << " kB, a reader that lived throughout "
                     << early_.reader << " and " << late_.reader << " kB");
  if (!sanitized) {
    const auto growth = frames_ >= settled_frames ? growth_kb : early_growth_kb;
    BOOST_TEST(late_.own <= early_.own + growth);
    BOOST_TEST(late_.reader <= early_.reader + growth);
  }
  judge_replacements(std::move(back));
}

void Soak::judge_replacements(std::vector<Micros> back) const {
  BOOST_WARN_MESSAGE(!back.empty(), "no picture kills the readers of this machine");
  if (back.empty()) return;
  std::sort(back.begin(), back.end());
  auto empty = empty_;
  std::sort(empty.begin(), empty.end());
  const auto ms = [](Micros us) { return static_cast<double>(us) / 1e3; };
  const auto median = back[back.size() / 2], most = back.back(), idle = empty[empty.size() / 2];
  BOOST_TEST_MESSAGE("a dead reader was replaced after "
                     << ms(median) << " ms (median of " << back.size() << "), " << ms(most)
                     << " ms (worst); an empty program took " << ms(idle) << " and " << ms(empty.back())
                     << " ms");
  const bool busy = idle > busy_machine;
  BOOST_WARN_MESSAGE(!busy, "the machine is too busy: that is no measure");
  BOOST_WARN_MESSAGE(most < back_limit, "the worst was over the limit");
  if (!sanitized && !busy) BOOST_TEST(back[back.size() * 95 / 100] < back_limit);
}

}  // namespace

BOOST_AUTO_TEST_CASE(cameras_outlive_every_picture_and_read_on) {
  log::open("soak", log::Level::error);
  const auto frames = number_of("OUTPOST_SOAK_FRAMES", full() ? long_size : short_size);
  const auto seed = static_cast<std::uint64_t>(number_of("OUTPOST_SOAK_SEED", 1));
  const auto list = full() ? bench::photo_list() : std::string();
  BOOST_TEST_MESSAGE(frames << " frames, seed " << seed
                            << (list.empty() ? ", no photographs" : ", photographs"));
  Soak soak(seed, list, frames);
  soak.run();
  soak.judge();
}
