#include "devices/drivers/scan_camera.hpp"

#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

json corners_of(const vision::FoundCode& code) {
  json out = json::array();
  for (const auto& p : code.corners) out.push_back({std::lround(p.x), std::lround(p.y)});
  return out;
}

}  // namespace

void ScanCamera::on_result(const Frame& frame, const vision::WorkResult& result, Micros now) {
  ++counters_["pictures"];
  last_data_ = now;
  const auto& reply = result.reply;
  if (result.end != vision::WorkResult::End::done) {
    const bool crashed = result.end == vision::WorkResult::End::crashed;
    ++counters_[crashed ? "reader_crashes" : "reader_hangs"];
    return picture(frame, crashed ? "reader-crashed" : "reader-hung",
                   "The reader could not get through this picture and was started again.", 0, 0);
  }
  if (!reply.error.empty()) {
    ++counters_["bad_pictures"];
    return picture(frame, reply.error, reply.text, 0, reply.took_us);
  }
  for (const auto& code : reply.codes) scan(frame, reply, code);
  if (reply.codes.empty()) ++counters_["no_code"];
  picture(frame, reply.codes.empty() ? "no-code" : "",
          reply.codes.empty() ? "No code was found in this picture." : "", reply.codes.size(), reply.took_us);
}

void ScanCamera::on_refused(const Frame& frame, const Error& why, Micros now) {
  ++counters_["pictures"];
  ++counters_["bad_pictures"];
  last_data_ = now;
  picture(frame, why.name, why.text, 0, 0);
}

void ScanCamera::scan(const Frame& frame, const vision::WorkReply& reply, const vision::FoundCode& code) {
  ++counters_["scans"];
  json j = {
      {"symbology", vision::symbology_name(code.symbology)},
      {"text", code.text},
      {"evidence", {{"stage", vision::stage_name(code.evidence.stage)}, {"looks", code.evidence.looks}}},
      {"corners", corners_of(code)},
      {"frame",
       {{"name", frame.name},
        {"width", reply.width},
        {"height", reply.height},
        {"ms", reply.took_us / us_per_ms}}}};
  if (!is_utf8(code.text)) j["text_hex"] = to_hex(as_bytes(code.text));
  Message m;
  m.name = "scan";
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
  s.status = {opened_ ? State::ready : State::opening, ""};
  s.last_data_us = last_data_;
  s.counters = counters_;
  return s;
}

}  // namespace outpost::dev
