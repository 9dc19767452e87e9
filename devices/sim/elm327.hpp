// An ELM327 (genuine, clone or STN) with a car behind it, seen from the wire: echo, prompt, blanks, headers,
// line speed, bus latency, and everything that goes wrong with real ones.
//
//   sim:elm327?car=petrol-2014&adapter=genuine-1.5&baud=38400&latency_ms=20&search_ms=1200
//              &script=silent@10,speak@15,ignition-off@30
#pragma once

#include "devices/sim/car.hpp"
#include "devices/transport/simulator.hpp"

#include <deque>

namespace outpost::dev {

/// How one make of adapter behaves.
struct Personality {
  std::string_view name;
  std::string_view id;                    ///< answer to ATI
  std::vector<std::string_view> unknown;  ///< beginnings of commands that it answers with "?"
  bool noisy = false;                     ///< NULs and doubled line ends between lines
  bool trailing_blank = true;             ///< a blank behind each line of bytes
  bool late_first_prompt = false;         ///< the prompt after the first command comes half a second late
};

class Elm327 final : public Simulator {
public:
  static Result<std::unique_ptr<Simulator>> make(const SimArgs& args);

  void on_plug(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  Bytes take_output() override;
  std::optional<Micros> next_deadline() const override;
  bool plugged() const override { return plugged_; }

  /// What goes wrong, or right again, from now on: silent, speak, ignition-off, ignition-on, unplug, plug,
  /// reset, flood, calm, stop-once, no-prompt-once, garbage-once, can-error-once, buffer-full-once,
  /// voltage-low, voltage-ok, modem. Error `bad-port` for another word.
  Result<void> act(std::string_view action, Micros now);

  Car& car() { return car_; }
  std::int64_t requests() const { return requests_; }  ///< questions to the car since the start
  const std::vector<std::string>& received() const { return received_; }

private:
  struct Chunk {
    Micros at_us;
    Bytes bytes;
  };
  struct Script {
    Micros at_us;  // since the first plug
    std::string action;
  };
  // Settings that a reset forgets.
  struct Settings {
    bool echo = true, line_feeds = false, spaces = true, headers = false;
    int protocol = 0;  // 0 = search
    bool automatic = true;
    bool connected = false;
  };

  Elm327(Car car, const Personality& personality) : car_(std::move(car)), personality_(personality) {}

  void command(std::string_view text, Micros now);
  void adapter_command(std::string_view text, Micros now);
  std::string adapter_answer(std::string_view text, Micros now);
  void car_command(std::string_view text, Micros now);
  void say(std::string_view text);  ///< a line, at the pace of the line
  void prompt();
  void say_answer(const SimAnswer& answer);
  void say_can(const SimAnswer& answer);
  std::string bytes_text(ByteView bytes) const;
  void put(std::string_view text);
  void pause_until(Micros at) { free_at_ = std::max(free_at_, at); }
  bool has_once(std::string_view action);
  void run_script(Micros now);

  Car car_;
  Personality personality_;
  Settings settings_;
  std::int64_t baud_ = 38'400;
  Micros latency_us_ = 20 * us_per_ms, search_us_ = 1'200 * us_per_ms, timeout_us_ = 200 * us_per_ms;
  std::vector<Script> script_;
  std::size_t script_at_ = 0;

  std::deque<Chunk> out_;
  Micros free_at_ = 0;        // when the line and the adapter are done with what is queued
  Micros busy_until_us_ = 0;  // a character before that interrupts a command
  Micros now_ = 0, first_plug_us_ = -1;
  std::string input_, last_command_;
  std::vector<std::string> once_;  // faults that happen at the next answer
  bool plugged_ = true, silent_ = false, ignition_ = true, flooding_ = false, modem_ = false,
       low_voltage_ = false;
  bool first_command_ = true;
  std::int64_t requests_ = 0;
  std::vector<std::string> received_;  // the last commands, for tests and the safety check
};

}  // namespace outpost::dev
