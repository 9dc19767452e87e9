// The child's eye on a live source: what it remembers from frame to frame, so that a picture that did not
// change need not be read again. A still picture has no frame before it.
#pragma once

#include "devices/vision/gate.hpp"
#include "devices/vision/preview_maker.hpp"
#include "devices/vision/turns.hpp"

namespace outpost::dev::vision {

class LiveEye {
public:
  /// Opens the frame and reads it, or says that there is nothing new. `bytes` are as the request describes.
  void look(const WorkRequest& request, ByteView bytes, Clock& clock, WorkReply& reply);
  /// The picture for a person, of a frame that was read, also of a still one; nothing when nobody wishes it.
  void show(const WorkRequest& request, const GrayView& frame, Clock& clock, WorkReply& reply);

private:
  Result<void> look_at_pixels(const WorkRequest& request, ByteView bytes, Clock& clock, WorkReply& reply);
  Result<void> look_at_file(const WorkRequest& request, ByteView bytes, Clock& clock, WorkReply& reply);
  /// True: the frame is the one before, was read or looked at often enough, and may be passed over.
  bool same(const Gray& small, const WorkRequest& request, WorkReply& reply);
  std::vector<FoundCode> read(const GrayView& frame, const WorkRequest& request, bool changed, Clock& clock);

  Gate gate_;
  PreviewMaker preview_;
  Turns turns_;
};

}  // namespace outpost::dev::vision
