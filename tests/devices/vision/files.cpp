#include "tests/devices/vision/draw.hpp"

#include <cstdio>
#include <cstdlib>
// after cstdio: libjpeg's header needs FILE
#include <jpeglib.h>
#include <png.h>
#include <stdexcept>
#include <webp/encode.h>

namespace outpost::dev::test {

Bytes as_png(const vision::Gray& g) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(g.width);
  image.height = static_cast<png_uint_32>(g.height);
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, g.pixels.data(), 0, nullptr);
  Bytes out(size);
  if (!png_image_write_to_memory(&image, out.data(), &size, 0, g.pixels.data(), 0, nullptr))
    throw std::runtime_error(image.message);
  out.resize(size);
  return out;
}

Bytes as_deep_png(const vision::Gray& g) {
  Bytes out;
  const auto put = [](png_structp png, png_bytep bytes, size_t size) {
    auto* to = static_cast<Bytes*>(png_get_io_ptr(png));
    to->insert(to->end(), bytes, bytes + size);
  };
  auto* png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  auto* info = png_create_info_struct(png);
  png_set_write_fn(png, &out, put, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(g.width), static_cast<png_uint_32>(g.height), 16,
               PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int y = 0; y < g.height; ++y) {
    Bytes line;
    for (int x = 0; x < g.width; ++x) {
      const auto p = g.pixels[static_cast<std::size_t>(y * g.width + x)];
      line.insert(line.end(), {p, p});  // 255 becomes 65,535
    }
    png_write_row(png, line.data());
  }
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

Bytes as_jpeg(const vision::Gray& g, int quality) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(g.width);
  info.image_height = static_cast<JDIMENSION>(g.height);
  info.input_components = 1;
  info.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(g.pixels.data() + static_cast<std::size_t>(info.next_scanline) *
                                                           static_cast<std::size_t>(g.width));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const Bytes out(memory, memory + size);
  std::free(memory);
  return out;
}

Bytes as_webp(const vision::Gray& g) {
  Bytes rgb;
  for (const auto p : g.pixels) rgb.insert(rgb.end(), {p, p, p});
  std::uint8_t* memory = nullptr;
  const auto size = WebPEncodeLosslessRGB(rgb.data(), g.width, g.height, g.width * 3, &memory);
  const Bytes out(memory, memory + size);
  WebPFree(memory);
  return out;
}

}  // namespace outpost::dev::test
