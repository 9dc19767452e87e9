// An adapter and a car on the far end of a real line, in a process of its own: a pseudo terminal, or a TCP
// port on this machine. The adapter is the product's simulator on a clock that jumps, so it answers at once;
// what it has said to a question of service 01 it keeps, and so costs next to nothing.
#pragma once

#include <string>
#include <sys/types.h>

namespace outpost::bench {

class FarEnd {
public:
  enum class Kind { pty, tcp };

  /// Throws std::runtime_error.
  explicit FarEnd(Kind kind);
  ~FarEnd();
  FarEnd(const FarEnd&) = delete;
  FarEnd& operator=(const FarEnd&) = delete;

  /// "serial:/dev/pts/3", "tcp:127.0.0.1:35000".
  const std::string& port() const { return port_; }
  /// A descriptor to the near end, as a bare client opens it.
  int open_bare() const;

private:
  Kind kind_;
  std::string port_, path_;
  int number_ = 0;
  int near_ = -1;  // keeps the terminal alive
  pid_t child_ = -1;
};

}  // namespace outpost::bench
