#include "tests/bench/stream/watch.hpp"

#include "devices/vision/stream.hpp"
#include "tests/bench/stream/path.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::bench {
namespace {

using dev::Outcome;
using dev::vision::FoundCode;

/// Which codes of a frame count as read.
class Judge {
public:
  explicit Judge(bool stream) : through_(stream) {}

  std::vector<FoundCode> accepted(const std::vector<FoundCode>& codes, int frame) {
    if (!through_) return codes;
    dev::vision::FrameCodes f;
    f.at_us = static_cast<Micros>(frame * frame_us);
    for (const auto& c : codes)
      f.codes.push_back({c.symbology, c.text, c.corners, dev::vision::strength_of(c)});
    std::vector<FoundCode> out;
    for (const auto& event : stream_.on_frame(f))
      if (event.kind == dev::vision::StreamEvent::Kind::accepted) out.push_back(codes[event.code]);
    return out;
  }

private:
  bool through_;
  dev::vision::Stream stream_;
};

}  // namespace

Seen watch(const std::vector<Outcome>& frames, const Marks& marks, const dev::Photo& truth,
           const Watch& how) {
  Seen out;
  Judge judge(how.stream);
  double free_at = 0;  // when the reader can take a frame
  const auto n = static_cast<int>(frames.size());
  for (int i = 0; i < n; ++i, ++out.frames) {
    const auto& frame = frames[static_cast<std::size_t>(i)];
    const auto took = static_cast<double>(how.cpu ? frame.cpu : frame.took);
    int known = i;  // the frame in whose time the result is there
    if (how.pace == Pace::strict && took > frame_us) {
      ++out.dropped;
      continue;
    }
    if (how.pace == Pace::newest) {
      // Not taken: a newer frame comes before the reader is free.
      if ((i + 1) * frame_us <= free_at && i + 1 < n) {
        ++out.dropped;
        continue;
      }
      free_at = std::max(free_at, i * frame_us) + took;
      known = std::max(i, static_cast<int>(std::floor(free_at / frame_us)));
    }
    for (const auto& code : judge.accepted(frame.codes, i)) {
      if (code.text.empty()) continue;  // ZBar finds Code 128 of nothing; nobody would be charged for that
      if (dev::agrees(truth, code)) {
        if (out.first) continue;
        out.first = std::max(1, known - marks.whole + 1);
        out.held = std::max(1, known - marks.held + 1);
      } else if (dev::is_wrong(truth, code)) {
        out.wrong.push_back(code.text);
      }
    }
  }
  out.waited = out.held.value_or(n - marks.held + 1) - 1;
  return out;
}

}  // namespace outpost::bench
