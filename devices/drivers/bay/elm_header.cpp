#include "devices/drivers/bay/elm_header.hpp"

#include "devices/codec/obd_request.hpp"

#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

bool obd_unit(std::uint32_t to) {
  return to == 0 || (to >= 0x7E0 && to <= 0x7E7) || (to & 0xFFFF00FF) == 0x18DA00F1;
}

std::string header(Bus bus, std::uint32_t to) {
  if (bus == Bus::can11) return fmt::format("{:03X}", to == 0 ? 0x7DF : to);
  return fmt::format("{:06X}", to == 0 ? 0xDB33F1 : to & 0xFFFFFF);
}

}  // namespace

std::vector<std::string> header_commands(Bus bus, std::uint32_t from, std::uint32_t to) {
  if (from == to || !is_can(bus)) return {};
  std::vector<std::string> out = {"ATSH" + header(bus, to)};
  if (!obd_unit(to)) {
    // "Continue, all the rest, no pause" is what the adapter sends by itself; only the identifier is another.
    out.push_back("ATCRA" + fmt::format("{:03X}", answer_id(to)));
    out.push_back("ATFCSH" + header(bus, to));
    out.push_back("ATFCSD300000");
    out.push_back("ATFCSM1");
  } else if (!obd_unit(from)) {
    out.push_back("ATAR");
    out.push_back("ATFCSM0");
  }
  return out;
}

std::uint32_t request_id_of(std::string_view source) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(source.data(), source.data() + source.size(), id, 16);
  if (error != std::errc() || end != source.data() + source.size()) return 0;
  if (source.size() == 3 && id >= 0x7E8 && id <= 0x7EF) return id - 8;
  if (source.size() == 8 && id >> 8 == 0x18DAF1) return 0x18DA00F1 | (id & 0xFF) << 8;
  return 0;
}

}  // namespace outpost::dev
