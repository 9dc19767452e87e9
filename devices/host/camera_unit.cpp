#include "devices/host/camera_unit.hpp"

#include "devices/vision/image_header.hpp"
#include "edge/base/log/log.hpp"

#include <fmt/format.h>

namespace outpost::dev {
namespace {

// A still picture has no next frame: it gets what the watchdog allows, with a margin.
constexpr Micros still_budget = 600 * us_per_ms;

std::int64_t pixels_of(const Frame& frame, const vision::ImageHeader& header) {
  if (frame.kind == Frame::Kind::gray) return std::int64_t{frame.width} * frame.height;
  return std::int64_t{header.width} * header.height;
}

}  // namespace

CameraUnit::CameraUnit(std::string name, std::unique_ptr<FrameSource> source,
                       std::unique_ptr<vision::Worker> worker, Random& random, Micros frame_budget_us,
                       vision::StreamSettings stream)
    : name_(std::move(name)), source_(std::move(source)), worker_(std::move(worker)),
      driver_(std::move(stream)), back_off_(random), frame_budget_(frame_budget_us) {}

void CameraUnit::wait(Micros now, std::vector<Wait>& out) const {
  if (!source_->is_open())
    out.push_back({.fd = -1, .readable = false, .writable = false, .until = retry_at_});
  else if (!frame_ && worker_->ready())
    source_->wait(now, out);
  out.push_back({.fd = worker_->fd(), .readable = true, .writable = false, .until = worker_->deadline()});
}

void CameraUnit::step(Micros now) {
  if (!source_->is_open() && now >= retry_at_) {
    if (auto r = source_->open(now); !r) {
      lost(r.error(), now);
    } else {
      log::info(name_ + ": the source of pictures is open");
      back_off_.opened(now);
      driver_.on_open();
    }
  }
  if (auto result = worker_->step(now)) finish(*result, now);
  if (again_ && worker_->ready()) submit(now, true);
  if (!source_->is_open()) return;
  if (auto r = source_->step(now); !r) return lost(r.error(), now);
  if (!frame_ && worker_->ready()) next_frame(now);
}

void CameraUnit::lost(const Error& why, Micros now) {
  const Status status = port_status(why.name);
  if (!(status == source_status_)) log::warning(name_ + ": " + why.text);
  source_status_ = status;
  source_->close();
  driver_.on_close();
  retry_at_ = why.name == "bad-port" ? INT64_MAX : back_off_.lost(now);
}

void CameraUnit::next_frame(Micros now) {
  auto taken = source_->take(worker_->buffer(), now);
  if (!taken) return lost(taken.error(), now);
  if (!*taken) return;
  frame_ = std::move(**taken);
  submit(now, false);
}

void CameraUnit::submit(Micros now, bool careful) {
  again_ = false;
  careful_ = careful;
  vision::ImageHeader header;
  if (frame_->kind == Frame::Kind::file) {
    const auto checked = [&]() -> Result<vision::ImageHeader> {
      OUTPOST_CHECK(vision::check_file_size(frame_->length));
      return vision::read_image_header(worker_->buffer().first(static_cast<std::size_t>(frame_->length)));
    }();
    if (!checked) {
      driver_.on_refused(*frame_, checked.error(), now);
      source_->done(*frame_, false);
      frame_.reset();
      return;
    }
    header = *checked;
  }
  vision::WorkRequest request;
  request.kind = frame_->kind == Frame::Kind::file ? vision::FrameKind::file : vision::FrameKind::gray;
  request.width = frame_->width, request.height = frame_->height, request.stride = frame_->stride;
  request.length = frame_->length;
  request.still = frame_->still;
  request.careful = careful;
  request.budget_us = frame_->still ? still_budget : frame_budget_;
  worker_->submit(request, pixels_of(*frame_, header), now);
}

void CameraUnit::finish(const vision::WorkResult& result, Micros now) {
  if (!frame_) return;
  if (result.end != vision::WorkResult::End::done) {
    log::warning(fmt::format("{}: the reader {} on {}; it was started again", name_,
                             result.end == vision::WorkResult::End::crashed ? "crashed" : "hung",
                             frame_->name.empty() ? "a frame" : frame_->name));
    if (frame_->still && !careful_ && result.end == vision::WorkResult::End::crashed) {
      again_ = true;  // once more, without the passes that die
      return;
    }
  }
  const bool good = result.end == vision::WorkResult::End::done && result.reply.error.empty();
  driver_.on_result(*frame_, result, now);
  if (source_->is_open()) source_->done(*frame_, good);
  worker_->trim(static_cast<std::size_t>(frame_->length));
  frame_.reset();
}

Snapshot CameraUnit::snapshot() const {
  Snapshot s = driver_.snapshot();
  if (!source_->is_open()) s.status = source_status_;
  s.counters["reader_restarts"] = worker_->restarts();
  s.counters["reader_back_ms"] = worker_->last_replacement_us() / us_per_ms;
  return s;
}

void CameraUnit::stop(Micros) { source_->close(); }

}  // namespace outpost::dev
