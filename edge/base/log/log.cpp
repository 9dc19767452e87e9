#include "edge/base/log/log.hpp"

#include <Poco/AutoPtr.h>
#include <Poco/Channel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace outpost::log {
namespace {

/// Writes each message with one write(2), so that lines of several processes on one terminal do not mix.
class StderrChannel final : public Poco::Channel {
public:
  explicit StderrChannel(std::string program)
      : program_(std::move(program)), journal_(std::getenv("JOURNAL_STREAM") != nullptr) {}

  void log(const Poco::Message& m) override {
    std::string line;
    if (journal_)
      line = "<" + std::to_string(syslog(m.getPriority())) + ">";
    else
      line = program_ + ": " +
             (m.getPriority() <= Poco::Message::PRIO_ERROR     ? "error: "
              : m.getPriority() <= Poco::Message::PRIO_WARNING ? "warning: "
                                                               : "");
    for (const char c : m.getText()) line += c == '\n' || c == '\r' ? ' ' : c;
    line += '\n';
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, line.data(), line.size());
  }

private:
  static int syslog(Poco::Message::Priority p) {
    if (p <= Poco::Message::PRIO_ERROR) return 3;
    if (p <= Poco::Message::PRIO_WARNING) return 4;
    return p <= Poco::Message::PRIO_INFORMATION ? 6 : 7;
  }
  std::string program_;
  bool journal_;
};

Poco::Message::Priority priority(Level l) {
  switch (l) {
  case Level::debug: return Poco::Message::PRIO_DEBUG;
  case Level::info: return Poco::Message::PRIO_INFORMATION;
  case Level::warning: return Poco::Message::PRIO_WARNING;
  case Level::error: return Poco::Message::PRIO_ERROR;
  }
  return Poco::Message::PRIO_INFORMATION;
}

}  // namespace

void open(std::string_view program, Level least) {
  Poco::AutoPtr<Poco::Channel> channel(new StderrChannel(std::string(program)));
  Poco::Logger::root().setChannel(channel);
  Poco::Logger::root().setLevel(priority(least));
}

Level level_of(std::string_view name) {
  if (name == "debug") return Level::debug;
  if (name == "warning") return Level::warning;
  if (name == "error") return Level::error;
  return Level::info;
}

void write(Level level, std::string_view text) {
  auto& root = Poco::Logger::root();
  root.log(Poco::Message("outpost", std::string(text), priority(level)));
}

std::string masked(std::string_view s) {
  if (s.size() < 8) return std::string(s.size(), '*');
  return std::string(s.substr(0, 2)) + std::string(s.size() - 4, '*') + std::string(s.substr(s.size() - 2));
}

}  // namespace outpost::log
