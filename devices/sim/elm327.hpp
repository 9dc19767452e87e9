// An ELM327 (genuine, clone, STN, Wi-Fi) with a car behind it, seen from the wire: echo, prompt, blanks,
// headers, line speed, bus latency, and everything that goes wrong with real ones.
//
//   sim:elm327?car=petrol-2014&month=6&engine=off&adapter=genuine-1.5&baud=38400&latency_ms=20&search_ms=1200
//              &wait_ms=40&script=silent@10,speak@15,ignition-off@r7
//
// `wait_ms` is the least that adaptive timing waits behind an answer. Makes differ (10 to 60 ms); the default
// is the quickest.
#pragma once

#include "devices/sim/car.hpp"
#include "devices/sim/car_script.hpp"
#include "devices/sim/elm327_personality.hpp"
#include "devices/sim/elm327_settings.hpp"
#include "devices/transport/simulator.hpp"

#include <deque>
#include <functional>

namespace outpost::dev {

class Elm327 final : public Simulator {
public:
  static Result<std::unique_ptr<Simulator>> make(const SimArgs& args);
  /// What can go wrong, or right again.
  static const std::vector<ActionRow>& actions();

  void on_plug(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  Bytes take_output() override;
  std::optional<Micros> next_deadline() const override;
  bool plugged() const override { return trouble_.plugged && now_ >= away_until_us_; }

  /// One of actions(), as a script writes it without `@`: "silent", "pending:60". Error `bad-port`.
  Result<void> act(std::string_view action, Micros now);

  Car& car() { return car_; }
  std::int64_t requests() const { return requests_; }  ///< questions to the car since the start
  const std::vector<std::string>& received() const { return received_; }

private:
  struct Chunk {
    Micros at_us;
    Bytes bytes;
  };
  enum class Device { adapter, modem, scale, printer };
  // What is wrong at present.
  struct Trouble {
    bool plugged = true, silent = false, ignition = true, wrong_baud = false, echo_stuck = false,
         nuls = false, reset_drops = false, first_frame_only = false, first_frame_of_all = false,
         counts_nothing = false, interleave = false, stranger = false, tester = false;
    bool flooding = false;
    std::int64_t flood_bytes_s = 0;  ///< 0 = as fast as the line is
    Micros late_prompt_us = 0;
    std::optional<std::int64_t> voltage_mv;
    Device device = Device::adapter;
  };
  // A line that is on its way from the bus.
  struct Frame {
    Micros at_us = 0;
    std::uint32_t can_id = 0;
    Bytes bytes;             ///< of a CAN frame, or a whole message of an older bus
    std::size_t length = 0;  ///< of the message that a CAN frame belongs to
    bool first = true;       ///< of its message
    bool forced = false;     ///< passes every filter
    bool pending = false;    ///< 7F xx 78: the answer comes later
  };

  Elm327(Car car, const Personality& personality) : car_(std::move(car)), personality_(personality) {}

  // elm327.cpp: the wire
  void take_character(char c);
  void put(std::string_view text);
  void say(std::string_view text);  ///< a line, at the pace of the line
  void prompt();
  void pause_until(Micros at) { free_at_ = std::max(free_at_, at); }
  void command(std::string_view text);
  void restart(Micros wait_us);

  // elm327_commands.cpp
  std::string adapter_answer(std::string_view text);
  std::string setting_answer(std::string_view rest);
  std::string reset(bool whole);
  std::string set_protocol(std::string_view digits, bool try_only);
  std::string set_header(std::string_view digits);
  std::string set_filter(std::string_view digits, bool mask);
  std::string set_receive(std::string_view digits);
  std::string set_flow(std::string_view rest);
  std::string voltage() const;

  // elm327_car.cpp: the bus
  void car_command(std::string_view text);
  bool connect();
  void refuse_to_connect(bool searching);
  std::uint32_t addressed() const;
  bool heard_by_car() const;
  std::vector<Frame> exchange(const ObdRequest& request);
  void add_frames(std::vector<Frame>& out, const SimAnswer& answer, Micros at) const;
  void add_strangers(std::vector<Frame>& out) const;
  bool continues(const SimUnit& unit) const;
  bool passes(const Frame& frame) const;
  void listen(const std::vector<Frame>& frames, std::size_t wanted);
  void learn(Micros answer_us);
  bool say_frame(const Frame& frame);
  std::string bytes_text(ByteView bytes) const;
  std::string line_text(const Frame& frame) const;

  // elm327_trouble.cpp
  void act_on(const CarAction& action);
  void run_script(Micros now);
  bool has_once(std::string_view action);
  bool complain();
  void misbehave(Micros now);

  Car car_;
  Personality personality_;
  ElmSettings settings_;
  Trouble trouble_;
  CarScript script_;
  std::int64_t baud_ = 38'400;
  Micros latency_us_ = 20 * us_per_ms, search_us_ = 1'200 * us_per_ms, least_wait_us_ = 0;
  Micros learned_us_ = 0;  // adaptive timing: how long it waits behind an answer; 0 = nothing learned

  std::deque<Chunk> out_;
  Micros free_at_ = 0;        // when the line and the adapter are done with what is queued
  Micros busy_until_us_ = 0;  // a character before that interrupts a command
  Micros now_ = 0, first_plug_us_ = -1, away_until_us_ = 0, chatter_at_us_ = 0, cranking_until_us_ = 0;
  std::string input_, last_command_;
  std::vector<std::string_view> once_;  // faults that happen at the next answer
  std::vector<std::string> refused_;    // beginnings of commands that a script took away
  std::size_t reply_chars_ = 0;         // of the reply under way
  bool first_command_ = true, stray_said_ = false, locked_ = false;
  std::int64_t requests_ = 0, restarts_ = 0;
  std::vector<std::string> received_;  // the last commands, for tests and the safety check
};

}  // namespace outpost::dev
