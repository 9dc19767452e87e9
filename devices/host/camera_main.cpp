// outpost-camera: the same program as outpost-device, with the drivers that need the picture libraries linked
// in. It is its own decoding worker: started with --decode-worker it does nothing but that.
#include "devices/host/camera_unit.hpp"
#include "devices/host/program.hpp"
#include "devices/transport/folder_source.hpp"
#include "devices/vision/worker_process.hpp"

namespace outpost::dev {
namespace {

Result<std::unique_ptr<Unit>> make_camera(const UnitRequest& request) {
  if (request.port.scheme != "folder")
    return fail(Code::invalid, "bad-port", "a scan_camera reads pictures from folder:DIR");
  OUTPOST_TRY(const auto budget_ms, request.settings.number("frame_budget_ms", 10, 900));
  SystemClock clock;
  OUTPOST_TRY(auto worker, vision::Worker::start("/proc/self/exe", clock.boot_us()));
  return std::unique_ptr<Unit>(new CameraUnit(request.settings.unit,
                                              std::make_unique<FolderSource>(request.port.target),
                                              std::move(worker), *request.random, budget_ms * us_per_ms));
}

}  // namespace
}  // namespace outpost::dev

int main(int argc, char** argv) {
  using namespace outpost::dev;
  if (const auto code = vision::run_as_worker(argc, argv)) return *code;
  return run_program("outpost-camera", {{"scan_camera", make_camera}}, argc, argv);
}
