#include "tests/devices/transport/fake_video.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace outpost::dev::test {

int FakeVideo::fault() {
  const long number = calls++;
  if (number == unplug_at) plugged = false;
  if (number == fail_at) return -fail_with;
  return plugged ? 0 : -ENODEV;
}

int FakeVideo::open(const char*) {
  if (const int r = fault(); r < 0) return r == -ENODEV ? -ENOENT : r;
  ++open_files, ++opened;
  sequence_ = 0;
  return 7;
}

void FakeVideo::close(int fd) {
  misused = misused || fd != 7;
  --open_files;
  streaming = false;
  lent_.clear(), filled_.clear();
}

int FakeVideo::map(int, std::size_t size, std::uint32_t offset, void*& memory) {
  if (const int r = fault(); r < 0) return r;
  auto& mine = memory_.at(offset);
  mine.resize(size);
  ++mapped;
  memory = mine.data();
  return 0;
}

void FakeVideo::unmap(void* memory, std::size_t size) {
  const bool known = std::any_of(memory_.begin(), memory_.end(),
                                 [&](const Bytes& b) { return b.data() == memory && b.size() == size; });
  misused = misused || !known;
  --mapped;
}

int FakeVideo::ioctl(int fd, unsigned long request, void* argument) {
  if (const int r = fault(); r < 0) return r;
  misused = misused || fd != 7 || open_files != 1;
  return answer(request, argument);
}

int FakeVideo::answer(unsigned long request, void* argument) {
  switch (request) {
  case VIDIOC_QUERYCAP: static_cast<v4l2_capability*>(argument)->capabilities = abilities; return 0;
  case VIDIOC_ENUM_FMT: {
    auto& d = *static_cast<v4l2_fmtdesc*>(argument);
    if (d.index >= formats.size()) return -EINVAL;
    d.pixelformat = formats[d.index];
    return 0;
  }
  case VIDIOC_S_FMT: return set_format(*static_cast<v4l2_format*>(argument));
  case VIDIOC_S_PARM:
    if (fps) static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe = {1, fps};
    return 0;
  case VIDIOC_QUERYCTRL:
  case VIDIOC_S_CTRL:
  case VIDIOC_G_CTRL: return control(request, argument);
  case VIDIOC_STREAMON: misused = misused || lent_.empty(); return streaming = true, 0;
  case VIDIOC_STREAMOFF: return streaming = false, 0;
  default: return buffer(request, argument);
  }
}

int FakeVideo::set_format(v4l2_format& f) {
  auto& pix = f.fmt.pix;
  if (width) pix.width = width;
  if (height) pix.height = height;
  if (insists_on) pix.pixelformat = insists_on;
  pix.bytesperline = stride;
  return 0;
}

int FakeVideo::control(unsigned long request, void* argument) {
  const auto id = *static_cast<std::uint32_t*>(argument);  // the first field of both
  const auto found = controls.find(id);
  if (found == controls.end()) return -EINVAL;
  auto& c = found->second;
  if (request == VIDIOC_QUERYCTRL) {
    auto& q = *static_cast<v4l2_queryctrl*>(argument);
    q.minimum = c.least, q.maximum = c.most;
    return 0;
  }
  auto& v = *static_cast<v4l2_control*>(argument);
  if (request == VIDIOC_G_CTRL) return v.value = c.value, 0;
  if (c.refuses) return -EBUSY;
  set.emplace_back(id, v.value);
  if (!c.stubborn) c.value = v.value;
  return 0;
}

int FakeVideo::buffer(unsigned long request, void* argument) {
  auto& b = *static_cast<v4l2_buffer*>(argument);
  switch (request) {
  case VIDIOC_REQBUFS: {
    auto& q = *static_cast<v4l2_requestbuffers*>(argument);
    if (q.count > 0) q.count = granted;
    misused = misused || mapped != 0;  // still mapped, or twice
    memory_.assign(std::min(q.count, 64U), {});
    lent_.clear(), filled_.clear();
    return 0;
  }
  case VIDIOC_QUERYBUF: b.length = length, b.m.offset = b.index; return 0;
  case VIDIOC_QBUF:
    misused =
        misused || b.index >= memory_.size() || std::find(lent_.begin(), lent_.end(), b.index) != lent_.end();
    lent_.push_back(b.index);
    return 0;
  case VIDIOC_DQBUF: return give(b);
  default: return -ENOTTY;
  }
}

int FakeVideo::give(v4l2_buffer& b) {
  if (!streaming) return -EINVAL;
  if (filled_.empty()) return -EAGAIN;
  const auto shot = filled_.front();
  filled_.pop_front();
  b.index = shot.index, b.bytesused = shot.used, b.sequence = shot.sequence, b.flags = shot.flags;
  return 0;
}

void FakeVideo::shoot(ByteView bytes, std::uint32_t flags) {
  ++sequence_;
  if (lent_.empty() || !streaming) return;
  const auto index = lent_.front();
  lent_.pop_front();
  std::copy_n(bytes.begin(), std::min(bytes.size(), memory_[index].size()), memory_[index].begin());
  filled_.push_back({lie_index ? lie_index : index,
                     lie_used ? lie_used : static_cast<std::uint32_t>(bytes.size()), sequence_, flags});
  lie_index = lie_used = 0;
}

}  // namespace outpost::dev::test
