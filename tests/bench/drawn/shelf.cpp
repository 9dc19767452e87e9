#include "tests/bench/drawn/shelf.hpp"

#include "devices/tools/scan_pictures.hpp"
#include "devices/vision/image_file.hpp"
#include "edge/base/id.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace outpost::bench {
namespace {

constexpr double least_module = 2;  // what is smaller is blurred by being made larger, not by a lens

/// Only with retail codes, or all.
std::vector<dev::Photo> shuffled(const std::string& list, std::uint64_t seed, bool retail) {
  auto photos = dev::read_photo_list(list);
  if (!photos) return {};
  if (retail) std::erase_if(*photos, [](const auto& p) { return !dev::is_retail_format(p.format); });
  SeededRandom random(seed);
  for (std::size_t i = photos->size(); i > 1; --i) std::swap((*photos)[i - 1], (*photos)[random.next() % i]);
  return *photos;
}

std::string folder_of(const std::string& list) { return list.substr(0, list.rfind('/') + 1); }

std::optional<dev::vision::Gray> open(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto picture = dev::vision::decode_image(bytes);
  if (!picture) return std::nullopt;
  return std::move(*picture);
}

std::optional<Product> product_of(const std::string& path, const dev::Photo& photo,
                                  const std::vector<dev::Arm>& arms) {
  const auto picture = open(path);
  if (!picture) return std::nullopt;
  const auto outcomes = dev::side_by_side({&*picture, 1}, arms);
  if (outcomes.empty()) return std::nullopt;
  for (const auto& outcome : outcomes[0])
    for (const auto& code : outcome.codes) {
      if (!dev::agrees(photo, code)) continue;
      auto product = cut_out(*picture, code.corners, photo);
      if (product && product->module >= least_module) return product;
    }
  return std::nullopt;
}

}  // namespace

std::string photo_list() {
  const char* data = std::getenv("OUTPOST_DATA");
  const auto list = std::string(data ? data : "") + "/barcodes/manifest.tsv";
  return data && std::filesystem::exists(list) ? list : "";
}

std::vector<Product> cut_out_products(const std::string& list, std::size_t count, std::uint64_t seed) {
  const auto folder = folder_of(list);
  const auto arms = dev::standard_arms();
  std::vector<Product> out;
  for (const auto& photo : shuffled(list, seed, true)) {
    if (out.size() == count) break;
    if (auto product = product_of(folder + photo.file, photo, arms)) out.push_back(std::move(*product));
  }
  return out;
}

std::vector<Glare> cut_out_glares(const std::string& list, std::size_t count, std::uint64_t seed) {
  constexpr std::size_t of_each = 2;
  const auto folder = folder_of(list);
  std::vector<Glare> out;
  for (const auto& photo : shuffled(list, seed, false)) {
    if (out.size() >= count) break;
    const auto picture = open(folder + photo.file);
    if (!picture) continue;
    for (auto& glare : glares_in(*picture, std::min(of_each, count - out.size())))
      out.push_back(std::move(glare));
  }
  return out;
}

std::vector<Product> drawn_products(std::size_t count, std::uint64_t seed) {
  std::vector<Product> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(drawn_product(seed * 1'000 + i));
  return out;
}

}  // namespace outpost::bench
