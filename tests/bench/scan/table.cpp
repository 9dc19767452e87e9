#include "tests/bench/scan/table.hpp"

#include "devices/tools/times.hpp"

#include <cstdio>

namespace outpost::bench {

void ScanTable::heading(const char* name, const char* goal) {
  heading_ = name;
  std::printf("\n%-14s %3s       ", name, goal);
  for (const auto& arm : arms_) std::printf(" | %-7s wrong ms", arm.name.c_str());
  std::printf("\n");
}

bool ScanTable::add(const std::vector<dev::vision::Gray>& frames, const std::vector<std::string>& truth,
                    const std::vector<Row*>& rows) {
  const auto outcomes = dev::side_by_side(frames, arms_);
  if (outcomes.empty() && !frames.empty()) return false;
  for (std::size_t p = 0; p < outcomes.size(); ++p, ++frames_)
    for (std::size_t a = 0; a < outcomes[p].size(); ++a) {
      const auto& outcome = outcomes[p][a];
      bool read = false, wrong = false;
      for (const auto& code : outcome.codes) {
        const auto text = code.text.size() == 12 ? "0" + code.text : code.text;
        (!truth[p].empty() && text == truth[p] ? read : wrong) = true;
      }
      auto& tally = (*rows[p])[a];
      ++tally.frames, tally.read += read, tally.wrong += wrong;
      tally.took.push_back(cpu_ ? outcome.cpu : outcome.took);
      if (a == 0) wrong_ += wrong;
    }
  return true;
}

bool ScanTable::add(const std::vector<dev::vision::Gray>& frames, const std::vector<std::string>& truth,
                    Row& row) {
  return add(frames, truth, std::vector<Row*>(frames.size(), &row));
}

void ScanTable::print(const char* label, Row& row) {
  const auto read = [](const Tally& t) { return t.frames ? 100.0 * t.read / t.frames : 0; };
  const auto ms = [&](const Tally& t) { return cpu_ ? dev::mean_ms(t.took) : dev::median_ms(t.took); };
  scores_.note(heading_, label, Measure::read, read(row[0]));
  scores_.note(heading_, label, Measure::ms, ms(row[0]));
  std::printf("%18s %6d", label, row[0].frames);
  for (std::size_t a = 0; a < row.size(); ++a) {
    const auto& t = row[a];
    if (arms_[a].there())
      std::printf(" | %4.0f%% %3d %7.1f", read(t), t.wrong, ms(t));
    else
      std::printf(" | %-17s", "not installed");
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace outpost::bench
