#include "devices/sim/cjk_font.hpp"

#include <array>
#include <cstdio>
#include <filesystem>

namespace outpost::dev {
namespace {

// A printer's characters are of one width, so such fonts come first.
constexpr std::array paths = {
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
};

/// What fontconfig would take for Chinese; "" without fontconfig.
std::string ask_fontconfig() {
  FILE* answer = ::popen("fc-match -f '%{file}' :lang=zh-cn 2>/dev/null", "r");
  if (!answer) return {};
  std::array<char, 1024> line{};
  const std::string path = std::fgets(line.data(), line.size(), answer) ? line.data() : "";
  ::pclose(answer);
  return path;
}

}  // namespace

std::string find_cjk_font() {
  std::error_code ec;
  for (const auto* path : paths)
    if (std::filesystem::exists(path, ec)) return path;
  const auto path = ask_fontconfig();
  return !path.empty() && std::filesystem::exists(path, ec) ? path : "";
}

}  // namespace outpost::dev
