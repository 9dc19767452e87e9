#include "tests/e2e/harness/process.hpp"

#include "tests/e2e/harness/files.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace outpost::e2e {
namespace {

/// Between fork and exec of a process with threads: only calls that are safe in a signal handler.
[[noreturn]] void become(const char* program, char* const* argv, char* const* envp, int out, int err,
                         pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);  // the test died before the line above
  setpgid(0, 0);                        // Ctrl-C at the terminal is for the test, which ends its children
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execve(program, argv, envp);
  constexpr char said[] = "e2e: the program could not be started\n";
  if (write(STDERR_FILENO, said, sizeof said - 1) < 0) _exit(126);
  _exit(127);
}

int open_log(const std::string& path, int flags) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  if (fd < 0) throw std::runtime_error(fmt::format("{}: {}", path, std::strerror(errno)));
  return fd;
}

pid_t spawn(const std::string& program, const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment, int out, int err) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const auto& e : environment)
    envp.push_back(const_cast<char*>(e.c_str()));  // the first of a name counts
  for (char** e = environ; *e; ++e) envp.push_back(*e);
  envp.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  if (pid == 0) become(program.c_str(), argv.data(), envp.data(), out, err, parent);
  return pid;
}

}  // namespace

std::string Ending::text() const {
  return signal ? fmt::format("killed by signal {}", signal) : fmt::format("exit code {}", code);
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), ending_(other.ending_) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    kill9();
    pid_ = std::exchange(other.pid_, -1);
    ending_ = other.ending_;
  }
  return *this;
}

Process::~Process() { kill9(); }

Process Process::start(const std::string& program, const std::vector<std::string>& arguments,
                       const std::string& log, const std::vector<std::string>& environment) {
  const int fd = open_log(log, O_APPEND);
  Process process = start_on(program, arguments, fd, fd, environment);
  close(fd);
  return process;
}

Process Process::start_on(const std::string& program, const std::vector<std::string>& arguments, int out,
                          int err, const std::vector<std::string>& environment) {
  if (access(program.c_str(), X_OK) != 0)
    throw std::runtime_error(program + ": there is no such program; build it, or set OUTPOST_BIN_DIR");
  return Process(spawn(program, arguments, environment, out, err));
}

bool Process::reap(bool block) {
  if (pid_ < 0) return true;
  int status = 0;
  const pid_t got = waitpid(pid_, &status, block ? 0 : WNOHANG);
  if (got != pid_) return false;
  ending_ = WIFSIGNALED(status) ? Ending{-1, WTERMSIG(status)} : Ending{WEXITSTATUS(status), 0};
  pid_ = -1;
  return true;
}

bool Process::running() { return !reap(false); }

void Process::signal(int number) {
  if (running()) kill(pid_, number);
}

void Process::kill9() {
  if (!running()) return;
  kill(pid_, SIGKILL);
  while (!reap(true)) {
  }
}

std::optional<Ending> Process::wait(milliseconds patience) {
  if (!eventually(
          patience, [&] { return reap(false); }, milliseconds{2}))
    return std::nullopt;
  return ending_;
}

Ending Process::stop(milliseconds patience) {
  signal(SIGTERM);
  if (auto ending = wait(patience)) return *ending;
  kill9();
  return ending_;
}

Told run(const std::string& program, const std::vector<std::string>& arguments, milliseconds patience) {
  const Folder folder("outpost-run");
  const std::string out = folder.path() + "/out", err = folder.path() + "/err";
  const int out_fd = open_log(out, O_TRUNC), err_fd = open_log(err, O_TRUNC);
  Process tool = Process::start_on(program, arguments, out_fd, err_fd);
  close(out_fd);
  close(err_fd);
  const auto ending = tool.wait(patience);
  if (!ending) throw std::runtime_error(fmt::format("{} took over {} ms", program, patience.count()));
  return {*ending, read_file(out), read_file(err)};
}

void pause(milliseconds time) { std::this_thread::sleep_for(time); }

}  // namespace outpost::e2e
