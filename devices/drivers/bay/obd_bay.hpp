// Driver `obd_bay`: a diagnostic bay with an ELM327 (or one of its many relatives) on a serial line, a TCP
// port or a simulator. Readings and outcomes are described in READINGS.md. It only reads cars (see
// SafeRequest).
#pragma once

#include "devices/drivers/bay/bay_session.hpp"
#include "devices/drivers/driver.hpp"
#include "devices/drivers/table.hpp"

namespace outpost::dev {

class ObdBay final : public DriverBase {
public:
  /// What the port carries.
  enum class Wire {
    adapter,  ///< lines of an ELM327 or one of its relatives
    can,      ///< frames of the car's bus itself
  };
  /// "can:can0" and "sim:can?..." are the bus, everything else is an adapter.
  static Wire wire_of(std::string_view port);

  /// `wall_us` gives UTC for the times in a report.
  ObdBay(std::string unit, Wire wire, std::function<Micros()> wall_us);
  static Result<std::unique_ptr<Driver>> make(const UnitSettings& settings);

  void on_open(Micros now) override;
  void on_close(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  void on_command(const Command& command, Micros now) override;
  void on_bind(const Binding& binding, Micros now) override;
  Snapshot snapshot() const override;
  std::optional<Micros> next_deadline() const override;

private:
  std::unique_ptr<CarLink> make_link(Wire wire);
  void after(Micros now);
  void say_bay(Micros now);
  void say_live(Micros now);
  void keep(std::string profiles);
  void end_command(const Command& command, std::string_view result, std::string_view reason);
  void start_report(const Command& command, Micros now);
  void choose_live(const Command& command);
  void start_clear(const Command& command, Micros now);
  void end_clear(const BayClear& clear);
  void say_steps();
  void end_report(const BayReport& report);

  std::string unit_;
  std::function<Micros()> wall_us_;
  std::unique_ptr<CarLink> link_;
  BaySession session_;
  bool bound_ = false;
  std::optional<Command> report_command_, clear_command_;
  std::string report_id_;
  std::size_t steps_said_ = 0;
  Micros report_utc_us_ = 0;
  std::string last_report_id_;
  bool bay_due_ = true;
  Micros bay_said_us_ = 0;
  BayState said_state_ = BayState::no_adapter;
  bool open_ = false, reopening_ = false;
};

}  // namespace outpost::dev
