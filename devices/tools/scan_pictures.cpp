#include "devices/tools/scan_pictures.hpp"

#include "devices/vision/image_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace outpost::dev {
namespace {

constexpr std::size_t batch = 64;  // pictures in memory at once: the largest are some megabytes each

Result<vision::Gray> load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::not_found, "no-such-file", "The file cannot be read.");
  const Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return vision::decode_image(bytes);
}

}  // namespace

Result<void> each_picture(const std::string& list, const std::vector<Photo>& photos,
                          const std::vector<Arm>& arms,
                          const std::function<void(const Photo&, const std::vector<Outcome>&)>& done) {
  const auto folder = list.substr(0, list.rfind('/') + 1);
  for (std::size_t from = 0; from < photos.size(); from += batch) {
    const auto some = std::span(photos).subspan(from, std::min(batch, photos.size() - from));
    std::vector<vision::Gray> pictures;
    for (const auto& photo : some) {
      OUTPOST_TRY(auto picture, load(folder + photo.file));
      pictures.push_back(std::move(picture));
    }
    const auto outcomes = side_by_side(pictures, arms);
    if (outcomes.empty())
      return fail(Code::unavailable, "worker-start", "No process can be made for the readers.");
    for (std::size_t p = 0; p < some.size(); ++p) done(some[p], outcomes[p]);
  }
  return {};
}

}  // namespace outpost::dev
