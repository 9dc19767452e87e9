// A camera at work: frames from a source, through the decoding worker, to the camera driver. One frame at a
// time; while the worker is busy the source waits (a folder) or drops (a camera).
#pragma once

#include "devices/drivers/scan_camera.hpp"
#include "devices/host/unit.hpp"
#include "devices/transport/back_off.hpp"
#include "devices/transport/frame_source.hpp"
#include "devices/vision/worker.hpp"

namespace outpost::dev {

class CameraUnit final : public Unit {
public:
  CameraUnit(std::string name, std::unique_ptr<FrameSource> source, std::unique_ptr<vision::Worker> worker,
             Random& random, Micros frame_budget_us, vision::StreamSettings stream = {});

  void wait(Micros now, std::vector<Wait>& out) const override;
  void step(Micros now) override;
  void on_command(const Command&, Micros) override {}  // the driver table has none
  void on_bind(const Binding&, Micros) override {}
  std::vector<Message> take_messages() override { return driver_.take_messages(); }
  Snapshot snapshot() const override;
  void stop(Micros now) override;

private:
  void lost(const Error& why, Micros now);
  void next_frame(Micros now);
  void submit(Micros now, bool careful);
  void finish(const vision::WorkResult& result, Micros now);

  std::string name_;
  std::unique_ptr<FrameSource> source_;
  std::unique_ptr<vision::Worker> worker_;
  ScanCamera driver_;
  BackOff back_off_;
  Micros frame_budget_;
  Micros retry_at_ = 0;
  Status source_status_{State::opening, ""};
  std::optional<Frame> frame_;  // in the worker's memory
  bool careful_ = false;        // its second time in the reader
  bool again_ = false;          // waits for a new worker
};

}  // namespace outpost::dev
