// A car behind a simulated adapter: its units, what they support, live values that move with time, and stored
// codes. Cars are data files (devices/data/cars). Speaks payloads; framing is the adapter's business.
#pragma once

#include "devices/codec/obd_protocol.hpp"
#include "devices/codec/obd_request.hpp"
#include "edge/base/clock.hpp"

#include <map>
#include <string>
#include <vector>

namespace outpost::dev {

/// How a live value moves: between `low` and `high`, as a wave or as a warm-up that ends at `high`.
struct SimCurve {
  enum class Shape { fixed, wave, warm_up } shape = Shape::fixed;
  double low = 0, high = 0;
  double period_s = 20;
  Bytes raw;  ///< used as it is when not empty
};

struct SimUnit {
  std::uint32_t can_id = 0;  ///< identifier it answers with
  std::uint8_t address = 0;  ///< on older buses
  std::string name;
  std::vector<std::string> calibrations, cvns;
  std::vector<std::string> stored, pending, permanent;
  bool mil_on = false;
  Bytes monitors;  ///< bytes B, C, D of identifier 01
  std::map<std::uint8_t, SimCurve> pids;
};

struct SimAnswer {
  const SimUnit* unit = nullptr;
  Bytes payload;
};

class Car {
public:
  /// Error `bad-car` names the file and what is wrong with it.
  static Result<Car> parse(std::string_view json, const std::string& name);
  /// One of devices/data/cars by its name. Error `bad-car`.
  static Result<Car> load(const std::string& name);

  int protocol() const { return protocol_; }
  const std::string& vin() const { return vin_; }
  const std::vector<SimUnit>& units() const { return units_; }
  std::vector<SimUnit>& units() { return units_; }

  /// What the units say, `since_us` after the engine was started. Units that do not support it keep silent,
  /// as the standard wants for requests to all.
  std::vector<SimAnswer> answer(const ObdRequest& request, Micros since_us) const;

private:
  int protocol_ = 6;
  std::string vin_;
  std::vector<SimUnit> units_;
};

}  // namespace outpost::dev
