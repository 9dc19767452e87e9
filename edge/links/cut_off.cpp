#include "edge/links/cut_off.hpp"

#include <algorithm>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::links {

CutOff::CutOff() : thread_([this] { run(); }) {}

CutOff::~CutOff() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

CutOff::Guard::Guard(CutOff& owner, int fd, int whole_ms)
    : owner_(owner), fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)),
      at_(std::chrono::steady_clock::now() + std::chrono::milliseconds(whole_ms)) {
  std::lock_guard lock(owner_.mutex_);
  place_ = owner_.guards_.insert(owner_.guards_.end(), this);
  if (owner_.cancelled_ || fd_ < 0)
    ::shutdown(fd_ < 0 ? fd : fd_, SHUT_RDWR);  // unwatched is worse than broken
  owner_.wake_.notify_all();
}

CutOff::Guard::~Guard() {
  std::lock_guard lock(owner_.mutex_);
  owner_.guards_.erase(place_);
  if (fd_ >= 0) ::close(fd_);
}

void CutOff::cancel() {
  std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (auto* guard : guards_) ::shutdown(guard->fd_, SHUT_RDWR);
}

bool CutOff::cancelled() const {
  std::lock_guard lock(mutex_);
  return cancelled_;
}

void CutOff::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    auto now = std::chrono::steady_clock::now();
    auto next = now + std::chrono::hours(1);
    for (auto* guard : guards_) {
      if (guard->at_ <= now) {
        ::shutdown(guard->fd_, SHUT_RDWR);
        guard->at_ = now + std::chrono::hours(1);  // once is enough
      }
      next = std::min(next, guard->at_);
    }
    wake_.wait_until(lock, next);
  }
}

}  // namespace outpost::links
