#include "devices/vision/worker.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // POSIX: declared by the program

namespace outpost::dev::vision {
namespace {

constexpr std::size_t trim_over = 4 << 20;  // ordinary photos keep their pages

Error cannot_start(const std::string& program, int error) {
  return fail(Code::io, "worker-start",
              fmt::format("{}: the decoding worker cannot be started: {}.", program, std::strerror(error)));
}

/// The child's descriptors and signals: its end of the pair, the memory, nothing else of ours.
class SpawnPlan {
public:
  SpawnPlan(int socket, int memory) {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    // Over 4 both, so that putting one in place cannot overwrite the other.
    posix_spawn_file_actions_adddup2(&files, socket, worker_socket_fd);
    posix_spawn_file_actions_adddup2(&files, memory, worker_memory_fd);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
#if !defined(__SANITIZE_ADDRESS__)
    // libzxing's assertion text says nothing that our own line about the frame does not.
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
};

int above_the_childs(int fd) {
  const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, 16);
  ::close(fd);
  return moved;
}

}  // namespace

Worker::Worker(std::string program, int memory_fd, int read_only_fd, std::uint8_t* memory)
    : program_(std::move(program)), memory_fd_(memory_fd), read_only_fd_(read_only_fd), memory_(memory),
      heard_(max_reply_bytes) {}

Worker::~Worker() {
  bury();
  ::munmap(memory_, ring_bytes);
  ::close(memory_fd_);
  ::close(read_only_fd_);
}

Result<std::unique_ptr<Worker>> Worker::start(const std::string& program, Micros now) {
  int fd = ::memfd_create("outpost-frames", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd >= 0) fd = above_the_childs(fd);
  // Sealed at its size: a child that shrank it would kill the parent at the next frame (SIGBUS).
  if (fd < 0 || ::ftruncate(fd, ring_bytes) != 0 ||
      ::fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return cannot_start(program, errno);
  int childs = ::open(fmt::format("/proc/self/fd/{}", fd).c_str(), O_RDONLY | O_CLOEXEC);
  if (childs >= 0) childs = above_the_childs(childs);
  void* memory = ::mmap(nullptr, ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (childs < 0 || memory == MAP_FAILED) return cannot_start(program, errno);
  std::unique_ptr<Worker> out(new Worker(program, fd, childs, static_cast<std::uint8_t*>(memory)));
  OUTPOST_CHECK(out->spawn(now));
  return out;
}

Result<void> Worker::spawn(Micros now) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
    return cannot_start(program_, errno);
  const int childs = above_the_childs(pair[1]);
  ::fcntl(childs, F_SETFL, 0);  // the child has nothing else to do than to wait
  const SpawnPlan plan(childs, read_only_fd_);
  // Its own name, not /proc/self/exe, for whoever looks at the list of processes.
  std::string name = program_invocation_short_name, argument = worker_argument;
  char* arguments[] = {name.data(), argument.data(), nullptr};
  const int error = posix_spawn(&pid_, program_.c_str(), &plan.files, &plan.attributes, arguments, environ);
  ::close(childs);
  if (error != 0) {
    ::close(pair[0]);
    pid_ = -1;
    return cannot_start(program_, error);
  }
  socket_ = pair[0];
  phase_ = Phase::starting;
  due_ = now + start_limit;
  return {};
}

/// Ends and reaps the child, whatever it is doing. SIGKILL cannot be refused, so the wait is short.
void Worker::bury() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (socket_ >= 0) ::close(socket_);
  pid_ = -1;
  socket_ = -1;
  phase_ = Phase::dead;
}

std::optional<WorkResult> Worker::replace(WorkResult::End end, Micros now) {
  const bool had_frame = busy();
  const bool never_lived = phase_ == Phase::starting;
  bury();
  if (!never_lived) died_at_ = now;
  due_ = never_lived ? now + respawn_pause : now;  // no storm of children that cannot live
  if (!never_lived) {
    ++restarts_;
    if (!spawn(now)) due_ = now + respawn_pause;
  }
  if (!had_frame) return std::nullopt;
  return WorkResult{end, {}};
}

void Worker::submit(WorkRequest request, std::int64_t pixels, Micros now) {
  request.job = ++job_;
  const Bytes bytes = encode_request(request);
  phase_ = Phase::working;
  due_ = now + hang_limit + pixels * us_per_s / pixels_per_s;
  // A refused send means that the child has died: step() hears it from the socket.
  [[maybe_unused]] const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

std::optional<WorkResult> Worker::step(Micros now) {
  if (phase_ == Phase::dead) {
    if (now >= due_ && !spawn(now)) due_ = now + respawn_pause;
    return std::nullopt;
  }
  if (auto result = hear(now)) return result;
  if (phase_ == Phase::idle || phase_ == Phase::dead || now < due_) return std::nullopt;
  return replace(WorkResult::End::hung, now);
}

std::optional<WorkResult> Worker::hear(Micros now) {
  Bytes& buffer = heard_;
  for (;;) {
    const auto n = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    if (n <= 0) return replace(WorkResult::End::crashed, now);
    auto reply = decode_reply(ByteView(buffer).first(static_cast<std::size_t>(n)));
    if (!reply) return replace(WorkResult::End::crashed, now);  // out of its mind
    if (phase_ == Phase::starting) {
      phase_ = Phase::idle;
      if (died_at_ > 0) replacement_ = now - std::exchange(died_at_, 0);
      continue;
    }
    if (phase_ != Phase::working || reply->job != job_) continue;
    phase_ = Phase::idle;
    return WorkResult{WorkResult::End::done, std::move(*reply)};
  }
}

std::optional<Micros> Worker::deadline() const {
  if (phase_ == Phase::idle) return std::nullopt;
  return due_;
}

void Worker::trim(int slot, std::size_t used) {
  if (used > trim_over)
    ::fallocate(memory_fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(slot) * slot_bytes,
                slot_bytes);
}

}  // namespace outpost::dev::vision
