#include "devices/vision/code.hpp"

#include <algorithm>

namespace outpost::dev::vision {
namespace {

constexpr std::array<std::string_view, 7> symbologies = {"EAN13",   "EAN8", "UPCA", "UPCE",
                                                         "CODE128", "QR",   "DM"};
constexpr std::array<std::string_view, 5> stages = {"fast", "hard", "patch", "profile", "sharpened"};

}  // namespace

std::string_view symbology_name(Symbology s) { return symbologies[static_cast<std::size_t>(s)]; }
std::string_view stage_name(Stage s) { return stages[static_cast<std::size_t>(s)]; }

std::optional<Symbology> symbology_of(std::string_view name) {
  const auto i = std::find(symbologies.begin(), symbologies.end(), name);
  if (i == symbologies.end()) return std::nullopt;
  return static_cast<Symbology>(i - symbologies.begin());
}

bool any_linear(const std::vector<FoundCode>& codes) {
  return std::any_of(codes.begin(), codes.end(), [](const FoundCode& c) { return !is_matrix(c.symbology); });
}

}  // namespace outpost::dev::vision
