// One port at work: a line with its driver, or a camera with its reader. The loop polls what wait() names,
// then calls step(); nothing here may block.
#pragma once

#include "devices/drivers/driver.hpp"
#include "devices/transport/transport.hpp"

#include <vector>

namespace outpost::dev {

class Unit {
public:
  virtual ~Unit() = default;
  /// Adds what to poll (a unit may have several descriptors, or none).
  virtual void wait(Micros now, std::vector<Wait>& out) const = 0;
  /// Does what can be done now: opens, reads, writes, ticks.
  virtual void step(Micros now) = 0;
  virtual void on_command(const Command& command, Micros now) = 0;
  virtual void on_bind(const Binding& binding, Micros now) = 0;
  virtual std::vector<Message> take_messages() = 0;
  virtual Snapshot snapshot() const = 0;
  /// The program ends: what is under way gets its outcome, ports are closed.
  virtual void stop(Micros now) = 0;
};

/// A unit that the configuration switched off: shown, never opened.
class DisabledUnit final : public Unit {
public:
  void wait(Micros, std::vector<Wait>&) const override {}
  void step(Micros) override {}
  void on_command(const Command& command, Micros now) override;
  void on_bind(const Binding&, Micros) override {}
  std::vector<Message> take_messages() override { return std::exchange(messages_, {}); }
  Snapshot snapshot() const override { return {.status = {State::disabled, ""}, .counters = {}}; }
  void stop(Micros) override {}

private:
  std::vector<Message> messages_;
};

}  // namespace outpost::dev
