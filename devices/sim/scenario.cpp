#include "devices/sim/scenario.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace outpost::dev {
namespace {

Error bad(int line, std::string_view why) {
  return fail(Code::invalid, "bad-scenario", fmt::format("line {}: {}", line, why));
}

Result<ScenarioStep> parse_line(const std::string& text, int line,
                                const std::vector<std::string_view>& actions) {
  std::istringstream in(text);
  std::int64_t ms = -1;
  ScenarioStep step;
  std::string hex, more;
  if (!(in >> ms >> step.action) || ms < 0) return bad(line, "a step is written MILLISECONDS ACTION [HEX]");
  if (std::find(actions.begin(), actions.end(), step.action) == actions.end())
    return bad(line, fmt::format("there is no action \"{}\"", step.action));
  while (in >> more) hex += more;
  OUTPOST_TRY(step.bytes, from_hex(hex));
  step.at_us = ms * us_per_ms;
  return step;
}

}  // namespace

Result<Scenario> Scenario::parse(std::string_view text, const std::vector<std::string_view>& actions) {
  Scenario out;
  std::istringstream in{std::string(text)};
  std::string line;
  for (int n = 1; std::getline(in, line); ++n) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == line.npos || line[first] == '#') continue;
    OUTPOST_TRY(auto step, parse_line(line, n, actions));
    if (!out.steps_.empty() && step.at_us < out.steps_.back().at_us) return bad(n, "times must rise");
    out.steps_.push_back(std::move(step));
  }
  return out;
}

Result<Scenario> Scenario::load(const std::string& path, const std::vector<std::string_view>& actions) {
  if (path.empty()) return Scenario{};
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::not_found, "bad-scenario", path + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  auto parsed = parse(text.view(), actions);
  if (!parsed) return fail(Code::invalid, "bad-scenario", path + ": " + parsed.error().text);
  return parsed;
}

void Scenario::start(Micros now) {
  if (!began_) began_ = now;
}

std::optional<ScenarioStep> Scenario::take_due(Micros now) {
  const auto due = next_deadline();
  if (!due || *due > now) return std::nullopt;
  return steps_[next_++];
}

std::optional<Micros> Scenario::next_deadline() const {
  if (!began_ || next_ == steps_.size()) return std::nullopt;
  return *began_ + steps_[next_].at_us;
}

}  // namespace outpost::dev
