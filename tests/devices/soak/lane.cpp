#include "tests/devices/soak/lane.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace outpost::dev::test {

/// The next picture when the last one is done, whatever the unit thinks about newer frames.
class Lane::Source final : public FrameSource {
public:
  Source(Lane& lane, bool live) : lane_(lane), live_(live) {}

  Result<void> open(Micros) override { return open_ = true, Result<void>(); }
  bool is_open() const override { return open_; }
  void wait(Micros now, std::vector<Wait>& out) const override {
    if (!lane_.busy_ && !lane_.over())
      out.push_back({.fd = -1, .readable = false, .writable = false, .until = now});
  }
  Result<void> step(Micros) override { return {}; }
  bool live() const override { return live_; }
  Result<std::optional<Frame>> take(std::span<std::uint8_t> into, Micros now) override {
    if (lane_.busy_ || lane_.over()) return std::optional<Frame>();
    lane_.now_ = live_ ? lane_.next_() : as_file(lane_.next_());
    const auto& picture = lane_.now_;
    ++lane_.count_.pictures, ++lane_.count_.kinds[picture.kind];
    lane_.busy_ = true, lane_.read_ = false, lane_.taken_at_ = now;
    std::copy(picture.bytes.begin(), picture.bytes.end(), into.begin());
    Frame f;
    f.kind = picture.form;
    f.width = picture.width, f.height = picture.height, f.stride = picture.width;
    f.length = picture.bytes.size();
    f.sequence = ++sequence_;
    f.name = picture.kind;
    f.captured_us = now;
    f.still = !live_;
    return std::optional(f);
  }
  void done(const Frame&, Fate fate) override {
    lane_.count_.bad += fate == Fate::refused;
    over_ = true;
  }
  void close() override { open_ = false; }
  bool over() { return std::exchange(over_, false); }

private:
  Lane& lane_;
  bool live_, open_ = false, over_ = false;
  std::uint64_t sequence_ = 0;
};

Lane::Lane(std::string name, bool live, std::int64_t most, std::function<Picture()> next)
    : name_(std::move(name)), live_(live), most_(most), next_(std::move(next)) {
  auto worker = vision::Worker::start(OUTPOST_REAL_WORKER, clock_.boot_us());
  BOOST_REQUIRE(worker.ok());
  worker_ = worker->get();
  auto source = std::make_unique<Source>(*this, live);
  source_ = source.get();
  CameraSettings settings;
  settings.gate = false;  // a frame that is passed over is never done
  unit_ = std::make_unique<CameraUnit>(name_, std::move(source), std::move(*worker), random_,
                                       std::move(settings));
}

Lane::~Lane() = default;

void Lane::step() {
  unit_->step(clock_.boot_us());
  look_after_the_reader();
  hear();
  if (source_->over()) finished();
}

void Lane::wait(std::vector<Wait>& out) { unit_->wait(clock_.boot_us(), out); }

void Lane::look_after_the_reader() {
  if (worker_->restarts() == restarts_) return;
  if (!std::exchange(noticed_, true)) {
    hung_ = clock_.boot_us() - taken_at_ >= vision::Worker::hang_limit;
    ++(hung_ ? count_.hung_of : count_.deaths_of)[now_.kind];
    count_.deaths += !hung_;
    if (!hung_) on_death(now_);
  }
  if (waits_for_reader()) return;
  restarts_ = worker_->restarts(), noticed_ = false;
  if (!hung_) count_.back.push_back(worker_->last_replacement_us());
}

void Lane::hear() {
  for (const auto& m : unit_->take_messages()) {
    const auto body = nlohmann::json::parse(m.body);
    if (m.name != "scan") continue;
    vision::FoundCode code;
    code.symbology =
        vision::symbology_of(body["symbology"].get<std::string>()).value_or(vision::Symbology::ean13);
    code.text = body["text"].get<std::string>();
    read_ = read_ || agrees(now_.truth, code);
    if (is_wrong(now_.truth, code))
      count_.wrong.push_back(now_.kind + " " + now_.truth.file + ": " + code.text + " instead of " +
                             now_.truth.expected);
  }
}

void Lane::finished() {
  busy_ = false;
  const bool must = now_.plain && !(now_.dear && live_);
  count_.plain += must, count_.plain_read += must && read_;
}

}  // namespace outpost::dev::test
