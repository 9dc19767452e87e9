// The other end of a wire, in this process: what `sim:NAME?key=value` puts behind the real driver. A
// simulator is a state machine like a driver is: bytes and time in, bytes out; no I/O towards the host, no
// clock of its own. The `sim:` transport carries its bytes through bounded pipes on a deterministic step, and
// applies the fault plan (fault_plan.hpp) if the port asks for one, so a simulator itself speaks correctly.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace outpost::dev {

class Simulator {
public:
  virtual ~Simulator() = default;
  /// The host opened the port: power is on the wire. Called again after every close.
  virtual void on_plug(Micros now) = 0;
  /// Bytes that the host wrote.
  virtual void on_bytes(ByteView bytes, Micros now) = 0;
  /// Time passes; called no later than next_deadline().
  virtual void on_tick(Micros now) = 0;
  /// Takes what the device has put on the wire by now.
  virtual Bytes take_output() = 0;
  /// When on_tick has something to do; nothing = only bytes wake it.
  virtual std::optional<Micros> next_deadline() const = 0;
  /// false: the cable is out. The transport then reports `port-unplugged`, and `port-absent` while it stays
  /// out.
  virtual bool plugged() const { return true; }
  /// false: no room for further bytes (out of paper, flow control); the host's write takes 0.
  virtual bool accepts() const { return true; }
};

/// What stands behind `sim:`: the name before `?` picks the maker, the pairs after it come in here. The host
/// adds the unit's own settings that a simulator may want (`unit`, `copy_dir`, `width_columns`) where the
/// port is silent.
struct SimArgs {
  std::string name;
  std::map<std::string, std::string, std::less<>> values;

  std::string text(std::string_view key, std::string_view fallback = {}) const;
  /// A whole number within [least, most]; error `bad-port`.
  Result<std::int64_t> number(std::string_view key, std::int64_t fallback, std::int64_t least,
                              std::int64_t most) const;
};

using SimMaker = std::function<Result<std::unique_ptr<Simulator>>(const SimArgs&)>;
/// Name to maker; devices/sim/table.hpp has the product's.
using SimTable = std::map<std::string, SimMaker, std::less<>>;

}  // namespace outpost::dev
