#include "devices/vision/exif.hpp"

#include <optional>

namespace outpost::dev::vision {
namespace {

constexpr std::string_view identifier{"Exif\0\0", 6};
constexpr std::size_t header_bytes = 8;  // byte order, version, where the first directory is
constexpr std::size_t entry_bytes = 12;  // tag, type, count, value
constexpr std::uint32_t orientation_tag = 0x0112, type_short = 3, version = 42;

/// The block in its own byte order; nothing beyond its end.
struct Tiff {
  ByteView bytes;
  bool little = false;

  std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at > bytes.size() || bytes.size() - at < size) return std::nullopt;
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < size; ++i) v = v << 8 | bytes[at + (little ? size - 1 - i : i)];
    return v;
  }
};

std::optional<Tiff> opened(ByteView app1) {
  Tiff tiff{app1.subspan(identifier.size()), false};
  const auto order = tiff.number(0, 2);
  if (order != 0x4949 && order != 0x4D4D) return std::nullopt;  // "II" or "MM"
  tiff.little = order == 0x4949;
  if (tiff.number(2, 2) != version) return std::nullopt;
  return tiff;
}

}  // namespace

bool is_exif(ByteView app1) {
  return app1.size() >= identifier.size() && as_text(app1.first(identifier.size())) == identifier;
}

int exif_orientation(ByteView app1) {
  if (!is_exif(app1)) return as_stored;
  const auto tiff = opened(app1);
  if (!tiff) return as_stored;
  const std::size_t directory = tiff->number(4, 4).value_or(0);
  if (directory < header_bytes) return as_stored;
  const auto entries = tiff->number(directory, 2).value_or(0);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * entry_bytes;
    const auto tag = tiff->number(at, 2);
    if (!tag) break;  // says that it has more entries than there are
    if (tag != orientation_tag) continue;
    if (tiff->number(at + 2, 2) != type_short || tiff->number(at + 4, 4) != 1u) break;
    const auto value = tiff->number(at + 8, 2).value_or(0);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : as_stored;
  }
  return as_stored;
}

}  // namespace outpost::dev::vision
