#include "devices/transport/v4l2/buffers.hpp"

#include "devices/transport/v4l2/errors.hpp"

#include <cerrno>
#include <linux/videodev2.h>

namespace outpost::dev::v4l2 {
namespace {

v4l2_buffer about(std::uint32_t index) {
  v4l2_buffer b{};
  b.index = index;
  b.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  b.memory = V4L2_MEMORY_MMAP;
  return b;
}

v4l2_requestbuffers request(std::uint32_t count) {
  v4l2_requestbuffers q{};
  q.count = count;
  q.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  q.memory = V4L2_MEMORY_MMAP;
  return q;
}

}  // namespace

Buffers::~Buffers() {
  // What cannot be ended because the camera has gone is ended by closing it.
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (streaming_) calls_.ioctl(fd_, VIDIOC_STREAMOFF, &type);
  for (const auto& b : buffers_) calls_.unmap(b.memory, b.length);
  auto none = request(0);
  if (requested_) calls_.ioctl(fd_, VIDIOC_REQBUFS, &none);
}

Result<void> Buffers::start() {
  auto q = request(count);
  if (const int r = calls_.ioctl(fd_, VIDIOC_REQBUFS, &q); r < 0) return video_error(r, "buffers");
  requested_ = true;
  if (q.count < least || q.count > 32) return fail(Code::io, "port-io", "The camera has too few buffers.");
  OUTPOST_CHECK(map_all(q.count));
  for (std::uint32_t i = 0; i < q.count; ++i) OUTPOST_CHECK(lend(i));
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (const int r = calls_.ioctl(fd_, VIDIOC_STREAMON, &type); r < 0) return video_error(r, "to start");
  streaming_ = true;
  return {};
}

Result<void> Buffers::map_all(std::uint32_t granted) {
  for (std::uint32_t i = 0; i < granted; ++i) {
    auto b = about(i);
    if (const int r = calls_.ioctl(fd_, VIDIOC_QUERYBUF, &b); r < 0) return video_error(r, "a buffer");
    if (b.length == 0 || b.length > most_bytes)
      return fail(Code::io, "port-io", "The camera's buffers have no sensible size.");
    void* memory = nullptr;
    if (const int r = calls_.map(fd_, b.length, b.m.offset, memory); r < 0)
      return video_error(r, "the memory of a buffer");
    buffers_.push_back({memory, b.length, false});
  }
  return {};
}

Result<void> Buffers::lend(std::uint32_t index) {
  auto b = about(index);
  if (const int r = calls_.ioctl(fd_, VIDIOC_QBUF, &b); r < 0) return video_error(r, "a buffer back");
  buffers_[index].lent = true;
  return {};
}

Result<std::optional<Filled>> Buffers::take() {
  auto b = about(0);
  const int r = calls_.ioctl(fd_, VIDIOC_DQBUF, &b);
  if (r == -EAGAIN) return std::optional<Filled>();
  if (r < 0) return video_error(r, "a picture");
  if (b.index >= buffers_.size() || !buffers_[b.index].lent)
    return fail(Code::io, "port-io", "The camera gave a buffer that it does not have.");
  auto& mapped = buffers_[b.index];
  mapped.lent = false;
  Filled out{b.index, {}, b.sequence, (b.flags & V4L2_BUF_FLAG_ERROR) != 0 || b.bytesused > mapped.length};
  const std::size_t used = b.bytesused > mapped.length ? 0 : b.bytesused;
  out.bytes = {static_cast<const std::uint8_t*>(mapped.memory), used};
  return std::optional(out);
}

}  // namespace outpost::dev::v4l2
