#include "devices/vision/live_eye.hpp"

#include "devices/vision/decode.hpp"
#include "devices/vision/image_file.hpp"
#include "devices/vision/image_header.hpp"

namespace outpost::dev::vision {
namespace {

/// Of a JPEG only the averages are taken out, which is most of what it takes to open one saved.
Result<Gray> small_of_file(ByteView bytes) {
  OUTPOST_TRY(const auto header, read_image_header(bytes));
  if (header.kind == FileKind::jpeg) return decode_jpeg(bytes, JpegSize::eighth);
  OUTPOST_TRY(const auto whole, decode_image(bytes));
  return small_copy(whole.view());
}

}  // namespace

std::vector<FoundCode> LiveEye::read(const GrayView& frame, const WorkRequest& q, bool changed,
                                     Clock& clock) {
  auto codes = decode(frame, {q.still, q.careful, q.budget_us, turns_.next()}, clock);
  turns_.after(any_linear(codes), changed);
  return codes;
}

bool LiveEye::same(const Gray& small, const WorkRequest& request, WorkReply& reply) {
  const auto light = light_range(small);
  reply.darkest = light.darkest, reply.brightest = light.brightest;
  reply.same = !gate_.changed(small);
  return reply.same && request.may_skip && !turns_.worth_another();
}

void LiveEye::look(const WorkRequest& q, ByteView bytes, Clock& clock, WorkReply& reply) {
  if (const auto read = q.kind == FrameKind::gray ? look_at_pixels(q, bytes, clock, reply)
                                                  : look_at_file(q, bytes, clock, reply);
      !read)
    reply.error = read.error().name, reply.text = read.error().text;
}

Result<void> LiveEye::look_at_pixels(const WorkRequest& q, ByteView bytes, Clock& clock, WorkReply& reply) {
  const Micros began = clock.boot_us();
  const GrayView view{bytes.data(), q.width, q.height, q.stride};
  reply.width = q.width, reply.height = q.height;
  auto small = small_copy(view);
  reply.skipped = same(small, q, reply);
  reply.opened_us = clock.boot_us() - began;
  if (reply.skipped) return {};
  gate_.keep(std::move(small));
  reply.codes = read(view, q, !reply.same, clock);
  show(q, view, clock, reply);
  return {};
}

Result<void> LiveEye::look_at_file(const WorkRequest& q, ByteView bytes, Clock& clock, WorkReply& reply) {
  const Micros began = clock.boot_us();
  OUTPOST_TRY(auto small, small_of_file(bytes));
  reply.skipped = same(small, q, reply);
  reply.opened_us = clock.boot_us() - began;
  if (reply.skipped) return {};
  OUTPOST_TRY(const auto picture, decode_image(bytes));
  reply.opened_us = clock.boot_us() - began;
  gate_.keep(std::move(small));
  reply.width = picture.width, reply.height = picture.height;
  reply.codes = read(picture.view(), q, !reply.same, clock);
  show(q, picture.view(), clock, reply);
  return {};
}

/// After a death the frame is read without what may die; the next one shows itself again.
void LiveEye::show(const WorkRequest& q, const GrayView& frame, Clock& clock, WorkReply& reply) {
  if (q.preview.side == 0 || q.careful || frame.width < 1 || frame.height < 1) return;
  reply.preview = preview_.make(frame, q.preview, reply.codes, clock.boot_us());
}

}  // namespace outpost::dev::vision
