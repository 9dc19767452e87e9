#include "devices/drivers/bay/bay_problems.hpp"

#include <algorithm>

namespace outpost::dev {

bool is_noise(const UnitFault& fault) {
  return fault.name == "foreign-answer" || fault.name == "source-unexpected";
}

bool only_noise(const std::vector<UnitFault>& faults) {
  return !faults.empty() && std::all_of(faults.begin(), faults.end(), is_noise);
}

void BayProblems::add(std::string_view step, const UnitFault& fault, Micros now) {
  if (is_noise(fault)) {
    ++noise_;
    return;
  }
  const auto same = [&](const BayProblem& p) {
    return p.name == fault.name && p.source == fault.source && p.step == step;
  };
  if (const auto row = std::find_if(rows_.begin(), rows_.end(), same); row != rows_.end()) {
    ++row->times;
    row->last_us = now;
  } else if (rows_.size() < most) {
    rows_.push_back(
        {std::string(step), fault.source, fault.name, fault.text.substr(0, most_text), 1, now, now});
  } else {
    ++left_out_;
  }
}

}  // namespace outpost::dev
