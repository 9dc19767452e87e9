#include "devices/tools/side_by_side.hpp"

#include "devices/tools/opencv_reader.hpp"
#include "devices/vision/decode.hpp"
#include "devices/vision/readers.hpp"
#include "devices/vision/turns.hpp"
#include "devices/vision/worker_wire.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace outpost::dev {
namespace {

using vision::FoundCode;
using vision::Look;

constexpr time_t hang_s = 5;  // a reader that takes this long for a picture will not come back

/// Kills this process when it has used so much more of the processor.
void limit_cpu() {
  const itimerval limit{{0, 0}, {hang_s, 0}};
  ::setitimer(ITIMER_PROF, &limit, nullptr);
}

struct Step {
  std::size_t picture = 0, arm = 0;
  bool careful = false;
};

std::vector<Step> all_steps(std::size_t pictures, const std::vector<Arm>& arms) {
  std::vector<Step> out;
  for (std::size_t p = 0; p < pictures; ++p)
    for (std::size_t a = 0; a < arms.size(); ++a)
      if (const auto turn = (a + p) % arms.size(); arms[turn].there()) out.push_back({p, turn, false});
  return out;
}

bool put(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

bool take(int fd, std::span<std::uint8_t> into) {
  while (!into.empty()) {
    const auto n = ::read(fd, into.data(), into.size());
    if (n <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

/// The child: does steps from the first on and says how each went, until it has done all or died.
[[noreturn]] void work(int fd, std::span<const vision::Gray> pictures, const std::vector<Arm>& arms,
                       std::span<const Step> steps) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  ProcessClock cpu;
  SystemClock clock;
  for (const auto& step : steps) {
    limit_cpu();
    vision::WorkReply reply;
    const Micros began = clock.boot_us(), cpu_began = cpu.boot_us();
    reply.codes = arms[step.arm].read(pictures[step.picture].view(), step.careful);
    reply.took_us = clock.boot_us() - began;
    reply.job = static_cast<std::uint64_t>(cpu.boot_us() - cpu_began);  // a field that is free here
    const Bytes bytes = vision::encode_reply(reply);
    const std::uint64_t length = bytes.size();
    std::array<std::uint8_t, sizeof length> head;
    std::memcpy(head.data(), &length, sizeof length);
    if (!put(fd, head) || !put(fd, bytes)) break;
  }
  ::_exit(0);
}

std::optional<vision::WorkReply> hear(int fd) {
  std::array<std::uint8_t, sizeof(std::uint64_t)> head;
  if (!take(fd, head)) return std::nullopt;
  std::uint64_t length = 0;
  std::memcpy(&length, head.data(), sizeof length);
  if (length > vision::max_reply_bytes) return std::nullopt;
  Bytes bytes(static_cast<std::size_t>(length));
  if (!take(fd, bytes)) return std::nullopt;
  auto reply = vision::decode_reply(bytes);
  if (!reply) return std::nullopt;
  return std::move(*reply);
}

std::vector<FoundCode> as_codes(const std::vector<Look>& looks) {
  std::vector<FoundCode> out;
  for (const auto& look : looks) out.push_back({look.symbology, look.text, look.corners, {look.stage, 1}});
  return out;
}

}  // namespace

Micros ProcessClock::boot_us() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return std::int64_t{t.tv_sec} * us_per_s + t.tv_nsec / 1'000;
}

std::vector<std::vector<Outcome>> side_by_side(std::span<const vision::Gray> pictures,
                                               const std::vector<Arm>& arms) {
  std::vector<std::vector<Outcome>> out(pictures.size(), std::vector<Outcome>(arms.size()));
  auto steps = all_steps(pictures.size(), arms);
  for (std::size_t next = 0; next < steps.size();) {
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) return {};
    std::fflush(nullptr);  // what waits to be printed is the parent's to print; a sanitizer's child would too
    const pid_t child = ::fork();
    if (child < 0) return ::close(pipe_ends[0]), ::close(pipe_ends[1]), std::vector<std::vector<Outcome>>();
    if (child == 0) work(pipe_ends[1], pictures, arms, std::span(steps).subspan(next));
    ::close(pipe_ends[1]);
    while (next < steps.size()) {
      const auto reply = hear(pipe_ends[0]);
      if (!reply) break;
      const Step& step = steps[next++];
      auto& outcome = out[step.picture][step.arm];
      outcome.codes = reply->codes;
      outcome.took += reply->took_us;
      outcome.cpu += static_cast<Micros>(reply->job);
    }
    ::close(pipe_ends[0]);
    ::waitpid(child, nullptr, 0);
    if (next == steps.size()) break;
    Step& fatal = steps[next];
    out[fatal.picture][fatal.arm].died = true;
    if (arms[fatal.arm].again && !fatal.careful)
      fatal.careful = true;
    else
      ++next;
  }
  return out;
}

namespace {

std::function<std::vector<FoundCode>(const vision::GrayView&, bool)> opencv_reader() {
  if (!have_opencv()) return nullptr;
  return [](const vision::GrayView& view, bool) { return read_opencv(view); };
}

constexpr Micros frame_budget = 120 * us_per_ms;

std::vector<Arm> arms_for(bool still) {
  using namespace vision;
  const auto ours = [still](const GrayView& view, bool careful) {
    ProcessClock clock;
    const Micros budget = still ? us_per_s : frame_budget;
    return decode(view, {.still = still, .careful = careful, .budget_us = budget}, clock);
  };
  const auto zbar = [](const GrayView& view, bool) {
    return as_codes(read_zbar(view, Stage::hard, Wanted::all));
  };
  const auto zxing = [](Effort effort) {
    return [effort](const GrayView& view, bool) {
      return as_codes(read_zxing(view, effort, Wanted::all, Stage::hard));
    };
  };
  return {{"ours", ours, true},
          {"zbar", zbar, false},
          {"zxing", zxing(Effort::hard), false},
          {"zx-fast", zxing(Effort::fast), false},
          {"opencv", opencv_reader(), false}};
}

}  // namespace

std::vector<Arm> standard_arms() { return arms_for(true); }
std::vector<Arm> stream_arms() { return arms_for(false); }

std::vector<Arm> film_arms() {
  auto arms = arms_for(false);
  arms[0].read = [turns = vision::Turns()](const vision::GrayView& view, bool careful) mutable {
    ProcessClock clock;
    auto codes = vision::decode(view, {false, careful, frame_budget, turns.next()}, clock);
    turns.after(vision::any_linear(codes), true);
    return codes;
  };
  return arms;
}

}  // namespace outpost::dev
