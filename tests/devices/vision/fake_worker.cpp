// A decoding worker that does what the first word of the frame says: die, hang, talk nonsense. For
// worker_test.
#include "devices/vision/worker.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace outpost;
using namespace outpost::dev::vision;

namespace {

void say(const WorkReply& reply) {
  const auto bytes = encode_reply(reply);
  if (::send(worker_socket_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) std::_Exit(1);
}

/// A child that would spoil the frames or their memory.
std::string vandal() {
  const bool written =
      ::mmap(nullptr, 4'096, PROT_READ | PROT_WRITE, MAP_SHARED, worker_memory_fd, 0) != MAP_FAILED;
  const bool shrunk = ::ftruncate(worker_memory_fd, 0) == 0;
  return written ? "wrote" : shrunk ? "shrank" : "kept out";
}

void obey(const std::string& word, const WorkRequest& q) {
  if (word == "abort" || (word == "fragile" && !q.careful)) {
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  }
  if (word == "fpe") std::raise(SIGFPE);
  if (word == "exit") std::_Exit(0);
  if (word == "hang")
    for (;;) ::pause();
  if (word == "slow") ::usleep(300'000);
  if (word == "nonsense") ::send(worker_socket_fd, "nonsense", 8, 0);
  WorkReply reply;
  reply.job = word == "wrong-job" ? q.job + 1 : q.job;
  if (word == "wrong-job") say(reply);
  reply.job = q.job;
  reply.codes.push_back({Symbology::qr, word == "vandal" ? vandal() : word, {}, {}});
  say(reply);
}

}  // namespace

int main() {
  const char* limit = std::getenv("FAKE_WORKER_DEAD");
  if (limit) return 1;
  const auto* memory =
      static_cast<const char*>(::mmap(nullptr, ring_bytes, PROT_READ, MAP_SHARED, worker_memory_fd, 0));
  say({});
  char buffer[256];
  for (;;) {
    const auto n = ::recv(worker_socket_fd, buffer, sizeof buffer, 0);
    if (n <= 0) return 0;
    const auto q = decode_request(as_bytes({buffer, static_cast<std::size_t>(n)}));
    if (!q) return 1;
    const std::string frame(memory + static_cast<std::size_t>(q->slot) * slot_bytes,
                            static_cast<std::size_t>(q->length));
    const auto picture = frame.rfind("IEND");  // a word after the end of a PNG, for tests that need a picture
    obey(picture == frame.npos ? frame : frame.substr(picture + 8), *q);
  }
}
