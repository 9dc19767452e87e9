#include "devices/drivers/camera_preview.hpp"

#include "devices/vision/shown_codes.hpp"
#include "edge/base/test_card.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

std::optional<std::int64_t> number(const json& j, const char* key) {
  const auto i = j.find(key);
  if (i == j.end() || !i->is_number_integer()) return std::nullopt;
  return i->get<std::int64_t>();
}

/// From pixels of the frame to pixels of the picture.
json corners_of(const vision::FoundCode& code, const vision::Preview& p) {
  json out = json::array();
  const float across = static_cast<float>(p.width) / static_cast<float>(p.of_width);
  const float down = static_cast<float>(p.height) / static_cast<float>(p.of_height);
  for (const auto& c : code.corners)
    out.push_back({std::lround((c.x - static_cast<float>(p.left)) * across),
                   std::lround((c.y - static_cast<float>(p.top)) * down)});
  return out;
}

/// Of what the code says nothing goes out but its kind, and which of the test card's it is.
json code_of(const vision::FoundCode& code, const vision::Preview& p) {
  json j = {{"symbology", vision::symbology_name(code.symbology)},
            {"corners", corners_of(code, p)},
            {"shown", vision::may_be_shown(code.symbology, code.text)}};
  if (const float px = vision::pixels_per_module(code); px > 0) j["px_milli"] = std::lround(px * 1'000);
  if (const auto* card = test_code_of(code.text)) j["card"] = card->name;
  return j;
}

json exposure_of(const Exposure& exposure) {
  json j = {{"auto", exposure.automatic}};
  if (exposure.time_us) j["us"] = *exposure.time_us;
  return j;
}

}  // namespace

void CameraPreview::on_lease(const std::string& body, Micros now) {
  const json j = json::parse(body, nullptr, false);
  if (!j.is_object()) return;
  const auto seconds = number(j, "seconds"), width = number(j, "width");
  if (!seconds || !width || *seconds < 0) return;
  if (now >= until_) flicker_.forget(), card_.forget();  // somebody else, some other day
  until_ = now + std::min<Micros>(std::min<std::int64_t>(*seconds, 60) * us_per_s, longest_lease);
  side_ = static_cast<int>(std::clamp<std::int64_t>(*width, smallest_side, vision::max_preview_side));
}

vision::PreviewWish CameraPreview::wish(bool still, Micros now) {
  if (still ? now >= until_ : !due(now)) return {};
  last_ = now;
  return {side_, bounds_.left, bounds_.top, bounds_.right, bounds_.bottom};
}

std::optional<Message> CameraPreview::on_reply(const vision::WorkReply& reply, std::int64_t fps, Micros now,
                                               const std::optional<Exposure>& exposure) {
  const auto& p = reply.preview;
  if (now >= until_ || p.jpeg.empty() || p.width < 1 || p.height < 1 || p.of_width < 1 || p.of_height < 1)
    return std::nullopt;
  flicker_.add(p.mean);
  card_.add(reply.codes);
  json j = {{"width", p.width},
            {"height", p.height},
            {"frame", {reply.width, reply.height}},
            {"hidden", p.hidden},
            {"fps", fps},
            {"mean", p.mean},
            {"dark_permille", p.dark_permille},
            {"bright_permille", p.bright_permille},
            {"flicker", flicker_.flickers()},
            {"codes", json::array()},
            {"card", {{"looks", card_.looks()}, {"any", card_.any()}, {"each", json::object()}}}};
  if (p.focus >= 0) j["focus"] = p.focus;
  if (exposure) j["exposure"] = exposure_of(*exposure);
  for (const auto& code : reply.codes)
    if (j["codes"].size() < max_codes) j["codes"].push_back(code_of(code, p));
  for (const auto& [name, read] : card_.each()) j["card"]["each"][std::string(name)] = read;
  Message m;
  m.name = "preview";
  m.body = j.dump();
  m.blob = std::string(as_text(p.jpeg));
  return m;
}

void CameraPreview::forget() {
  flicker_.forget();
  card_.forget();
}

}  // namespace outpost::dev
