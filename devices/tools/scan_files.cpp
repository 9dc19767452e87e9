#include "devices/tools/scan_files.hpp"

#include "devices/tools/scan_words.hpp"
#include "devices/vision/image_header.hpp"
#include "devices/vision/worker.hpp"

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

Result<WorkResult> read_once(Worker& worker, const WorkRequest& request, std::int64_t pixels, Clock& clock) {
  for (const Micros give_up = clock.boot_us() + Worker::start_limit; !worker.ready(); wait_for(worker, clock))
    if (clock.boot_us() > give_up)
      return fail(Code::unavailable, "worker-start", "The reader does not start.");
  worker.submit(request, pixels, clock.boot_us());
  for (;;)
    if (auto result = wait_for(worker, clock)) return std::move(*result);
}

struct Read {
  vision::WorkReply reply;
  bool died = false;  // and was asked once more, carefully
};

Result<Read> read_file(Worker& worker, const std::string& path, bool explain, Clock& clock) {
  OUTPOST_TRY(const auto length, load(path, worker.slot(0)));
  OUTPOST_TRY(const auto header, vision::read_image_header(worker.slot(0).first(length)));
  const std::int64_t pixels = std::int64_t{header.width} * header.height;
  WorkRequest request;
  request.length = length;
  request.still = true;
  request.explain = explain;
  request.budget_us = picture_budget;
  OUTPOST_TRY(auto result, read_once(worker, request, pixels, clock));
  const bool died = result.end == WorkResult::End::crashed;
  if (died) {
    request.careful = true;
    OUTPOST_TRY(result, read_once(worker, request, pixels, clock));
  }
  worker.trim(0, length);
  if (result.end != WorkResult::End::done) return not_read(result.end);
  if (!result.reply.error.empty()) return fail(Code::invalid, result.reply.error, result.reply.text);
  return Read{std::move(result.reply), died};
}

void put(const std::string& text, FILE* to) { std::fwrite(text.data(), 1, text.size(), to); }

}  // namespace

int scan_files(const ScanOptions& options) {
  SystemClock clock;
  auto worker = Worker::start("/proc/self/exe", clock.boot_us());
  if (!worker) {
    std::fprintf(stderr, "outpost-scan: %s\n", worker.error().text.c_str());
    return 1;
  }
  int code = 0;
  for (const auto& file : options.files) {
    const auto read = read_file(**worker, file, options.explain, clock);
    if (!read) {
      if (options.json) put(as_json(file, read.error()), stdout);
      std::fflush(stdout);
      std::fprintf(stderr, "outpost-scan: %s: %s\n", file.c_str(), read.error().text.c_str());
      code = 1;
      continue;
    }
    put(options.json ? as_json(file, read->reply) : as_lines(file, read->reply), stdout);
    std::fflush(stdout);  // what it is about stands above the explanation, and a pipe gets it at once
    if (options.explain) put(explanation(file, read->reply, read->died), stderr);
  }
  return code;
}

}  // namespace outpost::dev
