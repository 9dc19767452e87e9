#include "devices/sim/paper.hpp"

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace outpost::dev::paper {
namespace {

constexpr std::array<std::string_view, 3> aligns = {"left", "center", "right"};

struct Describe {
  std::string operator()(const Line& line) const {
    std::string out(aligns[static_cast<std::size_t>(line.align)]);
    for (const auto& run : line.runs)
      out += fmt::format("{}{} |{}|", run.bold ? " bold" : "",
                         run.width * run.height == 1 ? "" : fmt::format(" {}x{}", run.width, run.height),
                         run.text);
    return out;
  }
  std::string operator()(const Qr& qr) const {
    return fmt::format("{} qr {} {} |{}|", aligns[static_cast<std::size_t>(qr.align)], qr.module_dots,
                       "LMQH"[qr.level & 3], qr.content);
  }
  std::string operator()(const Raster& r) const {
    return fmt::format("{} image {}x{}", aligns[static_cast<std::size_t>(r.align)], r.row_bytes * 8,
                       r.height());
  }
  std::string operator()(const Feed& feed) const { return fmt::format("feed {}", feed.lines); }
};

}  // namespace

std::string describe(const Sheet& sheet) {
  std::string out;
  for (const auto& item : sheet.items) out += std::visit(Describe{}, item) + "\n";
  return out;
}

}  // namespace outpost::dev::paper
