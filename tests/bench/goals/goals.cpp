#include "tests/bench/goals/goals.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace outpost::bench {
namespace {

constexpr Goal table[] = {
    {"scan", "G6", "photographs", "EAN/UPC, mean", Measure::ms, 15, 8},
    {"scan", "G7", "no code", "640x480", Measure::ms, 12, 6},
    {"scan", "G7", "no code", "1280x720", Measure::ms, 20, 10},
    {"scan", "G7", "no code", "1920x1080", Measure::ms, 30, 16},
    {"scan", "G8", "code to 10 deg", "640x480", Measure::ms, 3, 2},
    {"scan", "G8", "code to 10 deg", "1280x720", Measure::ms, 6, 4},
    {"scan", "G8", "code to 10 deg", "1920x1080", Measure::ms, 10, 8},
    {"scan", "G9", "all turns", "640x480", Measure::read, 98, 100},
    {"scan", "G9", "all turns", "1280x720", Measure::read, 98, 100},
    {"scan", "G9", "all turns", "1920x1080", Measure::read, 98, 100},
    {"scan", "G9", "all turns", "640x480", Measure::ms, 20, 12},
    {"scan", "G9", "all turns", "1280x720", Measure::ms, 25, 16},
    {"scan", "G9", "all turns", "1920x1080", Measure::ms, 35, 25},
    {"scan", "G10", "pixels a module", "1.20", Measure::read, 95, 98},
    {"scan", "G10", "pixels a module", "1.10", Measure::read, 60, 90},
    {"scan", "G11", "blur, modules", "0.60", Measure::read, 95, 100},
    {"scan", "G11", "blur, modules", "0.70", Measure::read, 60, 95},
    {"scan", "G11", "blur, modules", "0.80", Measure::read, 10, 70},
    {"scan", "G12", "motion, modules", "1.50", Measure::read, 80, 95},
    {"scan", "G12", "motion, modules", "2.00", Measure::read, 10, 60},
    {"scan", "G13", "noise", "30.00", Measure::read, 95, 100},
    {"scan", "G13", "light", "0.10", Measure::read, 95, 100},
    {"scan", "G13", "yaw, degrees", "60.00", Measure::read, 95, 100},
    {"scan", "G13", "bottle, degrees", "150.00", Measure::read, 95, 100},
    {"scan", "G14", "all frames", "sum", Measure::wrong, 0, 0},
    {"stream", "G15", "over 33 ms is dropped", "median", Measure::frames, 4, 2},
    {"stream", "G15", "over 33 ms is dropped", "p95", Measure::frames, 15, 8},
    {"many", "G16", "12 codes in 1080p", "all", Measure::read, 98, 100},
    {"many", "G16", "12 codes in 1080p", "all", Measure::wrong, 0, 0},
    {"many", "G16", "12 codes in 1080p", "all", Measure::ms, 120, 60},
    {"obd", "G3", "parser", "lines", Measure::per_s, 2e6, 3e6},
    {"obd", "G3", "parser", "VINs", Measure::per_s, 3e5, 5e5},
    {"obd", "G3", "cpu a query", "pty", Measure::us, 30, 20},
    {"obd", "G3", "cpu a query", "TCP", Measure::us, 30, 20},
    {"obd", "G3", "connect", "pty", Measure::ms, 200, 100},
    {"obd", "G3", "connect", "TCP", Measure::ms, 200, 100},
    {"obd", "G4", "three units, CAN", "report", Measure::s, 12, 8},
    {"obd", "G4", "three units, CAN", "requests", Measure::share, 33.3, 25},
    {"obd", "G4", "three units, CAN", "first screen", Measure::s, 4, 3},
    {"obd", "G4", "K-line", "report", Measure::s, 60, 30},
    {"obd", "G5", "16 bays", "memory", Measure::mb, 40, 20},
    {"obd", "G5", "16 bays", "processor", Measure::core, 10, 5},
    {"obd", "G5", "added delay", "dead adapter", Measure::ms, 50, 10},
    {"obd", "G5", "added delay", "flooding adapter", Measure::ms, 50, 10},
};

// Of each Measure.
constexpr const char* units[] = {"% read", "ms", "frames", "wrong",  "a second",
                                 "s",      "us", "MB",     "% core", "% of it"};
static_assert(std::size(units) == static_cast<std::size_t>(Measure::share) + 1);
constexpr const char* words[] = {"strong", "must", "MISSED"};  // of each Verdict

bool more_is_better(Measure m) { return m == Measure::read || m == Measure::per_s; }

std::string shown(double value) {
  if (std::isinf(value)) return "never";
  char text[32];
  std::snprintf(text, sizeof text, value == std::floor(value) ? "%.0f" : "%.1f", value);
  return text;
}

void print_row(const Goal& g, double measured, Verdict verdict) {
  const auto asked = [&](double value) { return (more_is_better(g.measure) ? ">= " : "<= ") + shown(value); };
  std::printf("%-4s %-22s %-16s %10s %10s %9s %-8s  %s\n", g.number, g.table, g.row, asked(g.must).c_str(),
              asked(g.strong).c_str(), shown(measured).c_str(), units[static_cast<int>(g.measure)],
              words[static_cast<int>(verdict)]);
}

}  // namespace

std::span<const Goal> goals() { return table; }

Verdict verdict_of(const Goal& goal, double measured) {
  const auto met = [&](double asked) {
    return more_is_better(goal.measure) ? measured >= asked : measured <= asked;
  };
  return met(goal.strong) ? Verdict::strong : met(goal.must) ? Verdict::must : Verdict::missed;
}

std::optional<double> Scores::of(const Goal& goal) const {
  const auto at = all_.find({goal.table, goal.row, goal.measure});
  if (at == all_.end()) return std::nullopt;
  return at->second;
}

void print_goals(const char* bench, const Scores& scores) {
  std::array<int, 3> count{};
  std::string absent;
  bool any = false;
  for (const auto& goal : goals()) {
    if (std::string(bench) != goal.bench) continue;
    if (const auto measured = scores.of(goal)) {
      const auto verdict = verdict_of(goal, *measured);
      if (!any) std::printf("\n%-44s %10s %10s %9s\n", "goals for ours", "must", "strong", "measured");
      any = true;
      ++count[static_cast<std::size_t>(verdict)];
      print_row(goal, *measured, verdict);
    } else if (!absent.ends_with(std::string(" ") + goal.number)) {
      absent += std::string(" ") + goal.number;
    }
  }
  if (any) std::printf("%d strong, %d must, %d missed\n", count[0], count[1], count[2]);
  if (!absent.empty()) std::printf("goals not (wholly) measured in this run:%s\n", absent.c_str());
}

}  // namespace outpost::bench
