// What a simulated car can have said, so that a test can hold every value of every message against it.
#pragma once

#include "devices/codec/value_scale.hpp"
#include "devices/sim/car.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace outpost::dev::test {

class Truth {
public:
  /// `plugged_us`: when the simulator's clock began.
  Truth(const std::string& car, Micros plugged_us);

  /// Each holds a message against the car; what the car cannot have said is remembered.
  void live(const nlohmann::json& body, Micros now);
  void bay(const nlohmann::json& body);
  /// `outcome` of a report that was commanded at `began`.
  void report(const nlohmann::json& outcome, Micros began);

  /// Another tester's answer to its own question is the car's word too.
  void allow(std::string pid, double value) { allowed_.emplace(std::move(pid), value); }
  Micros late_us = 0;  ///< a unit that asks for time gives what was true so long ago
  std::int64_t values() const { return values_; }  ///< that were held against the car
  const std::vector<std::string>& wrong() const { return wrong_; }

private:
  struct Said {
    std::string source, name, unit;
    nlohmann::json value;
  };
  const std::vector<Said>& said(std::uint8_t pid, std::int64_t slot);
  bool possible(const nlohmann::json& value, Micros from, Micros to);
  void live_values(const nlohmann::json& document, Micros began);
  void same(const nlohmann::json& list, const char* what);
  void complain(const std::string& what, const nlohmann::json& value);

  Car car_;
  Micros plugged_us_;
  ValueScale scale_;
  nlohmann::json clean_;  // the report of the same car when nothing goes wrong
  std::map<std::pair<std::uint8_t, std::int64_t>, std::vector<Said>> said_;
  std::set<std::pair<std::string, double>> allowed_;
  std::int64_t values_ = 0;
  std::vector<std::string> wrong_;
};

}  // namespace outpost::dev::test
