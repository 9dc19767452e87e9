// Videos written from their formats, for the tests of the readers and for the bench.
#pragma once

#include "edge/base/bytes.hpp"

#include <string>
#include <vector>

namespace outpost::dev::test {

inline void put_number(std::string& out, std::size_t v) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(v >> 8 * i & 0xFF);
}
inline std::string chunk(const std::string& id, const std::string& inside) {
  std::string out = id;
  put_number(out, inside.size());
  return out + inside + std::string(inside.size() & 1, '\0');
}
inline std::string list(const std::string& kind, const std::string& inside) {
  return chunk("LIST", kind + inside);
}

inline std::string avi_main_header(std::size_t frame_us, std::size_t width, std::size_t height) {
  std::string h;
  for (const std::size_t v : {frame_us, std::size_t{0}, std::size_t{0}, std::size_t{0}, std::size_t{0},
                              std::size_t{0}, std::size_t{1}, std::size_t{0}, width, height})
    put_number(h, v);
  return chunk("avih", h + std::string(16, '\0'));
}
inline std::string avi_stream(const std::string& type, std::size_t scale, std::size_t rate) {
  std::string h = type + "MJPG" + std::string(12, '\0');
  put_number(h, scale);
  put_number(h, rate);
  return list("strl", chunk("strh", h + std::string(28, '\0')));
}
/// JPEG files as one AVI file.
inline std::string as_avi(const std::vector<std::string>& frames, std::size_t fps, std::size_t width,
                          std::size_t height) {
  std::string movi;
  for (const auto& f : frames) movi += chunk("00dc", f);
  const auto headers =
      list("hdrl", avi_main_header(1'000'000 / fps, width, height) + avi_stream("vids", 1, fps));
  return chunk("RIFF", "AVI " + headers + list("movi", movi));
}
/// Grey frames without gaps as one Y4M file.
inline std::string as_y4m(const std::vector<std::string>& frames, std::size_t fps, std::size_t width,
                          std::size_t height) {
  auto out = "YUV4MPEG2 W" + std::to_string(width) + " H" + std::to_string(height) + " F" +
             std::to_string(fps) + ":1 Ip A1:1 Cmono\n";
  for (const auto& f : frames) out += "FRAME\n" + f;
  return out;
}

}  // namespace outpost::dev::test
