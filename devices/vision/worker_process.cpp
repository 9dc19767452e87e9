#include "devices/vision/worker_process.hpp"

#include "devices/vision/decode.hpp"
#include "devices/vision/image_file.hpp"
#include "devices/vision/live_eye.hpp"
#include "devices/vision/worker.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace outpost::dev::vision {
namespace {

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr rlim_t memory_limit = rlim_t{2} << 30;  // 100 megapixels in four channels, twice, and room
#endif

/// A worker dies often and on purpose: quickly, without a core file, and never after its parent.
void settle_in() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit memory{memory_limit, memory_limit};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

void work(const WorkRequest& q, ByteView shared, LiveEye& eye, WorkReply& reply) {
  SystemClock clock;
  const ByteView bytes =
      shared.subspan(static_cast<std::size_t>(q.slot) * slot_bytes, static_cast<std::size_t>(q.length));
  if (!q.still) return eye.look(q, bytes, clock, reply);
  const Hints hints{q.still, q.careful, q.budget_us};
  Account* const account = q.explain ? &reply.account : nullptr;
  if (q.kind == FrameKind::gray) {
    reply.width = q.width, reply.height = q.height;
    const GrayView view{bytes.data(), q.width, q.height, q.stride};
    reply.codes = decode(view, hints, clock, account);
    return eye.show(q, view, clock, reply);
  }
  const Micros began = clock.boot_us();
  const auto picture = decode_image(bytes);
  reply.opened_us = clock.boot_us() - began;
  if (!picture) {
    reply.error = picture.error().name;
    reply.text = picture.error().text;
    return;
  }
  reply.width = picture->width, reply.height = picture->height;
  reply.codes = decode(picture->view(), hints, clock, account);
  eye.show(q, picture->view(), clock, reply);
}

bool say(const WorkReply& reply) {
  const Bytes bytes = encode_reply(reply);
  return ::send(worker_socket_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

int serve(ByteView shared) {
  SystemClock clock;
  LiveEye eye;
  if (!say({})) return 1;
  std::array<std::uint8_t, 256> buffer;
  for (;;) {
    const auto n = ::recv(worker_socket_fd, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 0;  // the parent has gone
    const auto request = decode_request(ByteView(buffer).first(static_cast<std::size_t>(n)));
    if (!request) return 1;
    WorkReply reply;
    reply.job = request->job;
    const Micros began = clock.boot_us();
    work(*request, shared, eye, reply);
    reply.took_us = clock.boot_us() - began;
    if (!say(reply)) return 0;
  }
}

}  // namespace

std::optional<int> run_as_worker(int argc, char** argv) {
  if (argc != 2 || std::strcmp(argv[1], worker_argument) != 0) return std::nullopt;
  settle_in();
  struct stat st {};
  if (::fstat(worker_memory_fd, &st) != 0 || st.st_size != static_cast<off_t>(ring_bytes)) return 1;
  const void* shared = ::mmap(nullptr, ring_bytes, PROT_READ, MAP_SHARED, worker_memory_fd, 0);
  if (shared == MAP_FAILED) return 1;
  return serve({static_cast<const std::uint8_t*>(shared), ring_bytes});
}

}  // namespace outpost::dev::vision
