// A camera that does what the test says: it may be unplugged between any two calls, refuse any of them, and
// say numbers that cannot be true. It watches what is done to it: everything opened, mapped and lent must be
// given back, and nothing may be used that it has not given.
#pragma once

#include "devices/transport/v4l2/calls.hpp"
#include "edge/base/bytes.hpp"

#include <deque>
#include <linux/videodev2.h>
#include <map>
#include <string>
#include <vector>

namespace outpost::dev::test {

class FakeVideo final : public v4l2::Calls {
public:
  struct Control {
    int least = 0, most = 0, value = 0;
    bool stubborn = false;  ///< takes a value and keeps its own
    bool refuses = false;
  };

  // What the camera is.
  std::uint32_t abilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  std::vector<std::uint32_t> formats = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG};
  std::uint32_t width = 0, height = 0;         ///< what it insists on; 0 = as asked
  std::uint32_t stride = 0;                    ///< what it insists on
  std::uint32_t insists_on = 0;                ///< a format, whatever was asked for
  std::uint32_t granted = 4, length = 65'536;  ///< buffers, and bytes of each
  std::map<std::uint32_t, Control> controls;
  std::uint32_t fps = 0;  ///< what it insists on

  // What goes wrong.
  bool plugged = true;
  long fail_at = -1;  ///< the call with this number fails with `fail_with`, all after it succeed again
  int fail_with = 0;
  long unplug_at = -1;                        ///< before this call
  std::uint32_t lie_index = 0, lie_used = 0;  ///< of the next frame; 0 = the truth

  /// The next frame, when a buffer is lent; else it is missed, as with a real one.
  void shoot(ByteView bytes, std::uint32_t flags = 0);

  // What was done.
  long calls = 0;
  int open_files = 0, mapped = 0, opened = 0;
  bool streaming = false, misused = false;
  std::vector<std::pair<std::uint32_t, std::int32_t>> set;  ///< controls, in order
  std::size_t lent() const { return lent_.size(); }

  int open(const char* path) override;
  void close(int fd) override;
  int ioctl(int fd, unsigned long request, void* argument) override;
  int map(int fd, std::size_t size, std::uint32_t offset, void*& memory) override;
  void unmap(void* memory, std::size_t size) override;

private:
  struct Shot {
    std::uint32_t index, used, sequence, flags;
  };
  int fault();
  int answer(unsigned long request, void* argument);
  int set_format(v4l2_format& f);
  int control(unsigned long request, void* argument);
  int buffer(unsigned long request, void* argument);
  int give(v4l2_buffer& b);

  std::vector<Bytes> memory_;
  std::deque<std::uint32_t> lent_;
  std::deque<Shot> filled_;
  std::uint32_t sequence_ = 0;
};

}  // namespace outpost::dev::test
