#include "devices/host/camera_unit.hpp"

#include "devices/vision/image_header.hpp"
#include "devices/vision/shown_codes.hpp"
#include "edge/base/log/log.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

// A still picture has no next frame: it gets what the watchdog allows, with a margin.
constexpr Micros still_budget = 600 * us_per_ms;
// Whoever plugs a camera in again stands before it and waits; to ask for it costs one system call.
constexpr Micros longest_retry = 2 * us_per_s;

/// A file that somebody dropped is checked by its header, and refused here. What a camera made is only held
/// against the bounds: nobody but the worker opens it.
Result<std::int64_t> pixels_of(const Frame& frame, ByteView slot) {
  if (frame.length > slot.size()) OUTPOST_CHECK(vision::check_file_size(frame.length));
  if (!frame.still) return std::int64_t{frame.width} * frame.height;
  OUTPOST_CHECK(vision::check_file_size(frame.length));
  OUTPOST_TRY(const auto header,
              vision::read_image_header(slot.first(static_cast<std::size_t>(frame.length))));
  return std::int64_t{header.width} * header.height;
}

}  // namespace

CameraUnit::CameraUnit(std::string name, std::unique_ptr<FrameSource> source,
                       std::unique_ptr<vision::Worker> worker, Random& random, CameraSettings settings)
    : name_(std::move(name)), source_(std::move(source)), worker_(std::move(worker)),
      preview_(settings.stream.region), driver_(std::move(settings.stream), settings.gate), back_off_(random),
      frame_budget_(settings.frame_budget_us) {}

/// The driver table has no command; a lease is all that comes here.
void CameraUnit::on_command(const Command& command, Micros now) {
  if (command.name == "preview") preview_.on_lease(command.body, now);
}

std::vector<Message> CameraUnit::take_messages() {
  auto out = driver_.take_messages();
  if (picture_) out.push_back(*std::exchange(picture_, std::nullopt));
  return out;
}

bool CameraUnit::may_take() const { return source_->live() || (!reading_ && worker_->ready()); }

void CameraUnit::wait(Micros now, std::vector<Wait>& out) const {
  if (!source_->is_open())
    out.push_back({.fd = -1, .readable = false, .writable = false, .until = retry_at_});
  else if (may_take())
    source_->wait(now, out);
  out.push_back({.fd = worker_->fd(), .readable = true, .writable = false, .until = worker_->deadline()});
}

void CameraUnit::step(Micros now) {
  if (!source_->is_open() && now >= retry_at_) open(now);
  if (auto result = worker_->step(now)) finish(*result, now);
  if (reading_ && reading_->again && worker_->ready()) submit(now);
  if (source_->is_open()) {
    if (auto r = source_->step(now); !r) lost(r.error(), now);
  }
  if (source_->is_open() && may_take()) take(now);
  if (waiting_ && !reading_ && worker_->ready()) begin(now);
}

void CameraUnit::open(Micros now) {
  if (auto r = source_->open(now); !r) return lost(r.error(), now);
  log::info(name_ + ": the source of pictures is open");
  back_off_.opened(now);
  driver_.on_open();
  // A camera that can be opened and gives nothing is as lost as before.
  awaiting_first_ = source_->live();
  if (!awaiting_first_) source_status_ = {State::opening, ""};
}

void CameraUnit::lost(const Error& why, Micros now) {
  const Status status = port_status(why.name);
  if (!(status == source_status_)) log::warning(name_ + ": " + why.text);
  source_status_ = status;
  source_->close();
  waiting_.reset();
  driver_.on_close();
  preview_.forget();
  const Micros again = back_off_.lost(now);
  retry_at_ = why.name == "bad-port" ? INT64_MAX : std::min(again, now + longest_retry);
}

/// Into the slot that nobody reads; the frame that waited there is replaced.
void CameraUnit::take(Micros now) {
  const int slot = reading_ ? 1 - reading_->slot : 0;
  static_assert(vision::ring_slots == 2);
  auto taken = source_->take(worker_->slot(slot), now);
  if (!taken) return lost(taken.error(), now);
  for (const auto& note : source_->take_notes()) log::info(name_ + ": " + note);
  if (!*taken) return;
  if (std::exchange(awaiting_first_, false)) source_status_ = {State::opening, ""};
  if (source_->live()) driver_.on_frame(**taken, now);
  const bool may_rest = !(*taken)->still && driver_.may_rest(now) && !preview_.due(now);
  if (!(*taken)->whole || (!waiting_ && may_rest)) return;
  replaced_ += waiting_.has_value();
  waiting_ = InHand{std::move(**taken), slot};
}

void CameraUnit::begin(Micros now) {
  reading_ = std::exchange(waiting_, std::nullopt);
  submit(now);
}

void CameraUnit::submit(Micros now) {
  auto& frame = reading_->frame;
  const auto pixels = pixels_of(frame, worker_->slot(reading_->slot));
  if (!pixels) {
    driver_.on_refused(frame, pixels.error(), now);
    source_->done(frame, Fate::refused);
    reading_.reset();
    return;
  }
  reading_->careful = std::exchange(reading_->again, false);
  vision::WorkRequest request;
  request.kind = frame.kind == Frame::Kind::file ? vision::FrameKind::file : vision::FrameKind::gray;
  request.slot = reading_->slot;
  request.width = frame.width, request.height = frame.height, request.stride = frame.stride;
  request.length = frame.length;
  request.still = frame.still;
  request.careful = reading_->careful;
  request.preview = preview_.wish(frame.still, now);
  request.may_skip = !frame.still && driver_.may_skip(now) && request.preview.side == 0;
  request.budget_us = frame.still ? still_budget : frame_budget_;
  driver_.on_begin(frame, now);
  worker_->submit(request, *pixels, now);
}

namespace {

Fate fate_of(const std::vector<vision::FoundCode>& codes) {
  const bool shown = std::all_of(codes.begin(), codes.end(), [](const vision::FoundCode& c) {
    return vision::may_be_shown(c.symbology, c.text);
  });
  return shown ? Fate::read : Fate::confidential;
}

}  // namespace

void CameraUnit::finish(const vision::WorkResult& result, Micros now) {
  if (!reading_) return;
  const auto& frame = reading_->frame;
  if (result.end != vision::WorkResult::End::done) {
    const bool crashed = result.end == vision::WorkResult::End::crashed;
    log::warning(fmt::format("{}: the reader {} on {}; it was started again", name_,
                             crashed ? "crashed" : "hung", frame.name.empty() ? "a frame" : frame.name));
    if (frame.still && !reading_->careful && crashed) {
      reading_->again = true;  // once more, without the passes that die
      return;
    }
  }
  const bool good = result.end == vision::WorkResult::End::done && result.reply.error.empty();
  driver_.on_result(frame, result, now);
  if (good) {
    if (auto picture = preview_.on_reply(result.reply, driver_.fps(), now, source_->exposure()))
      picture_ = std::move(picture);
  }
  if (source_->is_open()) source_->done(frame, good ? fate_of(result.reply.codes) : Fate::refused);
  worker_->trim(reading_->slot, static_cast<std::size_t>(frame.length));
  reading_.reset();
}

Snapshot CameraUnit::snapshot() const {
  Snapshot s = driver_.snapshot();
  if (!source_->is_open() || awaiting_first_) s.status = source_status_;
  s.counters["reader_restarts"] = worker_->restarts();
  s.counters["reader_back_ms"] = worker_->last_replacement_us() / us_per_ms;
  if (source_->live()) s.counters["replaced"] = replaced_;
  for (const auto& [name, count] : source_->counters()) s.counters[name] = count;
  return s;
}

void CameraUnit::stop(Micros) { source_->close(); }

}  // namespace outpost::dev
