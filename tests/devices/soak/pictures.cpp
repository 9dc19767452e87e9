#include "tests/devices/soak/pictures.hpp"

#include "tests/bench/drawn/canvas.hpp"
#include "tests/devices/vision/draw.hpp"
#include "tests/devices/vision/numbers.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace outpost::dev::test {
namespace {

using bench::Dice;
using vision::Gray;

Bytes file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::uint64_t seed_of(Dice& dice) { return static_cast<std::uint64_t>(dice.between(0, 1e6)) * 1'000'003; }

Gray clutter(Dice& dice, int width, int height) {
  bench::Canvas c(width, height, static_cast<float>(dice.between(60, 200)));
  bench::add_clutter(c, dice);
  return bench::exposed(c, dice.between(0.2, 1.2), dice.between(0, 12), seed_of(dice));
}

Gray noise(Dice& dice, int width, int height) {
  const bench::Canvas c(width, height, 128.F);
  return bench::exposed(c, 1, dice.between(5, 90), seed_of(dice));
}

Picture gray(std::string kind, Gray picture) {
  Picture out;
  out.kind = std::move(kind), out.form = Frame::Kind::gray;
  out.width = picture.width, out.height = picture.height, out.bytes = std::move(picture.pixels);
  return out;
}

Bytes encoded(const Gray& picture, Dice& dice) {
  switch (dice.whole(0, 2)) {
  case 0: return as_png(picture);
  case 1: return as_jpeg(picture, dice.whole(20, 95));
  default: return as_webp(picture);
  }
}

Picture file_of(std::string kind, Bytes bytes) {
  Picture out;
  out.kind = std::move(kind), out.bytes = std::move(bytes);
  return out;
}

Picture small_or_thin(Dice& dice) {
  const int side = dice.whole(1, 60), other = dice.even() < 0.5 ? dice.whole(1, 60) : dice.whole(61, 600);
  const bool upright = dice.even() < 0.5;
  auto picture = noise(dice, upright ? side : other, upright ? other : side);
  if (dice.even() < 0.5) return gray("odd size", std::move(picture));
  return file_of("odd size", encoded(picture, dice));
}

/// A PNG that says any size from 1 x 1 to 20000 x 20000 and beyond, over the bytes of another.
Picture lying_header(Dice& dice) {
  constexpr std::array<std::uint32_t, 9> sides = {0, 1, 2, 999, 4'000, 10'000, 20'000, 65'535, 0x7FFF'FFFFU};
  constexpr std::size_t width_at = 16, crc_at = 29;
  auto bytes = as_png(noise(dice, dice.whole(1, 40), dice.whole(1, 40)));
  std::size_t at = width_at;
  for (int i = 0; i < 2; ++i) {
    const auto side = sides[static_cast<std::size_t>(dice.whole(0, static_cast<int>(sides.size()) - 1))];
    for (int shift = 24; shift >= 0; shift -= 8) bytes[at++] = static_cast<std::uint8_t>(side >> shift);
  }
  std::uint32_t crc = 0xFFFF'FFFFU;  // of the chunk, so that the library believes it
  for (std::size_t i = width_at - 4; i < crc_at; ++i) {
    crc ^= bytes[i];
    for (int k = 0; k < 8; ++k) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8'8320U : crc >> 1;
  }
  for (std::size_t i = 0; i < 4; ++i) bytes[crc_at + i] = static_cast<std::uint8_t>(~crc >> (24 - 8 * i));
  return file_of("lying header", std::move(bytes));
}

Picture broken(Dice& dice) {
  auto bytes = encoded(clutter(dice, dice.whole(60, 240), dice.whole(60, 240)), dice);
  if (dice.even() < 0.4)
    bytes.resize(static_cast<std::size_t>(dice.between(0, static_cast<double>(bytes.size()))));
  for (int i = dice.whole(0, 12); i > 0 && !bytes.empty(); --i)
    bytes[static_cast<std::size_t>(dice.between(0, static_cast<double>(bytes.size())))] =
        static_cast<std::uint8_t>(dice.whole(0, 255));
  return file_of("broken file", std::move(bytes));
}

Picture plain_code(Dice& dice) {
  const auto number = random_ean13(seed_of(dice));
  const auto code = draw_bars(ean13_modules(number), dice.whole(2, 3), dice.whole(60, 110));
  const int width = code.width + dice.whole(0, 80), height = code.height + dice.whole(20, 80);
  auto picture = on_page(code, width, height, dice.whole(0, width - code.width),
                         dice.whole(0, height - code.height), 255);
  Picture out = dice.even() < 0.5
                    ? gray("plain code", noisy(std::move(picture), dice.whole(0, 20), seed_of(dice)))
                    : file_of("plain code", as_png(picture));
  out.truth = {"", "EAN13", number, ""};
  out.plain = true;
  return out;
}

Picture deadly(const std::string& path, Photo truth, std::size_t number) {
  Picture out = file_of("deadly", file(path));
  out.truth = std::move(truth);
  out.deadly = number;
  return out;
}

Picture turned_code128(Dice& dice) {
  std::string text;
  for (int i = dice.whole(2, 8); i > 0; --i) text += static_cast<char>(dice.whole('!', '~'));
  const auto code = draw_bars(code128_modules(text), dice.whole(1, 2), dice.whole(30, 80));
  Picture out = file_of("turned Code 128", as_png(turned(code, dice.between(0, 360))));
  out.truth = {"", "CODE128", text, ""};
  out.deadly = no_number;
  return out;
}

}  // namespace

DeadlyPictures::DeadlyPictures(const std::string& list) {
  const std::string images = std::string(OUTPOST_SOURCE_DIR) + "/tests/fixtures/images/";
  const Photo drawn{"kills-the-reader.png", "DM", "Outpost reads what is bent: 010690123456789210LOT-7",
                    "ntV"};
  all_.push_back(deadly(images + "kills-the-reader.png", drawn, 0));
  all_.back().plain = all_.back().dear = true;
  known_.push_back(0);
  if (list.empty()) return;
  const auto photos = read_photo_list(list);
  if (!photos) return;
  const auto folder = list.substr(0, list.rfind('/') + 1);
  for (const auto& photo : *photos) all_.push_back(deadly(folder + photo.file, photo, all_.size()));
}

void DeadlyPictures::killed(std::size_t number) {
  if (std::find(known_.begin(), known_.end(), number) == known_.end()) known_.push_back(number);
}

Picture DeadlyPictures::known(Dice& dice) const {
  if (dice.even() < 0.5) return turned_code128(dice);
  return all_[known_[static_cast<std::size_t>(dice.whole(0, static_cast<int>(known_.size()) - 1))]];
}

Picture as_file(Picture picture) {
  if (picture.form == Frame::Kind::file) return picture;
  picture.bytes = as_png({picture.width, picture.height, std::move(picture.bytes)});
  picture.form = Frame::Kind::file;
  return picture;
}

Picture harmless(Dice& dice) {
  const double what = dice.even();
  if (what < 0.35) return small_or_thin(dice);
  if (what < 0.5) return lying_header(dice);
  if (what < 0.65) return broken(dice);
  if (what < 0.8) return plain_code(dice);
  if (what < 0.995) return gray("clutter", clutter(dice, dice.whole(160, 400), dice.whole(120, 300)));
  return gray("clutter, 720p", clutter(dice, 1'280, 720));
}

}  // namespace outpost::dev::test
