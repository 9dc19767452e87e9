#include "devices/drivers/scan_camera.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace outpost::dev {
namespace {

using nlohmann::json;

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

json corners_of(const vision::FoundCode& code) {
  json out = json::array();
  for (const auto& p : code.corners) out.push_back({std::lround(p.x), std::lround(p.y)});
  return out;
}

json box_of(const vision::Box& b) {
  const auto left = std::lround(b.left), top = std::lround(b.top);
  return {left, top, std::lround(b.right) - left, std::lround(b.bottom) - top};
}

}  // namespace

Result<vision::StreamSettings> stream_settings(const UnitSettings& unit) {
  vision::StreamSettings out;
  const auto text = unit.values.find("region");
  auto region = vision::Region::parse(text == unit.values.end() ? "" : text->second);
  if (!region)
    return fail(Code::invalid, "bad-setting",
                fmt::format("[unit.{}] region: {}", unit.unit, region.error().text));
  out.region = std::move(*region);
  OUTPOST_TRY(const auto release_ms, unit.number("release_ms", 100, 10'000));
  out.release_us = release_ms * us_per_ms;
  const auto mode = unit.values.find("mode");
  const std::string counts = mode == unit.values.end() ? "" : mode->second;
  out.basket = counts == "basket";
  if (!out.basket && counts != "item")
    return fail(Code::invalid, "bad-setting",
                fmt::format("[unit.{}] mode must be item or basket, not \"{}\"", unit.unit, counts));
  return out;
}

void ScanCamera::on_close() {
  opened_ = false;
  health_.forget();
  meter_.forget();
}

void ScanCamera::on_frame(const Frame& frame, Micros now) {
  ++counters_["frames"];
  meter_.on_frame(now);
  health_.on_frame(frame.whole, frame.digest, now);
}

void ScanCamera::on_begin(const Frame& frame, Micros now) {
  if (frame.still) return;
  meter_.on_begin(now - frame.captured_us, now);
  rule_.on_begin(now);
}

void ScanCamera::on_result(const Frame& frame, const vision::WorkResult& result, Micros now) {
  ++counters_["pictures"];
  last_data_ = now;
  const auto& reply = result.reply;
  if (result.end != vision::WorkResult::End::done) {
    const bool crashed = result.end == vision::WorkResult::End::crashed;
    ++counters_[crashed ? "reader_crashes" : "reader_hangs"];
    rule_.on_failed();
    return picture(frame, crashed ? "reader-crashed" : "reader-hung",
                   "The reader could not get through this picture and was started again.", 0, 0);
  }
  if (!frame.still) return on_live_result(frame, reply, now);
  if (!reply.error.empty()) {
    ++counters_["bad_pictures"];
    return picture(frame, reply.error, reply.text, 0, reply.took_us);
  }
  if (reply.codes.empty()) ++counters_["no_code"];
  const auto items = items_of_still(reply.codes);
  for (const auto* code : items) {
    ++counters_["scans"];
    count_read(*code);
    scan("scan", frame, reply, *code, vision::crop_of(code->corners, reply.width, reply.height));
  }
  picture(frame, reply.codes.empty() ? "no-code" : "",
          reply.codes.empty() ? "No code was found in this picture." : "", items.size(), reply.took_us);
}

void ScanCamera::on_live_result(const Frame& frame, const vision::WorkReply& reply, Micros now) {
  const Micros at = frame.captured_us > 0 ? frame.captured_us : now;
  if (!reply.error.empty()) {
    ++counters_["bad_pictures"];
    rule_.on_failed();
    return health_.on_broken(now);
  }
  health_.on_opened(reply.darkest, reply.brightest, now);
  if (reply.skipped) {
    ++counters_["unchanged"];
    meter_.on_skipped(reply.opened_us, now);
    return stream_.on_unchanged(at);
  }
  meter_.on_read(reply.opened_us, reply.took_us - reply.opened_us, now);
  rule_.on_looked(reply, now);
  if (reply.codes.empty()) ++counters_["no_code"];
  frame_of_stream(frame, reply, at);
}

/// Which part of the reader earns its time: the stage that saw a sold code first.
void ScanCamera::count_read(const vision::FoundCode& code) {
  ++counters_["read_" + std::string(vision::stage_name(code.evidence.stage))];
}

void ScanCamera::on_refused(const Frame& frame, const Error& why, Micros now) {
  ++counters_["pictures"];
  ++counters_["bad_pictures"];
  last_data_ = now;
  picture(frame, why.name, why.text, 0, 0);
}

/// Two copies of a code in one picture are two items in basket mode only: else who shows a product does not
/// buy its twin beside it too.
std::vector<const vision::FoundCode*>
ScanCamera::items_of_still(const std::vector<vision::FoundCode>& codes) const {
  std::vector<const vision::FoundCode*> out;
  std::set<std::string> seen;
  for (const auto& c : codes)
    if (seen.insert(vision::stream_key({c.symbology, c.text, c.corners, {}})).second || basket_)
      out.push_back(&c);
  return out;
}

/// The time is that of the capture: the reader's own time differs from frame to frame.
void ScanCamera::frame_of_stream(const Frame& frame, const vision::WorkReply& reply, Micros at) {
  vision::FrameCodes codes{at, reply.width, reply.height, {}};
  for (const auto& c : reply.codes)
    codes.codes.push_back({c.symbology, c.text, c.corners, vision::strength_of(c)});
  for (const auto& event : stream_.on_frame(codes)) {
    const auto& code = reply.codes[event.code];
    if (event.kind == vision::StreamEvent::Kind::accepted) {
      count_read(code);
      scan("scan", frame, reply, code, event.crop);
    }
    if (event.kind == vision::StreamEvent::Kind::again) scan("again", frame, reply, code, event.crop);
  }
}

void ScanCamera::scan(std::string_view reading, const Frame& frame, const vision::WorkReply& reply,
                      const vision::FoundCode& code, const vision::Box& crop) {
  json j = {
      {"symbology", vision::symbology_name(code.symbology)},
      {"text", code.text},
      {"evidence", {{"stage", vision::stage_name(code.evidence.stage)}, {"looks", code.evidence.looks}}},
      {"corners", corners_of(code)},
      {"box", box_of(crop)},
      {"frame",
       {{"name", frame.name},
        {"width", reply.width},
        {"height", reply.height},
        {"ms", reply.took_us / us_per_ms}}}};
  if (!is_utf8(code.text)) j["text_hex"] = to_hex(as_bytes(code.text));
  Message m;
  m.name = reading;
  m.body = dump(j);
  messages_.push_back(std::move(m));
}

/// A stream of frames without a code is the usual thing; a still picture without one deserves a word.
void ScanCamera::picture(const Frame& frame, std::string_view reason, std::string_view text,
                         std::size_t codes, Micros took) {
  if (!frame.still) return;
  Message m;
  m.name = "picture";
  m.body = dump({{"ok", reason.empty()},
                 {"reason", reason},
                 {"text", text},
                 {"name", frame.name},
                 {"codes", codes},
                 {"ms", took / us_per_ms}});
  messages_.push_back(std::move(m));
}

Snapshot ScanCamera::snapshot() const {
  Snapshot s;
  const std::string trouble(health_.trouble());
  s.status = !opened_           ? Status{State::opening, ""}
             : !trouble.empty() ? Status{State::faulted, trouble}
                                : Status{State::ready, ""};
  s.last_data_us = last_data_;
  s.counters = counters_;
  meter_.add_to(s.counters);
  const auto& c = stream_.counters();
  if (c.accepted) s.counters["scans"] += c.accepted;
  for (const auto& [name, count] : {std::pair{"again", c.again},
                                    {"rivals", c.rivals},
                                    {"outside_region", c.outside},
                                    {"refused_codes", c.refused}})
    if (count) s.counters[name] = count;
  return s;
}

}  // namespace outpost::dev
