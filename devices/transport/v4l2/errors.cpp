#include "devices/transport/v4l2/errors.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>

namespace outpost::dev::v4l2 {

Error lost(std::string text) { return fail(Code::io, "camera-lost", std::move(text)); }

Error unfit(std::string text) { return fail(Code::unsupported, "camera-unfit", std::move(text)); }

Error video_error(int code, std::string_view what) {
  const std::string why = std::strerror(-code);
  switch (-code) {
  case ENODEV:
  case ENXIO: return lost(fmt::format("The camera was unplugged ({}: {}).", what, why));
  case ENOENT:
  case ENOTDIR:
    return fail(Code::not_found, "port-absent", fmt::format("The camera is not plugged in ({}).", what));
  case EBUSY: return fail(Code::busy, "port-busy", "Another program uses the camera.");
  case EACCES:
  case EPERM:
    return fail(Code::denied, "port-denied",
                fmt::format("The camera may not be opened ({}: {}).", what, why));
  case ENOTTY: return unfit(fmt::format("This is no camera ({}: {}).", what, why));
  default: return fail(Code::io, "port-io", fmt::format("The camera refused {}: {}.", what, why));
  }
}

}  // namespace outpost::dev::v4l2
