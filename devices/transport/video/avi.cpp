#include "devices/transport/video/video_index.hpp"

namespace outpost::dev::video {
namespace {

struct Chunk {
  std::string id;                       // "LIST", "00dc", ...
  std::string kind;                     // of a LIST or RIFF
  std::uint64_t begin = 0, length = 0;  // of what is inside
};

std::uint32_t number(ByteView b, std::size_t at) {
  return static_cast<std::uint32_t>(b[at] | b[at + 1] << 8 | b[at + 2] << 16) |
         static_cast<std::uint32_t>(b[at + 3]) << 24;
}

std::optional<Chunk> chunk_at(const RandomBytes& file, std::uint64_t at) {
  const auto head = file.exactly<8>(at);
  if (!head) return std::nullopt;
  Chunk out{std::string(as_text(ByteView(*head).first(4))), "", at + 8, number(*head, 4)};
  if (out.id != "LIST" && out.id != "RIFF") return out;
  const auto kind = file.exactly<4>(at + 8);
  if (!kind) return std::nullopt;
  out.kind = std::string(as_text(ByteView(*kind)));
  return out;
}

/// What is opened is walked through; all other lists are passed over.
bool goes_inside(const Chunk& c) {
  if (c.id == "RIFF") return c.kind == "AVI " || c.kind == "AVIX";
  return c.id == "LIST" && (c.kind == "hdrl" || c.kind == "strl" || c.kind == "movi" || c.kind == "rec ");
}

/// The headers and frames of one file, chunk by chunk.
class Walk {
public:
  explicit Walk(const RandomBytes& file) : file_(file) { out_.jpeg = true; }

  Result<void> on_chunk(const Chunk& c) {
    if (c.id == "avih") return on_main_header(c);
    if (c.id == "strh") return on_stream_header(c);
    if (is_frame(c)) on_frame(c);
    return {};
  }
  Result<Index> end() {
    if (stream_ < 0) return bad_video("There is no video in this AVI file.");
    return std::move(out_);
  }

private:
  Result<void> on_main_header(const Chunk& c) {
    const auto h = file_.exactly<40>(c.begin);
    if (!h) return bad_video("The AVI file's header is cut short.");
    const auto width = number(*h, 32), height = number(*h, 36);
    if (width < 1 || width > max_side || height < 1 || height > max_side)
      return bad_video("The AVI file's pictures have no sensible size.");
    out_.width = static_cast<int>(width), out_.height = static_cast<int>(height);
    out_.frame_us = sane_frame_time(number(*h, 0));
    return {};
  }
  Result<void> on_stream_header(const Chunk& c) {
    const auto h = file_.exactly<28>(c.begin);
    const int here = streams_++;
    if (!h || as_text(ByteView(*h).first(4)) != "vids" || stream_ >= 0) return {};
    stream_ = here;
    const std::uint64_t scale = number(*h, 20), rate = number(*h, 24);
    if (rate > 0 && scale > 0) out_.frame_us = sane_frame_time(scale * 1'000'000 / rate);
    return {};
  }
  /// "00dc" is a frame of stream 0.
  bool is_frame(const Chunk& c) const {
    if (stream_ < 0 || stream_ > 99 || (!c.id.ends_with("dc") && !c.id.ends_with("db"))) return false;
    return c.id[0] == '0' + stream_ / 10 && c.id[1] == '0' + stream_ % 10;
  }
  void on_frame(const Chunk& c) {
    if (c.length == 0 && !out_.frames.empty())
      out_.frames.push_back(out_.frames.back());  // "the same again"
    else if (c.length > 0 && c.length <= max_frame_bytes && c.begin + c.length <= file_.size)
      out_.frames.push_back({c.begin, c.length});
  }

  const RandomBytes& file_;
  Index out_;
  int streams_ = 0, stream_ = -1;
};

}  // namespace

Result<Index> read_avi(const RandomBytes& file) {
  Walk walk(file);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < max_chunks; ++i) {
    const auto c = chunk_at(file, at);
    if (!c) break;
    if (goes_inside(*c)) {
      at = c->begin + 4;
      continue;
    }
    OUTPOST_CHECK(walk.on_chunk(*c));
    at = c->begin + c->length + (c->length & 1);  // each begins at an even place
  }
  OUTPOST_TRY(auto out, walk.end());
  if (out.frames.size() > max_frames) out.frames.resize(max_frames);
  if (out.frames.empty()) return out;
  const auto first = file.exactly<2>(out.frames.front().offset);
  if (!first || (*first)[0] != 0xFF || (*first)[1] != 0xD8)
    return bad_video(
        "This AVI file is not Motion JPEG; write it again with ffmpeg -i FILE -c:v mjpeg NEW.avi");
  return out;
}

}  // namespace outpost::dev::video
