#include "devices/transport/video/video_source.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace outpost::dev::video {

Settings Settings::parse(const PortName& port) {
  Settings out{port.target, false};
  for (const bool loop : {false, true}) {
    const std::string_view ending = loop ? "?loop=1" : "?loop=0";
    if (!out.path.ends_with(ending)) continue;
    out.path.resize(out.path.size() - ending.size());
    out.loop = loop;
    break;
  }
  return out;
}

std::size_t VideoSource::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto n =
        ::pread(fd_.get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

Result<void> VideoSource::open(Micros now) {
  Fd fd(::open(settings_.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat st {};
  if (!fd || ::fstat(fd.get(), &st) != 0) return port_error(errno, Peer::file, settings_.path);
  if (!S_ISREG(st.st_mode)) return bad_video(settings_.path + " is no file.");
  fd_ = std::move(fd);
  auto index =
      read_index({static_cast<std::uint64_t>(st.st_size),
                  [this](std::uint64_t offset, std::span<std::uint8_t> into) { return read(offset, into); }});
  if (!index) {
    close();
    return bad_video(fmt::format("{}: {}", settings_.path, index.error().text));
  }
  index_ = std::move(*index);
  began_ = now;
  next_ = 0;
  notes_.push_back(fmt::format("{}: {} frames of {} x {}, one each {} ms", settings_.path,
                               index_.frames.size(), index_.width, index_.height,
                               index_.frame_us / us_per_ms));
  return {};
}

bool VideoSource::ended() const {
  return !settings_.loop && next_ >= static_cast<std::int64_t>(index_.frames.size());
}

void VideoSource::wait(Micros, std::vector<Wait>& out) const {
  if (is_open() && !ended()) out.push_back({.until = began_ + next_ * index_.frame_us});
}

Result<std::optional<Frame>> VideoSource::take(std::span<std::uint8_t> into, Micros now) {
  if (!is_open() || ended() || now < began_) return std::optional<Frame>();
  const auto count = static_cast<std::int64_t>(index_.frames.size());
  auto number = (now - began_) / index_.frame_us;
  if (number < next_) return std::optional<Frame>();
  if (!settings_.loop) number = std::min(number, count - 1);
  const auto piece = index_.frames[static_cast<std::size_t>(number % count)];
  Frame frame;
  frame.kind = index_.jpeg ? Frame::Kind::file : Frame::Kind::gray;
  frame.width = index_.width, frame.height = index_.height, frame.stride = index_.jpeg ? 0 : index_.width;
  frame.length = piece.length;
  frame.sequence = static_cast<std::uint64_t>(number) + 1;
  frame.captured_us = began_ + number * index_.frame_us;
  if (piece.length <= into.size() &&
      read(piece.offset, into.first(static_cast<std::size_t>(piece.length))) != piece.length)
    return fail(Code::io, "port-unplugged", settings_.path + " was cut short while it played.");
  next_ = number + 1;
  if (ended()) notes_.push_back(settings_.path + " is at its end");
  return std::optional(std::move(frame));
}

}  // namespace outpost::dev::video
