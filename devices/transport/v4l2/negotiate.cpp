#include "devices/transport/v4l2/negotiate.hpp"

#include "devices/transport/v4l2/errors.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <linux/videodev2.h>

namespace outpost::dev::v4l2 {
namespace {

constexpr std::uint32_t most_formats = 64;  // a camera that lists more lies
constexpr int least_side = 16, most_side = 4'096;

Result<void> check_abilities(Calls& calls, int fd) {
  v4l2_capability is{};
  if (const int r = calls.ioctl(fd, VIDIOC_QUERYCAP, &is); r < 0) return video_error(r, "to say what it is");
  const auto can = (is.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? is.device_caps : is.capabilities;
  if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0)
    return unfit("This device makes no pictures; a camera has several, take the one that ends in index0.");
  if ((can & V4L2_CAP_STREAMING) == 0) return unfit("This camera cannot stream.");
  return {};
}

Result<std::vector<std::uint32_t>> offered(Calls& calls, int fd) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < most_formats; ++i) {
    v4l2_fmtdesc d{};
    d.index = i;
    d.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    const int r = calls.ioctl(fd, VIDIOC_ENUM_FMT, &d);
    if (r == -EINVAL) break;  // the end of the list
    if (r < 0) return video_error(r, "to say its formats");
    out.push_back(d.pixelformat);
  }
  return out;
}

/// Nothing: the camera does not do this format after all.
Result<std::optional<Shape>> try_format(Calls& calls, int fd, const Settings& settings,
                                        const Format& format) {
  v4l2_format f{};
  f.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  f.fmt.pix.width = static_cast<std::uint32_t>(settings.width);
  f.fmt.pix.height = static_cast<std::uint32_t>(settings.height);
  f.fmt.pix.pixelformat = format.fourcc;
  f.fmt.pix.field = V4L2_FIELD_NONE;
  const int r = calls.ioctl(fd, VIDIOC_S_FMT, &f);
  if (r == -EINVAL) return std::optional<Shape>();
  if (r < 0) return video_error(r, fmt::format("the format {}", format.name));
  const auto& pix = f.fmt.pix;
  if (pix.pixelformat != format.fourcc) return std::optional<Shape>();
  if (pix.width < least_side || pix.width > most_side || pix.height < least_side || pix.height > most_side)
    return unfit(fmt::format("The camera wants to give pictures of {} x {}.", pix.width, pix.height));
  Shape out{&format, static_cast<int>(pix.width), static_cast<int>(pix.height), 0, 0};
  const auto row = pix.width * static_cast<std::uint32_t>(format.bytes_per_pixel);
  if (pix.bytesperline > 4 * most_side * 2) return unfit("The camera's rows are longer than its pictures.");
  if (row > 0) out.stride = static_cast<int>(std::max(pix.bytesperline, row));
  return std::optional(out);
}

/// Some cameras have no choice: that is not a fault.
Result<int> set_speed(Calls& calls, int fd, int fps) {
  v4l2_streamparm p{};
  p.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  p.parm.capture.timeperframe = {1, static_cast<std::uint32_t>(fps)};
  const int r = calls.ioctl(fd, VIDIOC_S_PARM, &p);
  if (r == -ENODEV || r == -ENXIO) return video_error(r, "its speed");
  const auto& t = p.parm.capture.timeperframe;
  if (r < 0 || t.numerator == 0 || t.denominator / t.numerator > 1'000) return 0;
  return static_cast<int>((t.denominator + t.numerator / 2) / t.numerator);
}

}  // namespace

Result<Shape> negotiate(Calls& calls, int fd, const Settings& settings, std::vector<std::string>& notes) {
  OUTPOST_CHECK(check_abilities(calls, fd));
  OUTPOST_TRY(const auto fourccs, offered(calls, fd));
  std::optional<Shape> shape;
  for (const auto& format : formats()) {
    if (shape || (settings.format != "auto" && settings.format != format.name)) continue;
    if (std::find(fourccs.begin(), fourccs.end(), format.fourcc) == fourccs.end()) continue;
    OUTPOST_TRY(shape, try_format(calls, fd, settings, format));
  }
  if (!shape)
    return unfit(settings.format == "auto"
                     ? "This camera gives none of the formats MJPG, YUYV and GREY."
                     : fmt::format("This camera does not give the format {}.", settings.format));
  OUTPOST_TRY(shape->fps, set_speed(calls, fd, settings.fps));
  if (shape->width != settings.width || shape->height != settings.height)
    notes.push_back(fmt::format("the camera gives {} x {} and not {} x {}", shape->width, shape->height,
                                settings.width, settings.height));
  if (shape->fps != 0 && shape->fps != settings.fps)
    notes.push_back(
        fmt::format("the camera gives {} pictures a second and not {}", shape->fps, settings.fps));
  return *shape;
}

}  // namespace outpost::dev::v4l2
