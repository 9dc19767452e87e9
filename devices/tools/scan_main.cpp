// outpost-scan FILE...: the codes in pictures, one line each: FILE<TAB>SYMBOLOGY<TAB>TEXT. Nothing for a
// picture without a code; a file that is no picture gets a sentence on standard error, the others are still
// done, and the exit code is 1.
#include "devices/tools/photo_list.hpp"
#include "devices/tools/scan_bench.hpp"
#include "devices/tools/scan_folds.hpp"
#include "devices/vision/image_header.hpp"
#include "devices/vision/worker.hpp"
#include "devices/vision/worker_process.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <poll.h>
#include <sys/stat.h>

namespace outpost::dev {
namespace {

using vision::Worker;
using vision::WorkRequest;
using vision::WorkResult;

constexpr Micros picture_budget = 600 * us_per_ms;

/// Reads a file into the worker's memory; its length.
Result<std::size_t> load(const std::string& path, std::span<std::uint8_t> into) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return fail(Code::not_found, "no-such-file", std::strerror(errno));
  if (!S_ISREG(st.st_mode)) return fail(Code::invalid, "picture-not-a-picture", "This is not a file.");
  OUTPOST_CHECK(vision::check_file_size(static_cast<std::uint64_t>(st.st_size)));
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
  if (!in.eof()) return fail(Code::io, "no-such-file", "The file cannot be read.");
  return static_cast<std::size_t>(in.gcount());
}

/// Waits until the worker has something to say, or a limit is reached.
std::optional<WorkResult> wait_for(Worker& worker, Clock& clock) {
  pollfd p{worker.fd(), POLLIN, 0};
  const Micros left = worker.deadline().value_or(clock.boot_us()) - clock.boot_us();
  ::poll(&p, p.fd >= 0 ? 1u : 0u, static_cast<int>(std::clamp<Micros>(left / us_per_ms + 1, 1, 1'000)));
  return worker.step(clock.boot_us());
}

Result<WorkResult> read_once(Worker& worker, std::size_t length, std::int64_t pixels, bool careful,
                             Clock& clock) {
  for (const Micros give_up = clock.boot_us() + Worker::start_limit; !worker.ready(); wait_for(worker, clock))
    if (clock.boot_us() > give_up)
      return fail(Code::unavailable, "worker-start", "The reader does not start.");
  WorkRequest request;
  request.length = length;
  request.still = true;
  request.careful = careful;
  request.budget_us = picture_budget;
  worker.submit(request, pixels, clock.boot_us());
  for (;;)
    if (auto result = wait_for(worker, clock)) return std::move(*result);
}

Result<void> scan(Worker& worker, const std::string& path, Clock& clock) {
  OUTPOST_TRY(const auto length, load(path, worker.slot(0)));
  OUTPOST_TRY(const auto header, vision::read_image_header(worker.slot(0).first(length)));
  const std::int64_t pixels = std::int64_t{header.width} * header.height;
  OUTPOST_TRY(auto result, read_once(worker, length, pixels, false, clock));
  if (result.end == WorkResult::End::crashed) {
    OUTPOST_TRY(result, read_once(worker, length, pixels, true, clock));
  }
  if (result.end != WorkResult::End::done)
    return fail(Code::internal, "reader-crashed", "The reader could not get through this picture.");
  if (!result.reply.error.empty()) return fail(Code::invalid, result.reply.error, result.reply.text);
  for (const auto& code : result.reply.codes)
    std::printf("%s\t%s\t%s\n", path.c_str(), std::string(vision::symbology_name(code.symbology)).c_str(),
                escaped(code.text).c_str());
  worker.trim(0, length);
  return {};
}

int run(int argc, char** argv) {
  SystemClock clock;
  auto worker = Worker::start("/proc/self/exe", clock.boot_us());
  if (!worker) {
    std::fprintf(stderr, "outpost-scan: %s\n", worker.error().text.c_str());
    return 1;
  }
  int code = 0;
  for (int i = 1; i < argc; ++i) {
    const auto done = scan(**worker, argv[i], clock);
    if (done) continue;
    std::fprintf(stderr, "outpost-scan: %s: %s\n", argv[i], done.error().text.c_str());
    code = 1;
  }
  return code;
}

}  // namespace
}  // namespace outpost::dev

namespace {

constexpr const char* usage =
    "outpost-scan FILE...                 prints FILE<TAB>SYMBOLOGY<TAB>TEXT for every code in the pictures\n"
    "outpost-scan bench LIST [--explain] [--only PART]\n"
    "                                     read, wrong and ms for each format, beside ZBar and ZXing;\n"
    "                                     gain and cost of each pass of the cascade\n"
    "outpost-scan folds LIST              are the limits made for these pictures? Five-fold, by product\n";

int bench(int argc, char** argv) {
  outpost::dev::BenchOptions options;
  for (int i = 2; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--explain")
      options.explain = true;
    else if (arg == "--only" && i + 1 < argc)
      options.only = argv[++i];
    else
      options.list = arg;
  }
  const auto done = outpost::dev::scan_bench(options);
  if (!done) std::fprintf(stderr, "outpost-scan: %s: %s\n", options.list.c_str(), done.error().text.c_str());
  return done ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto code = outpost::dev::vision::run_as_worker(argc, argv)) return *code;
  if (argc < 2 || std::strcmp(argv[1], "--help") == 0) {
    std::fputs(usage, argc < 2 ? stderr : stdout);
    return argc < 2 ? 1 : 0;
  }
  if (std::strcmp(argv[1], "bench") == 0) return bench(argc, argv);
  if (std::strcmp(argv[1], "folds") == 0 && argc == 3) {
    const auto done = outpost::dev::scan_folds(argv[2]);
    if (!done) std::fprintf(stderr, "outpost-scan: %s: %s\n", argv[2], done.error().text.c_str());
    return done ? 0 : 1;
  }
  return outpost::dev::run(argc, argv);
}
