// What is known about the car in the bay, filled answer by answer. Holds no rule of the wire.
#pragma once

#include "devices/codec/obd.hpp"
#include "devices/codec/readiness.hpp"
#include "devices/drivers/bay/bay_problems.hpp"
#include "edge/base/clock.hpp"

#include <map>
#include <optional>
#include <set>

namespace outpost::dev {

/// What UDS adds to a code. `severity`: of WWH-OBD only.
struct BayUdsCode {
  std::uint8_t failure_type = 0, status = 0;
  std::optional<std::uint8_t> severity;

  bool operator==(const BayUdsCode&) const = default;
};

struct BayCode {
  std::string code;                 ///< "P0301"
  std::string kind;                 ///< "stored", "pending", "permanent"
  std::string source;               ///< the unit that has it
  std::optional<BayUdsCode> uds{};  ///< of codes that were read by UDS (too)

  bool operator==(const BayCode&) const = default;
};

/// A result of a self-test (service 06) with the limits that the car itself sets.
struct BayTest {
  std::uint8_t monitor = 0, test = 0;
  std::string unit;  ///< of the three numbers
  double value = 0, least = 0, most = 0;
  bool passed = false;
};

struct BayUnit {
  std::string name;  ///< as the unit calls itself; may be empty
  std::vector<std::string> calibrations, cvns;
  /// Identifiers of service 01 and of freeze frame 0, information types of 09, monitors of 06.
  std::set<std::uint8_t> supported, freeze_supported, info, monitors;
  std::optional<bool> mil_on;
  std::optional<int> dtc_count;
  std::optional<Readiness> readiness, this_cycle;
  std::string freeze_code;       ///< the trouble code that stored the freeze frame; "" = none is stored
  std::vector<ObdValue> freeze;  ///< of frame 0
  std::vector<BayTest> tests;
  std::vector<ObdValue> in_use;  ///< how often the self-tests ran and could have
};

struct BayLive {
  ObdValue value;
  Micros at_us = 0;
};

/// One question and its answer as it came, kept so that a report can be read again by better software.
struct BayStep {
  std::string step, request, result;  ///< request: "0902", "7E0:22F190"; result: "ok" or what was wrong
  std::string bus;                    ///< bus_name(); with `headers` how the lines are to be read
  bool headers = true;
  Micros at_us = 0, took_us = 0;  ///< at: since the report began
  std::vector<std::string> lines;
};

struct BayFacts {
  /// The law names eight; a line that invents identifiers shall not fill the memory.
  static constexpr std::size_t max_units = 16;

  std::string vin;  ///< "" = not known
  std::map<std::string, BayUnit> units;
  std::optional<bool> vehicle_lamp;  ///< of WWH-OBD: as the car's own summary has it
  std::vector<BayCode> codes;
  std::set<std::string>
      codes_read;  ///< kinds that were answered: an empty list is then "none", not "not known"
  std::map<std::pair<std::string, std::string>, BayLive> live;  ///< by (unit, name)
  BayProblems problems;
  std::vector<BayStep> steps;

  /// Takes in what an answer to `request` says; faults become problems of `step`.
  void take(const ObdRequest& request, const ObdReading& reading, std::string_view step, Micros now);

  std::optional<bool> mil_on() const;    ///< the car's own word, or any unit's lamp request
  std::optional<int> dtc_count() const;  ///< of all units
  /// Of all units together.
  std::set<std::uint8_t> all(std::set<std::uint8_t> BayUnit::*which) const;
  std::set<std::uint8_t> supported() const { return all(&BayUnit::supported); }
};

/// The usual ten live values, best known first.
const std::vector<std::uint8_t>& usual_live_pids();

}  // namespace outpost::dev
