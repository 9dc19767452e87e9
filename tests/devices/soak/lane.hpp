// A camera unit with its real reader, given one picture after the other as fast as it takes them; what it
// says is held against what is truly in the picture.
#pragma once

#include "devices/host/camera_unit.hpp"
#include "tests/devices/soak/pictures.hpp"

#include <functional>

namespace outpost::dev::test {

struct LaneCount {
  std::int64_t pictures = 0, plain = 0, plain_read = 0, deaths = 0, bad = 0;
  std::map<std::string, std::int64_t> kinds, deaths_of, hung_of;  ///< how many of each kind
  std::vector<std::string> wrong;
  std::vector<Micros> back;  ///< from each death until the next reader was there
};

class Lane {
public:
  /// `live`: as frames of a video; else each picture is a presentation of its own, as of a folder. `next`
  /// makes the pictures, `most` of them.
  Lane(std::string name, bool live, std::int64_t most, std::function<Picture()> next);
  ~Lane();

  void step();
  void wait(std::vector<Wait>& out);
  const std::string& name() const { return name_; }
  /// All pictures were given and looked at.
  bool over() const { return !busy_ && count_.pictures >= most_; }
  /// Its reader died and the next one is not there yet.
  bool waits_for_reader() const { return !worker_->ready() && !worker_->busy(); }
  const LaneCount& count() const { return count_; }
  pid_t reader() const { return worker_->pid(); }
  /// The picture in hand killed a reader; not when the watchdog did, as on a machine without time for it.
  std::function<void(const Picture&)> on_death = [](const Picture&) {};

private:
  class Source;
  void hear();
  void look_after_the_reader();
  void finished();

  std::string name_;
  bool live_;
  std::int64_t most_;
  std::function<Picture()> next_;
  SystemClock clock_;
  SeededRandom random_{1};
  Picture now_;
  bool busy_ = false, read_ = false;
  std::unique_ptr<CameraUnit> unit_;
  vision::Worker* worker_ = nullptr;
  Source* source_ = nullptr;
  std::int64_t restarts_ = 0;
  bool noticed_ = false, hung_ = false;  // the last death; it was the watchdog's
  Micros taken_at_ = 0;                  // when the picture in hand came
  LaneCount count_;
};

}  // namespace outpost::dev::test
