#include "devices/transport/simulator.hpp"

#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {

std::string SimArgs::text(std::string_view key, std::string_view fallback) const {
  const auto found = values.find(key);
  return found == values.end() ? std::string(fallback) : found->second;
}

Result<std::int64_t> SimArgs::number(std::string_view key, std::int64_t fallback, std::int64_t least,
                                     std::int64_t most) const {
  const auto found = values.find(key);
  if (found == values.end()) return fallback;
  const auto& s = found->second;
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (error != std::errc() || end != s.data() + s.size() || v < least || v > most)
    return fail(Code::invalid, "bad-port",
                fmt::format("sim:{}: {} must be a whole number from {} to {}, not \"{}\"", name, key, least,
                            most, s));
  return v;
}

}  // namespace outpost::dev
