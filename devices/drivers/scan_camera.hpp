// The camera driver: what was read in frames becomes readings `scan` and `picture`
// (edge/contract/ipc/BODIES.md). Each still picture is one presentation: what is in it is a scan, also when
// the picture before held the same code. The frames of a video become items by the rules of
// vision/stream.hpp; a locked code that comes back is a reading `again`. Pure.
#pragma once

#include "devices/drivers/camera_meter.hpp"
#include "devices/drivers/driver.hpp"
#include "devices/drivers/frame_health.hpp"
#include "devices/drivers/look_rule.hpp"
#include "devices/drivers/table.hpp"
#include "devices/transport/frame_source.hpp"
#include "devices/vision/stream.hpp"
#include "devices/vision/worker.hpp"

namespace outpost::dev {

/// `region`, `release_ms` and `mode` (item, basket) of the unit. Error `bad-setting`.
Result<vision::StreamSettings> stream_settings(const UnitSettings& unit);

class ScanCamera {
public:
  /// `gate` false: every frame of a live source is read.
  explicit ScanCamera(vision::StreamSettings settings = {}, bool gate = true)
      : basket_(settings.basket), stream_(std::move(settings)), rule_(gate) {}

  void on_open() { opened_ = true; }
  void on_close();
  /// A frame of a live source came; it may be replaced before it is read.
  void on_frame(const Frame& frame, Micros now);
  /// For the next request: a frame that shows nothing new need not be read.
  bool may_skip(Micros now) const { return rule_.may_skip(now); }
  /// The frame goes to the reader now; it waited since its capture.
  void on_begin(const Frame& frame, Micros now);
  /// A frame that came just now need not go to the reader at all: nothing happened for long.
  bool may_rest(Micros now) const { return rule_.may_rest(now); }
  /// The frame was read; `result` says how that went.
  void on_result(const Frame& frame, const vision::WorkResult& result, Micros now);
  /// The frame was refused before anybody read it.
  void on_refused(const Frame& frame, const Error& why, Micros now);

  /// Frames that came in the last full second.
  std::int64_t fps() const { return meter_.fps(); }

  std::vector<Message> take_messages() { return std::exchange(messages_, {}); }
  Snapshot snapshot() const;

private:
  void on_live_result(const Frame& frame, const vision::WorkReply& reply, Micros now);
  void frame_of_stream(const Frame& frame, const vision::WorkReply& reply, Micros at);
  void count_read(const vision::FoundCode& code);
  void scan(std::string_view reading, const Frame& frame, const vision::WorkReply& reply,
            const vision::FoundCode& code, const vision::Box& crop);
  void picture(const Frame& frame, std::string_view reason, std::string_view text, std::size_t codes,
               Micros took);

  std::vector<const vision::FoundCode*> items_of_still(const std::vector<vision::FoundCode>& codes) const;

  bool basket_;
  vision::Stream stream_;
  FrameHealth health_;
  LookRule rule_;
  CameraMeter meter_;
  bool opened_ = false;
  std::vector<Message> messages_;
  Micros last_data_ = 0;
  std::map<std::string, std::int64_t, std::less<>> counters_;
};

}  // namespace outpost::dev
