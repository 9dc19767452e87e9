#include "tests/bench/drawn/save.hpp"

#include "tests/devices/vision/draw.hpp"

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace outpost::bench {

void save(const dev::vision::Gray& frame, const std::string& folder, std::string name, std::size_t number) {
  for (auto& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '-';
  std::filesystem::create_directories(folder);
  char ending[32];
  std::snprintf(ending, sizeof ending, "-%03zu.png", number);
  const auto bytes = dev::test::as_png(frame);
  std::ofstream(folder + "/" + name + ending, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace outpost::bench
