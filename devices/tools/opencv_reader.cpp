#include "devices/tools/opencv_reader.hpp"

#include <dlfcn.h>
#include <filesystem>

namespace outpost::dev {
namespace {

/// Beside the program in a build; an installed program has none.
std::string library_path() {
  std::error_code none;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", none);
  return (program.parent_path().parent_path() / "bench" / "liboutpost-bench-opencv.so").string();
}

OpencvRead* load() {
  void* library = ::dlopen(library_path().c_str(), RTLD_NOW | RTLD_LOCAL);
  return library ? reinterpret_cast<OpencvRead*>(::dlsym(library, opencv_function)) : nullptr;
}

OpencvRead* function() {
  static OpencvRead* const loaded = load();
  return loaded;
}

}  // namespace

bool have_opencv() { return function() != nullptr; }

std::vector<vision::FoundCode> read_opencv(const vision::GrayView& picture) {
  std::vector<vision::FoundCode> out;
  if (!have_opencv()) return out;
  const auto keep = [](void* to, int symbology, const char* text, const float* c) {
    vision::FoundCode code;
    code.symbology = static_cast<vision::Symbology>(symbology);
    code.text = text;
    for (std::size_t i = 0; i < 4; ++i) code.corners[i] = {c[2 * i], c[2 * i + 1]};
    code.evidence.stage = vision::Stage::hard;
    static_cast<std::vector<vision::FoundCode>*>(to)->push_back(std::move(code));
  };
  function()(picture.data, picture.width, picture.height, picture.stride, keep, &out);
  return out;
}

}  // namespace outpost::dev
