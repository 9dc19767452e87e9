#include "devices/transport/v4l2/settings.hpp"

#include "devices/transport/v4l2/controls.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <vector>

namespace outpost::dev::v4l2 {
namespace {

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

struct NumberKey {
  std::string_view key;
  int least, most;
  void (*put)(Settings&, int);
};
constexpr NumberKey numbers[] = {
    // A code needs 160 pixels; what is wider than 4K is more than the reader has time for.
    {"width", 160, 3'840, [](Settings& s, int v) { s.width = v; }},
    {"height", 120, 2'160, [](Settings& s, int v) { s.height = v; }},
    {"fps", 1, 120, [](Settings& s, int v) { s.fps = v; }},
    {"exposure_us", 100, 200'000, [](Settings& s, int v) { s.exposure_us = v; }},
    {"focus", 0, 65'535, [](Settings& s, int v) { s.focus = v; }},
};

struct WordKey {
  std::string_view key;
  std::vector<std::string_view> words;
  void (*put)(Settings&, const std::string&);
};
const std::vector<WordKey>& words() {
  static const std::vector<WordKey> table = {
      {"format", {"auto", "mjpg", "yuyv", "grey"}, [](Settings& s, const std::string& v) { s.format = v; }},
      {"profile", profiles(), [](Settings& s, const std::string& v) { s.profile = v; }},
  };
  return table;
}

Result<void> put_number(const NumberKey& row, const std::string& text, Settings& out) {
  int v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || v < row.least || v > row.most)
    return bad(fmt::format("v4l2: {} must be a whole number from {} to {}, not \"{}\"", row.key, row.least,
                           row.most, text));
  row.put(out, v);
  return {};
}

Result<void> put(std::string_view key, const std::string& text, Settings& out) {
  for (const auto& row : numbers)
    if (row.key == key) return put_number(row, text, out);
  for (const auto& row : words()) {
    if (row.key != key) continue;
    if (std::find(row.words.begin(), row.words.end(), text) == row.words.end())
      return bad(
          fmt::format("v4l2: {} must be one of {}, not \"{}\"", key, fmt::join(row.words, ", "), text));
    row.put(out, text);
    return {};
  }
  return bad(
      fmt::format("v4l2: there is no \"{}\" for a camera; there are width, height, fps, format, profile, "
                  "exposure_us and focus",
                  key));
}

}  // namespace

Result<Settings> Settings::parse(const PortName& port) {
  Settings out;
  out.path = port.target;
  if (!out.path.starts_with('/'))
    return bad(fmt::format(
        "v4l2: \"{}\" is no camera: write its path, as in v4l2:/dev/v4l/by-id/usb-...-index0", port.target));
  for (const auto& [key, value] : port.values) OUTPOST_CHECK(put(key, value, out));
  return out;
}

bool is_unstable_path(std::string_view path) { return path.starts_with("/dev/video"); }

}  // namespace outpost::dev::v4l2
