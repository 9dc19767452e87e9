#include "devices/vision/exif.hpp"
#include "devices/vision/image_file.hpp"
#include "devices/vision/shapes.hpp"

#include <csetjmp>
#include <cstdio>
// after cstdio: libjpeg's header needs FILE
#include <jerror.h>
#include <jpeglib.h>

namespace outpost::dev::vision {
namespace {

/// libjpeg reports through callbacks and leaves by longjmp: everything with a destructor lives outside of
/// read().
struct Session {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf leave{};
  char message[JMSG_LENGTH_MAX] = {};
  bool cut = false;

  ~Session() { jpeg_destroy_decompress(&info); }
};

void on_error(j_common_ptr info) {
  auto* session = static_cast<Session*>(info->client_data);
  info->err->format_message(info, session->message);
  std::longjmp(session->leave, 1);
}

/// A file that ends early is only a warning to libjpeg, which goes on with grey.
void on_message(j_common_ptr info, int level) {
  auto* session = static_cast<Session*>(info->client_data);
  if (level < 0 && (info->err->msg_code == JWRN_JPEG_EOF || info->err->msg_code == JWRN_HIT_MARKER))
    session->cut = true;
}

constexpr int exif_marker = JPEG_APP0 + 1, longest_marker = 0xFFFF;

bool begin(Session& s, ByteView file, JpegSize size) {
  s.info.err = jpeg_std_error(&s.errors);
  s.info.client_data = &s;
  s.errors.error_exit = on_error;
  s.errors.emit_message = on_message;
  if (setjmp(s.leave)) return false;
  jpeg_create_decompress(&s.info);
  jpeg_mem_src(&s.info, file.data(), file.size());
  // Costs nothing where there is none, as in the frames of cameras. An eighth is only held against another
  // one.
  if (size == JpegSize::whole) jpeg_save_markers(&s.info, exif_marker, longest_marker);
  jpeg_read_header(&s.info, TRUE);
  if (s.info.jpeg_color_space == JCS_YCbCr || s.info.jpeg_color_space == JCS_GRAYSCALE)
    s.info.out_color_space = JCS_GRAYSCALE;  // the luminance as it is in the file
  s.info.scale_num = 1;
  s.info.scale_denom = size == JpegSize::eighth ? 8 : 1;
  jpeg_start_decompress(&s.info);
  return true;
}

/// One line of whatever colour space into grey.
void to_gray(const std::uint8_t* line, int width, int components, std::uint8_t* out) {
  for (int x = 0; x < width; ++x, line += components)
    out[x] = components == 3   ? static_cast<std::uint8_t>((77 * line[0] + 150 * line[1] + 29 * line[2]) >> 8)
             : components == 4 ? static_cast<std::uint8_t>((line[0] + line[1] + line[2]) / 3 * line[3] / 255)
                               : line[0];
}

bool read(Session& s, Gray& out, Bytes& line) {
  if (setjmp(s.leave)) return false;
  while (s.info.output_scanline < s.info.output_height) {
    JSAMPROW row = line.data();
    auto* target = out.pixels.data() +
                   static_cast<std::size_t>(s.info.output_scanline) * static_cast<std::size_t>(out.width);
    if (jpeg_read_scanlines(&s.info, &row, 1) != 1) return false;
    to_gray(line.data(), out.width, s.info.output_components, target);
  }
  return true;
}

/// What the first EXIF block says.
int orientation_of(const Session& s) {
  for (const auto* m = s.info.marker_list; m; m = m->next)
    if (const ByteView body(m->data, m->data_length); is_exif(body)) return exif_orientation(body);
  return as_stored;
}

Error broken(const Session& s) {
  return fail(Code::corrupt, "picture-broken",
              std::string("The JPEG file cannot be read: ") + s.message + ".");
}

}  // namespace

Result<Gray> decode_jpeg(ByteView file, JpegSize size) {
  Session s;
  if (!begin(s, file, size)) return broken(s);
  Gray out{static_cast<int>(s.info.output_width), static_cast<int>(s.info.output_height), {}};
  out.pixels.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
  Bytes line(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(s.info.output_components));
  if (!read(s, out, line)) return broken(s);
  if (s.cut) return fail(Code::corrupt, "picture-cut-short", "The JPEG file ends too early.");
  return turned_upright(std::move(out), orientation_of(s));
}

}  // namespace outpost::dev::vision
