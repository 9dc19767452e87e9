#include "edge/links/preview_reading.hpp"

#include "edge/base/test_card.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

namespace outpost::links {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> symbologies = {"EAN13",   "EAN8", "UPCA", "UPCE",
                                                         "CODE128", "QR",   "DM"};

Error malformed(const std::string& why) {
  return fail(Code::invalid, "preview-malformed", "A camera's picture is malformed: " + why + ".");
}

std::optional<int> number(const json& j, const char* key, int least, int most) {
  const auto i = j.find(key);
  if (i == j.end() || !i->is_number_integer() || *i < least || *i > most) return std::nullopt;
  return i->get<int>();
}

bool yes(const json& j, const char* key) { return j.value(key, json(false)) == json(true); }

int byte_at(std::string_view s, std::size_t at) { return static_cast<unsigned char>(s[at]); }

/// Walks the segments up to the one that tells the size: begins as a JPEG, ends as one, and is as large as it
/// is said to be. What lies between is for the browser, which opens pictures from strangers all day.
bool is_jpeg_of(std::string_view s, int width, int height) {
  if (s.size() < 32 || !s.starts_with("\xFF\xD8\xFF") || !s.ends_with("\xFF\xD9")) return false;
  for (std::size_t at = 2; at + 9 < s.size();) {
    if (byte_at(s, at) != 0xFF) return false;
    const int marker = byte_at(s, at + 1);
    const std::size_t length = static_cast<std::size_t>(byte_at(s, at + 2) << 8 | byte_at(s, at + 3));
    if (marker >= 0xC0 && marker <= 0xC2)
      return (byte_at(s, at + 5) << 8 | byte_at(s, at + 6)) == height &&
             (byte_at(s, at + 7) << 8 | byte_at(s, at + 8)) == width;
    if (marker == 0xDA || length < 2) return false;
    at += 2 + length;
  }
  return false;
}

/// Four points in or near the picture; nothing else is an outline.
std::optional<json> corners_of(const json& code, int width, int height) {
  const auto found = code.find("corners");
  if (found == code.end() || !found->is_array() || found->size() != 4) return std::nullopt;
  json out = json::array();
  for (const auto& c : *found) {
    if (!c.is_array() || c.size() != 2 || !c[0].is_number_integer() || !c[1].is_number_integer())
      return std::nullopt;
    const auto near = [](const json& v, int side) { return v >= -side && v <= 2 * side; };
    if (!near(c[0], width) || !near(c[1], height)) return std::nullopt;
    out.push_back({c[0].get<int>(), c[1].get<int>()});
  }
  return out;
}

std::optional<json> code_of(const json& j, int width, int height) {
  if (!j.is_object()) return std::nullopt;
  const auto name = j.value("symbology", json());
  const auto known =
      std::find_if(symbologies.begin(), symbologies.end(), [&](auto s) { return name == json(s); });
  const auto corners = corners_of(j, width, height);
  if (known == symbologies.end() || !corners) return std::nullopt;
  json out = {{"symbology", *known}, {"corners", *corners}, {"shown", yes(j, "shown")}};
  if (const auto px = number(j, "px_milli", 1, 1'000'000)) out["px_milli"] = *px;
  for (const auto& code : test_card())
    if (j.value("card", json()) == json(code.name)) out["card"] = code.name;
  return out;
}

json card_of(const json& j) {
  constexpr int most = 1'000;
  const auto found = j.find("card");
  const json card = found != j.end() && found->is_object() ? *found : json::object();
  json out = {{"looks", number(card, "looks", 0, most).value_or(0)},
              {"any", number(card, "any", 0, most).value_or(0)},
              {"each", json::object()}};
  const auto each = card.find("each");
  if (each == card.end() || !each->is_object()) return out;
  for (const auto& code : test_card()) {
    const std::string name(code.name);
    if (const auto read = number(*each, name.c_str(), 0, most)) out["each"][name] = *read;
  }
  return out;
}

/// Ten seconds are more than any camera gathers light for.
std::optional<json> exposure_of(const json& j) {
  const auto found = j.find("exposure");
  if (found == j.end() || !found->is_object()) return std::nullopt;
  if (yes(*found, "auto")) return json{{"auto", true}};
  const auto us = number(*found, "us", 1, 10'000'000);
  return us ? std::optional(json{{"auto", false}, {"us", *us}}) : std::nullopt;
}

}  // namespace

Result<std::string> checked_preview(const std::string& body, std::string_view jpeg) {
  const json j = json::parse(body, nullptr, false);
  if (!j.is_object()) return malformed("it says nothing");
  const auto width = number(j, "width", 1, max_preview_side),
             height = number(j, "height", 1, max_preview_side);
  if (!width || !height) return malformed("it has no size");
  if (jpeg.size() > max_preview_bytes) return malformed("it is too large");
  if (!is_jpeg_of(jpeg, *width, *height)) return malformed("it is no JPEG of the size that it says");
  json out = {{"width", *width},
              {"height", *height},
              {"hidden", yes(j, "hidden")},
              {"flicker", yes(j, "flicker")},
              {"fps", number(j, "fps", 0, 1'000).value_or(0)},
              {"mean", number(j, "mean", 0, 255).value_or(0)},
              {"dark_permille", number(j, "dark_permille", 0, 1'000).value_or(0)},
              {"bright_permille", number(j, "bright_permille", 0, 1'000).value_or(0)},
              {"codes", json::array()},
              {"card", card_of(j)}};
  if (const auto focus = number(j, "focus", 0, 100)) out["focus"] = *focus;
  if (auto exposure = exposure_of(j)) out["exposure"] = *std::move(exposure);
  const auto codes = j.find("codes");
  if (codes != j.end() && codes->is_array())
    for (const auto& c : *codes)
      if (out["codes"].size() < max_preview_codes)
        if (auto code = code_of(c, *width, *height)) out["codes"].push_back(*std::move(code));
  return out.dump(-1, ' ', true);
}

}  // namespace outpost::links
