// A camera at work: frames from a source, through the decoding worker, to the camera driver. The worker reads
// one frame at a time. A folder waits meanwhile; of a live source the newest frame waits, and a newer one
// takes its place.
#pragma once

#include "devices/drivers/camera_preview.hpp"
#include "devices/drivers/scan_camera.hpp"
#include "devices/host/unit.hpp"
#include "devices/transport/back_off.hpp"
#include "devices/transport/frame_source.hpp"
#include "devices/vision/worker.hpp"

namespace outpost::dev {

struct CameraSettings {
  Micros frame_budget_us = 120 * us_per_ms;  ///< for reading one frame of a live source
  vision::StreamSettings stream;
  bool gate = true;  ///< frames that show nothing new are not read
};

class CameraUnit final : public Unit {
public:
  CameraUnit(std::string name, std::unique_ptr<FrameSource> source, std::unique_ptr<vision::Worker> worker,
             Random& random, CameraSettings settings = {});

  void wait(Micros now, std::vector<Wait>& out) const override;
  void step(Micros now) override;
  void on_command(const Command& command, Micros now) override;
  void on_bind(const Binding&, Micros) override {}
  std::vector<Message> take_messages() override;
  Snapshot snapshot() const override;
  void stop(Micros now) override;

private:
  struct InHand {
    Frame frame;
    int slot = 0;          // of the worker's ring
    bool careful = false;  // its second time in the reader
    bool again = false;    // waits for a new worker
  };
  void open(Micros now);
  void lost(const Error& why, Micros now);
  bool may_take() const;
  void take(Micros now);
  void begin(Micros now);
  void submit(Micros now);
  void finish(const vision::WorkResult& result, Micros now);

  std::string name_;
  std::unique_ptr<FrameSource> source_;
  std::unique_ptr<vision::Worker> worker_;
  CameraPreview preview_;
  ScanCamera driver_;
  std::optional<Message> picture_;  // the newest preview; an older one that has not left is worth nothing
  BackOff back_off_;
  Micros frame_budget_;
  Micros retry_at_ = 0;
  Status source_status_{State::opening, ""};  // shown until a frame came
  bool awaiting_first_ = false;               // open, but a live source has not given a frame yet
  std::optional<InHand> reading_, waiting_;
  std::int64_t replaced_ = 0;  // frames that a newer one took the place of
};

}  // namespace outpost::dev
