#include "devices/transport/video/video_index.hpp"

#include <charconv>

namespace outpost::dev::video {
namespace {

constexpr std::size_t max_line = 256;  // both kinds of header

/// What a chroma layout adds to a frame; a row a name. Only 8 bits a sample.
struct Layout {
  std::string_view name;
  std::uint64_t (*chroma)(std::uint64_t width, std::uint64_t height);
};
constexpr Layout layouts[] = {
    {"mono", [](std::uint64_t, std::uint64_t) { return std::uint64_t{0}; }},
    {"420", [](std::uint64_t w, std::uint64_t h) { return (w + 1) / 2 * ((h + 1) / 2) * 2; }},
    {"420jpeg", [](std::uint64_t w, std::uint64_t h) { return (w + 1) / 2 * ((h + 1) / 2) * 2; }},
    {"420mpeg2", [](std::uint64_t w, std::uint64_t h) { return (w + 1) / 2 * ((h + 1) / 2) * 2; }},
    {"420paldv", [](std::uint64_t w, std::uint64_t h) { return (w + 1) / 2 * ((h + 1) / 2) * 2; }},
    {"422", [](std::uint64_t w, std::uint64_t h) { return (w + 1) / 2 * h * 2; }},
    {"411", [](std::uint64_t w, std::uint64_t h) { return (w + 3) / 4 * h * 2; }},
    {"444", [](std::uint64_t w, std::uint64_t h) { return w * h * 2; }},
};

/// A header line without its end; nothing when there is none within the bound.
std::optional<std::string> line_at(const RandomBytes& file, std::uint64_t at) {
  std::string out(max_line, 0);
  out.resize(file.read(at, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()}));
  const auto end = out.find('\n');
  if (end == out.npos) return std::nullopt;
  out.resize(end);
  return out;
}

std::uint64_t whole(std::string_view s) {
  std::uint64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  return error == std::errc() && end == s.data() + s.size() ? v : 0;
}

struct Header {
  std::uint64_t width = 0, height = 0, frame_us = 40'000;
  std::string layout = "420";
};

Header parse(std::string_view line) {
  Header out;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (word.empty()) continue;
    const auto value = word.substr(1);
    if (word[0] == 'W') out.width = whole(value);
    if (word[0] == 'H') out.height = whole(value);
    if (word[0] == 'C') out.layout = std::string(value);
    if (const auto colon = value.find(':'); word[0] == 'F' && colon != value.npos) {
      const auto rate = whole(value.substr(0, colon)), scale = whole(value.substr(colon + 1));
      if (rate > 0 && scale < UINT32_MAX) out.frame_us = scale * 1'000'000 / rate;
    }
  }
  return out;
}

}  // namespace

Result<Index> read_y4m(const RandomBytes& file) {
  const auto line = line_at(file, 0);
  if (!line) return bad_video("The Y4M file's header is cut short.");
  const auto h = parse(*line);
  if (h.width < 1 || h.width > max_side || h.height < 1 || h.height > max_side)
    return bad_video("The Y4M file's pictures have no sensible size.");
  const Layout* layout = nullptr;
  for (const auto& row : layouts)
    if (row.name == h.layout) layout = &row;
  if (!layout)
    return bad_video("This Y4M file's colours are not read; write it again with ffmpeg -pix_fmt gray.");
  const std::uint64_t luma = h.width * h.height, bytes = luma + layout->chroma(h.width, h.height);
  Index out;
  out.width = static_cast<int>(h.width), out.height = static_cast<int>(h.height);
  out.frame_us = sane_frame_time(h.frame_us);
  std::uint64_t at = line->size() + 1;
  while (out.frames.size() < max_frames) {
    const auto head = line_at(file, at);
    if (!head || !head->starts_with("FRAME")) break;
    at += head->size() + 1;
    if (at > file.size || file.size - at < bytes) break;
    out.frames.push_back({at, luma});
    at += bytes;
  }
  return out;
}

}  // namespace outpost::dev::video
