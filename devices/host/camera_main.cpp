// outpost-camera: the same program as outpost-device, with the drivers that need the picture libraries linked
// in. It is its own decoding worker: started with --decode-worker it does nothing but that.
#include "devices/host/camera_unit.hpp"
#include "devices/host/program.hpp"
#include "devices/transport/folder_source.hpp"
#include "devices/transport/pattern_source.hpp"
#include "devices/transport/v4l2/camera_source.hpp"
#include "devices/transport/video/video_source.hpp"
#include "devices/vision/worker_process.hpp"

namespace outpost::dev {
namespace {

Result<std::unique_ptr<FrameSource>> make_source(const PortName& port) {
  if (port.scheme == "folder") return std::unique_ptr<FrameSource>(new FolderSource(port.target));
  if (port.scheme == "v4l2") {
    OUTPOST_TRY(auto settings, v4l2::Settings::parse(port));
    return std::unique_ptr<FrameSource>(new v4l2::CameraSource(std::move(settings)));
  }
  if (port.scheme == "file")
    return std::unique_ptr<FrameSource>(new video::VideoSource(video::Settings::parse(port)));
  if (port.scheme != "pattern")
    return fail(Code::invalid, "bad-port",
                "a scan_camera reads pictures from v4l2:/dev/v4l/by-id/..., folder:DIR, "
                "file:VIDEO or pattern:ean13");
  OUTPOST_TRY(auto pattern, Pattern::parse(port));
  return std::unique_ptr<FrameSource>(new PatternSource(std::move(pattern)));
}

Result<std::unique_ptr<Unit>> make_camera(const UnitRequest& request) {
  OUTPOST_TRY(auto source, make_source(request.port));
  OUTPOST_TRY(const auto budget_ms, request.settings.number("frame_budget_ms", 10, 900));
  CameraSettings settings;
  settings.frame_budget_us = budget_ms * us_per_ms;
  OUTPOST_TRY(settings.stream, stream_settings(request.settings));
  SystemClock clock;
  OUTPOST_TRY(auto worker, vision::Worker::start("/proc/self/exe", clock.boot_us()));
  return std::unique_ptr<Unit>(new CameraUnit(request.settings.unit, std::move(source), std::move(worker),
                                              *request.random, std::move(settings)));
}

}  // namespace
}  // namespace outpost::dev

int main(int argc, char** argv) {
  using namespace outpost::dev;
  if (const auto code = vision::run_as_worker(argc, argv)) return *code;
  return run_program("outpost-camera", {{"scan_camera", make_camera}}, argc, argv);
}
