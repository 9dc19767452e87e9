#include "devices/transport/video/video_index.hpp"

namespace outpost::dev::video {

Error bad_video(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

Micros sane_frame_time(std::uint64_t us) {
  constexpr std::uint64_t least = 4'000, most = 1'000'000;
  return us >= least && us <= most ? static_cast<Micros>(us) : Micros{40'000};
}

Result<Index> read_index(const RandomBytes& file) {
  const auto first = file.exactly<12>(0);
  const std::string_view magic = first ? as_text(ByteView(*first)) : std::string_view();
  Result<Index> out = bad_video("This file is no video that is read: Motion JPEG in AVI, or Y4M.");
  if (magic.starts_with("RIFF") && magic.substr(8) == "AVI ") out = read_avi(file);
  if (magic.starts_with("YUV4MPEG2")) out = read_y4m(file);
  if (out && out->frames.empty()) return bad_video("There is no frame in this video.");
  return out;
}

}  // namespace outpost::dev::video
