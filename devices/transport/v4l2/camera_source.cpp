#include "devices/transport/v4l2/camera_source.hpp"

#include "devices/transport/v4l2/controls.hpp"
#include "devices/transport/v4l2/errors.hpp"
#include "devices/transport/v4l2/negotiate.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace outpost::dev::v4l2 {
namespace {

constexpr std::uint32_t believable_gap = 1'000;  // frames; more is another counter and no loss
constexpr std::size_t most_noted = 64;

}  // namespace

Result<void> CameraSource::open(Micros now) {
  const int fd = calls_.open(settings_.path.c_str());
  if (fd < 0) {
    auto error = video_error(fd, settings_.path);
    if (was_open_ && error.name == "port-absent")
      return lost(fmt::format("{} is unplugged.", settings_.path));
    return error;
  }
  fd_ = fd;
  if (auto begun = begin(now); !begun) {
    close();
    return begun;
  }
  was_open_ = true;
  return {};
}

Result<void> CameraSource::begin(Micros now) {
  std::vector<std::string> notes;
  if (is_unstable_path(settings_.path))
    notes.push_back(fmt::format("{} may be another camera after a restart: write its path in /dev/v4l/by-id",
                                settings_.path));
  OUTPOST_TRY(shape_, negotiate(calls_, fd_, settings_, notes));
  OUTPOST_TRY(const auto refused, apply_controls(calls_, fd_, controls_for(settings_)));
  notes.insert(notes.end(), refused.begin(), refused.end());
  OUTPOST_TRY(exposure_, read_exposure(calls_, fd_));
  buffers_ = std::make_unique<Buffers>(calls_, fd_);
  OUTPOST_CHECK(buffers_->start());
  notes.push_back(fmt::format("{} pictures of {} x {}, {} a second", shape_.format->name, shape_.width,
                              shape_.height, shape_.fps));
  note(std::move(notes));
  due_ = now + start_limit;
  any_ = false;
  return {};
}

/// Each sentence once in the life of the process: a camera with a loose cable would fill the log with them.
void CameraSource::note(std::vector<std::string> notes) {
  for (auto& n : notes)
    if (noted_.size() < most_noted && noted_.insert(n).second) notes_.push_back(std::move(n));
}

void CameraSource::wait(Micros, std::vector<Wait>& out) const {
  if (is_open()) out.push_back({.fd = fd_, .readable = true, .writable = false, .until = due_});
}

Result<void> CameraSource::step(Micros now) {
  if (!is_open()) return {};
  // No more turns than there are buffers: a camera that fills them faster than they are lent has the others.
  for (std::uint32_t i = 0; i <= Buffers::count; ++i) {
    OUTPOST_TRY(const auto filled, buffers_->take());
    if (!filled) break;
    OUTPOST_CHECK(hold(*filled, now));
  }
  if (now >= due_) return lost(fmt::format("{} gives no pictures any more.", settings_.path));
  return {};
}

/// Keeps the newest, and a whole frame rather than a newer half.
Result<void> CameraSource::hold(const Filled& filled, Micros now) {
  const auto gap = filled.sequence - last_sequence_;
  if (any_ && gap > 1 && gap < believable_gap) missed_ += gap - 1;
  last_sequence_ = filled.sequence;
  any_ = true;
  due_ = now + silence_limit;
  const bool whole = !filled.damaged && looks_whole(shape_, filled.bytes);
  half_ += !whole;
  if (held_) {
    if (held_->whole && !whole) return buffers_->lend(filled.index);
    ++passed_;
    OUTPOST_CHECK(buffers_->lend(held_->filled.index));
  }
  held_ = Held{filled, whole, now};
  return {};
}

Result<std::optional<Frame>> CameraSource::take(std::span<std::uint8_t> into, Micros) {
  if (!held_) return std::optional<Frame>();
  const auto held = *std::exchange(held_, std::nullopt);
  Frame frame;
  frame.width = shape_.width, frame.height = shape_.height;
  frame.whole = held.whole;
  frame.captured_us = held.at;
  frame.sequence = ++sequence_;
  if (held.whole) copy(held, into, frame);
  OUTPOST_CHECK(buffers_->lend(held.filled.index));
  return std::optional(std::move(frame));
}

void CameraSource::copy(const Held& held, std::span<std::uint8_t> into, Frame& frame) const {
  const auto& bytes = held.filled.bytes;
  frame.digest = digest(bytes);
  if (shape_.format->bytes_per_pixel == 0) {
    frame.kind = Frame::Kind::file;
    frame.length = bytes.size();
    if (bytes.size() <= into.size()) std::memcpy(into.data(), bytes.data(), bytes.size());
    return;
  }
  frame.kind = Frame::Kind::gray;
  frame.stride = shape_.width;
  frame.length = static_cast<std::uint64_t>(shape_.width) * static_cast<std::uint64_t>(shape_.height);
  if (frame.length <= into.size()) to_gray(shape_, bytes, into);
}

void CameraSource::close() {
  held_.reset();
  buffers_.reset();
  exposure_.reset();
  if (fd_ >= 0) calls_.close(fd_);
  fd_ = -1;
}

std::map<std::string, std::int64_t, std::less<>> CameraSource::counters() const {
  return {{"dropped_by_camera", missed_}, {"half_frames", half_}, {"passed_over", passed_}};
}

}  // namespace outpost::dev::v4l2
