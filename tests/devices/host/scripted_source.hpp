// A live camera that delivers what the test hands it: the bytes of a frame are a word for the fake worker.
#pragma once

#include "devices/transport/frame_source.hpp"

#include <algorithm>
#include <deque>
#include <string>

namespace outpost::dev::test {

class ScriptedSource final : public FrameSource {
public:
  /// What the test still holds after the unit has taken the source.
  struct Script {
    std::deque<std::string> frames;     ///< the last one is the newest
    bool half = false;                  ///< of each frame only a part comes
    std::optional<std::uint8_t> plain;  ///< frames of this grey, for ever, when there is no other
    std::optional<Error> lose;          ///< said by the next step
    bool closed = true;
    int opened = 0;
  };
  explicit ScriptedSource(Script& script) : script_(script) {}

  Result<void> open(Micros) override {
    if (script_.lose) return *script_.lose;
    ++script_.opened;
    script_.closed = false;
    return {};
  }
  bool is_open() const override { return !script_.closed; }
  void wait(Micros, std::vector<Wait>&) const override {}
  Result<void> step(Micros) override {
    if (script_.lose) return *script_.lose;
    return {};
  }
  bool live() const override { return true; }
  Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) override {
    if (script_.frames.empty()) return plain(into, now);
    const auto word = script_.frames.back();
    script_.frames.clear();
    std::copy(word.begin(), word.end(), into.begin());
    Frame f;
    f.length = word.size();
    f.captured_us = now;
    f.whole = !script_.half;
    f.sequence = ++sequence_;
    return std::optional(f);
  }
  void done(const Frame&, Fate) override {}
  void close() override { script_.closed = true; }

private:
  std::optional<Frame> plain(std::span<std::uint8_t> into, Micros now) {
    if (!script_.plain) return std::nullopt;
    Frame f;
    f.kind = Frame::Kind::gray;
    f.width = f.stride = 160, f.height = 120;
    f.length = 160 * 120;
    f.captured_us = now;
    f.sequence = ++sequence_;
    std::fill_n(into.begin(), f.length, *script_.plain);
    return f;
  }

  Script& script_;
  std::uint64_t sequence_ = 0;
};

}  // namespace outpost::dev::test
