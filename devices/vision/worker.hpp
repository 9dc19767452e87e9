// The parent's side of the decoding worker: one child process, one frame at a time, a watchdog. The frames
// lie in a ring of slots in sealed memory that the child may only read. The libraries abort on some photos
// and could hang on others; here that costs one frame: the child is replaced at once and the frame is
// reported as crashed or hung. Never blocks; one thread.
#pragma once

#include "devices/vision/worker_wire.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <sys/types.h>

namespace outpost::dev::vision {

inline constexpr int worker_socket_fd = 3;  ///< in the child
inline constexpr int worker_memory_fd = 4;
inline constexpr const char* worker_argument = "--decode-worker";

/// How a frame ended.
struct WorkResult {
  enum class End { done, crashed, hung };
  End end = End::done;
  WorkReply reply;  ///< of `done`
};

class Worker {
public:
  static constexpr Micros hang_limit = us_per_s;  ///< of reading codes
  static constexpr std::int64_t pixels_per_s =
      20'000'000;                                      ///< opening a large file takes its time; not a hang
  static constexpr Micros start_limit = 5 * us_per_s;  ///< until a new child says that it is there
  static constexpr Micros respawn_pause = us_per_s;    ///< when children die before they are there

  /// `program` is started with `--decode-worker`. Error `worker-start`.
  static Result<std::unique_ptr<Worker>> start(const std::string& program, Micros now);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// A slot of the ring (0 to ring_slots - 1); not to be written while the worker reads it.
  std::span<std::uint8_t> slot(int number) {
    return {memory_ + static_cast<std::size_t>(number) * slot_bytes, slot_bytes};
  }
  bool ready() const { return phase_ == Phase::idle; }
  bool busy() const { return phase_ == Phase::working; }
  /// Precondition: ready(). `pixels` of a file, as its header says, for the watchdog. Fills in the job
  /// number.
  void submit(WorkRequest request, std::int64_t pixels, Micros now);
  /// Drives the watchdog and the replacement; gives the frame's end when there is one.
  std::optional<WorkResult> step(Micros now);
  /// For poll: readable when the worker says something or dies; -1 while there is none.
  int fd() const { return socket_; }
  std::optional<Micros> deadline() const;
  /// Gives the memory of a large frame back to the system.
  void trim(int slot, std::size_t used);

  std::int64_t restarts() const { return restarts_; }
  /// From the death (or the kill) of the last worker until its successor was there; 0 = none died yet.
  Micros last_replacement_us() const { return replacement_; }
  pid_t pid() const { return pid_; }

private:
  enum class Phase { starting, idle, working, dead };
  Worker(std::string program, int memory_fd, int read_only_fd, std::uint8_t* memory);
  Result<void> spawn(Micros now);
  void bury();
  std::optional<WorkResult> replace(WorkResult::End end, Micros now);
  std::optional<WorkResult> hear(Micros now);

  std::string program_;
  int memory_fd_, read_only_fd_;
  std::uint8_t* memory_;
  Bytes heard_;  // what the worker last said
  int socket_ = -1;
  pid_t pid_ = -1;
  Phase phase_ = Phase::dead;
  std::uint64_t job_ = 0;
  Micros due_ = 0;  // of the phase
  Micros died_at_ = 0;
  Micros replacement_ = 0;
  std::int64_t restarts_ = 0;
};

}  // namespace outpost::dev::vision
