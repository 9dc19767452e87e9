#include "tests/bench/obd/far_end.hpp"

#include "devices/sim/elm327.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <netinet/tcp.h>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace outpost::bench {
namespace {

using namespace dev;

// Answers command by command.
class QuickAdapter {
public:
  QuickAdapter() {
    auto made = Elm327::make({"elm327", {{"car", "petrol-2014"}, {"baud", "3000000"}, {"latency_ms", "0"}}});
    if (!made) throw std::runtime_error(made.error().text);
    sim_ = std::move(*made);
    sim_->on_plug(now_);
  }
  const std::string& answer(const std::string& command) {
    if (!command.starts_with("01")) kept_.clear();  // a setting may change what comes
    const auto [at, fresh] = kept_.try_emplace(command);
    if (!fresh) return at->second;
    auto& said = at->second;
    sim_->on_bytes(as_bytes(command + "\r"), now_);
    while (!said.ends_with('>')) {
      said += as_text(sim_->take_output());
      now_ = std::max(now_ + 1, sim_->next_deadline().value_or(now_));
      sim_->on_tick(now_);
    }
    return said;
  }

private:
  std::unique_ptr<Simulator> sim_;
  Micros now_ = us_per_s;
  std::map<std::string, std::string> kept_;
};

void serve(int line) {
  QuickAdapter adapter;
  std::string open;
  char buffer[4'096];
  for (;;) {
    const auto n = ::read(line, buffer, sizeof buffer);
    if (n <= 0) return;
    for (const char c : std::string_view(buffer, static_cast<std::size_t>(n))) {
      if (c != '\r') {
        open += c;
        continue;
      }
      const auto& said = adapter.answer(open);
      open.clear();
      if (::write(line, said.data(), said.size()) < 0) return;
    }
  }
}

void serve_tcp(int listener) {
  for (;;) {
    const int line = ::accept(listener, nullptr, nullptr);
    if (line < 0) return;
    const int on = 1;
    setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    serve(line);
    ::close(line);
  }
}

void make_raw(int fd) {
  termios t{};
  ::tcgetattr(fd, &t);
  ::cfmakeraw(&t);
  ::tcsetattr(fd, TCSANOW, &t);
}

}  // namespace

FarEnd::FarEnd(Kind kind) : kind_(kind) {
  int far = -1;
  if (kind == Kind::pty) {
    char name[64] = {};
    if (::openpty(&far, &near_, name, nullptr, nullptr) != 0) throw std::runtime_error("no pseudo terminal");
    make_raw(near_);
    path_ = name;
    port_ = "serial:" + path_;
  } else {
    far = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(far, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(far, 4) != 0 ||
        ::getsockname(far, reinterpret_cast<sockaddr*>(&at), &size) != 0)
      throw std::runtime_error("no TCP port");
    number_ = ntohs(at.sin_port);
    port_ = fmt::format("tcp:127.0.0.1:{}", number_);
  }
  child_ = ::fork();
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (near_ >= 0) ::close(near_);
    kind == Kind::pty ? serve(far) : serve_tcp(far);
    ::_exit(0);
  }
  ::close(far);
  if (child_ < 0) throw std::runtime_error("no process");
}

FarEnd::~FarEnd() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  if (near_ >= 0) ::close(near_);
}

int FarEnd::open_bare() const {
  if (kind_ == Kind::pty) {
    const int fd = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    make_raw(fd);
    return fd;
  }
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(static_cast<std::uint16_t>(number_));
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
    throw std::runtime_error("the far end is not there");
  return fd;
}

}  // namespace outpost::bench
