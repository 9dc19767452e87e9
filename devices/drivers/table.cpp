#include "devices/drivers/table.hpp"

#include "devices/drivers/escpos.hpp"
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/drivers/shelf_stream.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {

const std::vector<StreamDriver>& stream_drivers() {
  static const std::vector<StreamDriver> table = {
      // name, line, maker
      {"escpos", {.baud = 9'600}, EscposDriver::make},
      {"obd_bay", {.baud = 38'400}, ObdBay::make},
      {"shelf_stream", {.baud = 115'200}, ShelfStream::make},
  };
  return table;
}

const StreamDriver* find_stream_driver(std::string_view name) {
  const auto& t = stream_drivers();
  const auto i = std::find_if(t.begin(), t.end(), [&](const StreamDriver& d) { return d.name == name; });
  return i == t.end() ? nullptr : &*i;
}

Result<std::int64_t> UnitSettings::number(std::string_view key, std::int64_t least, std::int64_t most) const {
  const auto found = values.find(key);
  const std::string s = found == values.end() ? "" : found->second;
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (s.empty() || error != std::errc() || end != s.data() + s.size() || v < least || v > most)
    return fail(Code::invalid, "bad-setting",
                fmt::format("[unit.{}] {} must be a whole number from {} to {}, not \"{}\"", unit, key, least,
                            most, s));
  return v;
}

Result<bool> UnitSettings::flag(std::string_view key) const {
  const auto found = values.find(key);
  const std::string s = found == values.end() ? "" : found->second;
  for (const auto* yes : {"1", "true", "yes", "on"})
    if (s == yes) return true;
  for (const auto* no : {"0", "false", "no", "off"})
    if (s == no) return false;
  return fail(Code::invalid, "bad-setting",
              fmt::format("[unit.{}] {} must be yes or no, not \"{}\"", unit, key, s));
}

}  // namespace outpost::dev
