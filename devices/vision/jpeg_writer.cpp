#include "devices/vision/jpeg_writer.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
// after cstdio: libjpeg's header needs FILE
#include <jpeglib.h>

namespace outpost::dev::vision {
namespace {

/// libjpeg leaves by longjmp: everything with a destructor lives outside of write().
struct Session {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf leave{};
  unsigned char* memory = nullptr;
  unsigned long size = 0;

  ~Session() {
    jpeg_destroy_compress(&info);
    std::free(memory);
  }
};

void on_error(j_common_ptr info) { std::longjmp(static_cast<Session*>(info->client_data)->leave, 1); }
void on_message(j_common_ptr, int) {}

bool write(Session& s, const GrayView& picture, int quality) {
  s.info.err = jpeg_std_error(&s.errors);
  s.info.client_data = &s;
  s.errors.error_exit = on_error;
  s.errors.emit_message = on_message;
  if (setjmp(s.leave)) return false;
  jpeg_create_compress(&s.info);
  jpeg_mem_dest(&s.info, &s.memory, &s.size);
  s.info.image_width = static_cast<JDIMENSION>(picture.width);
  s.info.image_height = static_cast<JDIMENSION>(picture.height);
  s.info.input_components = 1;
  s.info.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&s.info);
  jpeg_set_quality(&s.info, quality, TRUE);
  jpeg_start_compress(&s.info, TRUE);
  while (s.info.next_scanline < s.info.image_height) {
    const auto offset =
        static_cast<std::size_t>(s.info.next_scanline) * static_cast<std::size_t>(picture.stride);
    JSAMPROW row = const_cast<JSAMPROW>(picture.data + offset);  // the library only looks at it
    jpeg_write_scanlines(&s.info, &row, 1);
  }
  jpeg_finish_compress(&s.info);
  return true;
}

}  // namespace

Bytes encode_jpeg(const GrayView& picture, int quality) {
  if (picture.width < 1 || picture.height < 1) return {};
  Session s;
  if (!write(s, picture, quality)) return {};
  return {s.memory, s.memory + s.size};
}

}  // namespace outpost::dev::vision
