// A car behind a simulated adapter or bus: its units, what they support, live values that move with time,
// codes with freeze frames, test results, identifiers, and how all of it ages. Cars are data files
// (devices/data/cars, whose README has the format). Speaks payloads; framing is the business of the adapter
// or the bus.
#pragma once

#include "devices/codec/obd_protocol.hpp"
#include "devices/codec/obd_request.hpp"
#include "edge/base/clock.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace outpost::dev {

inline constexpr int max_car_age_months = 36;

/// How a live value moves: between `low` and `high`, as a wave or as a warm-up that ends at `high`.
struct SimCurve {
  enum class Shape { fixed, wave, warm_up } shape = Shape::fixed;
  double low = 0, high = 0;
  double period_s = 20;
  Bytes raw;  ///< used as it is when not empty
};

/// What was stored with a code, frame 00: one identifier of service 01 each.
struct SimFreeze {
  std::string code;
  std::map<std::uint8_t, SimCurve> pids;
};

/// One test result of service 06, in the unit of its scaling id.
struct SimTest {
  std::uint8_t monitor = 0, test = 0, scaling = 0;
  double value = 0, least = 0, most = 0;
};

/// One code of UDS service 19.
struct SimUdsCode {
  std::string code;               ///< "P0420"
  std::uint8_t failure_type = 0;  ///< third byte
  std::uint8_t status = 0, severity = 0;
  bool permanent = false;
  Bytes snapshot;  ///< from the count of identifiers on; empty = none
  Bytes extended;  ///< record number and data; empty = none
};

/// A message that a unit sends by itself, as on the bus of a running car.
struct SimBroadcast {
  std::uint32_t can_id = 0;
  bool wide = false;      ///< 29-bit identifier
  Bytes data;             ///< over 8 bytes: announced and sent in packets as SAE J1939-21 has it
  Micros every_us = 0;    ///< 0 = only when asked for
  std::uint32_t pgn = 0;  ///< the parameter group that it answers a request for
};

/// Voltage at the plug.
struct SimBattery {
  int rest_mv = 12'600, charge_mv = 12'600, crank_mv = 10'800;
};

struct SimUnit {
  std::uint32_t can_id = 0;      ///< identifier it answers with
  std::uint32_t request_id = 0;  ///< identifier that it is asked with alone
  std::uint8_t address = 0;      ///< on older buses
  bool functional = true;        ///< listens to requests to all
  bool one_at_a_time = false;    ///< knows no requests for several identifiers
  bool obd = true;               ///< has the services of SAE J1979
  bool uds = false;              ///< has those of ISO 14229
  std::string name;
  std::vector<std::string> calibrations, cvns;
  std::vector<std::string> stored, pending, permanent;
  bool mil_on = false;
  Bytes monitors;  ///< bytes B, C, D of identifier 01
  std::map<std::uint8_t, SimCurve> pids;
  std::optional<SimFreeze> freeze;
  std::vector<SimTest> tests;
  std::vector<unsigned> in_use;           ///< counters of service 09; 08 or 0B by the kind of engine
  std::map<unsigned, Bytes> identifiers;  ///< of service 22
  std::vector<SimUdsCode> uds_codes;
  std::map<std::string, Micros> slow;  ///< request as hex digits -> time until the answer, announced by 78
  bool cleared = false;                ///< codes and results were erased since the start
};

struct SimAnswer {
  const SimUnit* unit = nullptr;
  Bytes payload;
  Micros after_us = 0;  ///< behind the usual time of the bus
};

/// What the engine does: some answers and service 04 depend on it.
struct CarState {
  bool awake = true;    ///< false: the ignition is on and the engine stands
  bool engine = true;   ///< the car has an engine, and it runs
  Micros since_us = 0;  ///< since the start
};

class Car {
public:
  /// Error `bad-car` names the file and what is wrong with it.
  static Result<Car> parse(std::string_view json, const std::string& name, int month = 0);
  /// One of devices/data/cars by its name, as it is `month` (0 to max_car_age_months) months later. Error
  /// `bad-car`.
  static Result<Car> load(const std::string& name, int month = 0);

  int protocol() const { return protocol_; }
  /// can29 also for a truck that speaks SAE J1939 only (protocol 10).
  Bus bus() const;
  const std::string& vin() const { return vin_; }
  const std::vector<SimUnit>& units() const { return units_; }
  std::vector<SimUnit>& units() { return units_; }
  const std::vector<SimBroadcast>& broadcasts() const { return broadcasts_; }
  const SimBattery& battery() const { return battery_; }

  void set_engine(bool runs) { engine_ = runs; }
  bool engine_runs() const;
  /// The next request is answered only after so long, with "wait" answers (78) until then.
  void hold_next(Micros us) { hold_us_ = us; }

  /// What the units say, `since_us` after the start. `request.to`: one unit's request id (its address on
  /// older buses), 0 = all. Units that do not support what all were asked keep silent, as the standards want;
  /// one that was asked alone refuses with 7F. Services 04 and 14 change the car.
  std::vector<SimAnswer> answer(const ObdRequest& request, Micros since_us);

private:
  struct Busy {
    Bytes request;
    Micros until_us = 0;
  };
  bool asked(const SimUnit& unit, std::uint32_t to) const;
  Micros slow_for(const SimUnit& unit, const ObdRequest& request, Micros since_us);

  int protocol_ = 6;
  std::string vin_;
  std::vector<SimUnit> units_;
  std::vector<SimBroadcast> broadcasts_;
  SimBattery battery_;
  bool engine_ = true;
  Micros hold_us_ = 0;
  std::map<std::uint32_t, Busy> busy_;  // by unit
};

}  // namespace outpost::dev
