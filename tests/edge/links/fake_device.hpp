// A device process as far as edge can see it: a DEALER that says whatever a test wants, also what no honest
// one would.
#pragma once

#include "edge/contract/ipc/message.hpp"

#include <memory>
#include <optional>
#include <string>

namespace outpost::test {

class FakeDevice {
public:
  /// `immediate` as the product has it: nothing is kept for an edge that is away.
  FakeDevice(const std::string& data_dir, std::string unit, bool immediate = true);
  ~FakeDevice();

  /// hello with `driver`, then waits for `bind`; its body, "" when none came.
  std::string hello(const std::string& driver);
  void say(const std::string& state, const std::string& reason = "");
  void beat();
  /// A reading with the next seq, seen `age_us` ago.
  void reading(const std::string& name, const std::string& body, Micros age_us = 0);
  void preview(const std::string& body, const std::string& jpeg);
  void scan(const std::string& code, Micros age_us = 0);
  void outcome(const std::string& name, const Id& id, const std::string& body);
  void send(ipc::Message message);
  void send_raw(const std::string& bytes);
  /// The next message of this kind; beats are answered by silence.
  std::optional<ipc::Message> wait(ipc::Kind kind, int timeout_ms = 20'000);
  /// As a restarted process: a new boot id, seq from 1.
  void restart();

  ipc::Message message(ipc::Kind kind) const;
  std::uint64_t seq = 0;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::string unit_;
  Id boot_;
};

}  // namespace outpost::test
