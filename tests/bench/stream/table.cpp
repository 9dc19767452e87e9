#include "tests/bench/stream/table.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace outpost::bench {
namespace {

constexpr int never = 1'000'000;

struct Row {
  Pace pace;
  const char* says;
  const char* name;  // of the table of goals
};
constexpr Row rows[] = {
    {Pace::newest, "as a camera: the newest frame waits for the reader", "as a camera"},
    {Pace::strict, "a frame that takes over 33 ms counts as dropped", "over 33 ms is dropped"},
    {Pace::every, "time does not count: what can be seen in the frames", "time does not count"},
};

/// The part of `part` of the showings was read by this frame.
int quantile(std::vector<int> firsts, double part) {
  if (firsts.empty()) return never;
  const auto k =
      std::min(firsts.size() - 1, static_cast<std::size_t>(part * static_cast<double>(firsts.size())));
  std::nth_element(firsts.begin(), firsts.begin() + static_cast<std::ptrdiff_t>(k), firsts.end());
  return firsts[k];
}

double score(int n) { return n == never ? std::numeric_limits<double>::infinity() : n; }

std::string frames(int n) { return n == never ? "never" : std::to_string(n); }

}  // namespace

std::vector<std::size_t> StreamTable::add(const Product& product, const Marks& marks,
                                          const std::vector<std::vector<dev::Outcome>>& outcomes) {
  for (std::size_t r = 0; r < std::size(rows); ++r) {
    std::vector<Seen> showing;
    for (std::size_t a = 0; a < arms_.size(); ++a) {
      std::vector<dev::Outcome> own;
      for (const auto& frame : outcomes) own.push_back(frame[a]);
      showing.push_back(watch(own, marks, product.truth, {rows[r].pace, cpu_, a == 0}));
    }
    seen_[r].push_back(std::move(showing));
  }
  waits_.push_back(marks.held - marks.whole);
  const auto& plain = seen_[2].back();  // what is slow today is not what cannot be read
  wrong_ += !plain[0].wrong.empty();
  for (std::size_t a = 0; a < arms_.size(); ++a)
    for (const auto& text : plain[a].wrong)
      std::printf("wrong: %s read %s on %s (%s)\n", arms_[a].name.c_str(), text.c_str(), product.name.c_str(),
                  product.truth.expected.c_str());
  std::vector<std::size_t> out;
  for (std::size_t f = 0; f < outcomes.size(); ++f) {
    const auto& codes = outcomes[f][0].codes;
    if (std::any_of(codes.begin(), codes.end(),
                    [&](const auto& code) { return dev::is_wrong(product.truth, code); }))
      out.push_back(f), ++wrong_frames_;
  }
  const bool others =
      std::any_of(plain.begin() + 1, plain.end(), [](const Seen& s) { return s.first.has_value(); });
  if (plain[0].first || !others) return out;
  behind_.push_back(product.name);
  for (std::size_t f = 0; f < outcomes.size(); ++f)
    for (std::size_t a = 1; a < arms_.size(); ++a) {
      const auto& codes = outcomes[f][a].codes;
      const bool read = std::any_of(codes.begin(), codes.end(),
                                    [&](const auto& code) { return dev::agrees(product.truth, code); });
      if (read && (out.empty() || out.back() != f)) out.push_back(f);
    }
  return out;
}

void StreamTable::trace(const Product& product, const Marks& marks,
                        const std::vector<std::vector<dev::Outcome>>& outcomes) const {
  for (std::size_t a = 0; a < arms_.size(); ++a) {
    std::string line;
    for (std::size_t f = 0; f < outcomes.size(); ++f) {
      const auto& codes = outcomes[f][a].codes;
      const bool read = std::any_of(codes.begin(), codes.end(),
                                    [&](const auto& code) { return dev::agrees(product.truth, code); });
      const char letter = read ? 'R' : codes.empty() ? '-' : 'X';
      line += static_cast<int>(f) >= marks.whole ? letter
              : letter == '-'                    ? ' '
                                                 : static_cast<char>(letter + 32);
    }
    std::printf("%-8s %s %s\n", arms_[a].name.c_str(), line.c_str(), a == 0 ? product.name.c_str() : "");
    for (const auto& frame : outcomes)
      for (const auto& code : frame[a].codes)
        if (!dev::agrees(product.truth, code))
          std::printf("%-8s X is %s of %s, %d looks, margin %.1f; it shows %s\n", "", code.text.c_str(),
                      std::string(dev::vision::stage_name(code.evidence.stage)).c_str(), code.evidence.looks,
                      static_cast<double>(code.evidence.margin), product.truth.expected.c_str());
  }
}

void StreamTable::print_pace(std::size_t r, Scores& scores) const {
  std::printf("\n%s\n%-8s %7s %6s | %7s %6s | %6s %6s %6s %8s\n", rows[r].says, "reader", "median", "p95",
              "held", "p95", "read", "missed", "wrong", "dropped");
  for (std::size_t a = 0; a < arms_.size(); ++a) {
    std::vector<int> firsts, held;
    int read = 0, wrong = 0, all = 0, dropped = 0;
    for (const auto& showing : seen_[r]) {
      const auto& s = showing[a];
      firsts.push_back(s.first.value_or(never)), held.push_back(s.held.value_or(never));
      read += s.first.has_value(), wrong += !s.wrong.empty();
      all += s.frames, dropped += s.dropped;
    }
    if (a == 0) {
      scores.note(rows[r].name, "median", Measure::frames, score(quantile(firsts, 0.5)));
      scores.note(rows[r].name, "p95", Measure::frames, score(quantile(firsts, 0.95)));
    }
    std::printf("%-8s %7s %6s | %7s %6s | %6d %6d %6d %7.1f%%\n", arms_[a].name.c_str(),
                frames(quantile(firsts, 0.5)).c_str(), frames(quantile(firsts, 0.95)).c_str(),
                frames(quantile(held, 0.5)).c_str(), frames(quantile(held, 0.95)).c_str(), read,
                static_cast<int>(firsts.size()) - read, wrong, all ? 100.0 * dropped / all : 0.0);
  }
}

/// A code that is never read was waited for as long as it was shown.
void StreamTable::print_waits(std::size_t r) const {
  std::vector<double> waits(arms_.size(), 0);
  for (const auto& showing : seen_[r])
    for (std::size_t a = 0; a < arms_.size(); ++a)
      waits[a] += showing[a].waited / static_cast<double>(seen_[r].size());
  for (std::size_t a = 1; a < arms_.size(); ++a)
    std::printf("frames waited from a still hand on, mean: %s %.1f, %s %.1f, ratio %.1f\n",
                arms_[0].name.c_str(), waits[0], arms_[a].name.c_str(), waits[a],
                waits[a] / std::max(waits[0], 0.1));
}

/// "never" hides how quick a reader is where it reads at all.
void StreamTable::print_pairs(std::size_t r) const {
  for (std::size_t a = 1; a < arms_.size(); ++a) {
    std::vector<int> ours, theirs;
    int later = 0;
    for (const auto& showing : seen_[r])
      if (showing[0].first && showing[a].first) {
        ours.push_back(*showing[0].first), theirs.push_back(*showing[a].first);
        later += *showing[0].first > *showing[a].first;
      }
    std::printf("of %zu showings that both read: %s %s, %s %s (medians); %s was later in %d\n", ours.size(),
                arms_[0].name.c_str(), frames(quantile(ours, 0.5)).c_str(), arms_[a].name.c_str(),
                frames(quantile(theirs, 0.5)).c_str(), arms_[0].name.c_str(), later);
  }
}

void StreamTable::print(Scores& scores) const {
  std::printf(
      "\nframes to the first accepted read: from the first with all of the code, and from the first in which "
      "the hand is still\n");
  std::printf("(the hand is still %s frames after the whole code is there, median; p95 %s)\n",
              frames(quantile(waits_, 0.5)).c_str(), frames(quantile(waits_, 0.95)).c_str());
  for (std::size_t r = 0; r < std::size(rows); ++r) print_pace(r, scores), print_waits(r), print_pairs(r);
  if (wrong_frames_ > 0)
    std::printf("\n%s saw a text that is not there in %d single frames\n", arms_[0].name.c_str(),
                wrong_frames_);
  for (const auto& name : behind_)
    std::printf("\nmissed by %s and read by another: %s\n", arms_[0].name.c_str(), name.c_str());
}

}  // namespace outpost::bench
