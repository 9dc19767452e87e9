#include "devices/codec/obd_value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace outpost::dev {

namespace {

ObdValue make(std::string name, std::string unit, ValueKind kind) {
  ObdValue v;
  v.name = std::move(name);
  v.unit = std::move(unit);
  v.kind = kind;
  return v;
}

}  // namespace

ObdValue number_value(std::string name, std::string unit, double number) {
  auto v = make(std::move(name), std::move(unit), ValueKind::number);
  v.number = number;
  return v;
}

ObdValue flag_value(std::string name, bool flag) {
  auto v = make(std::move(name), "bool", ValueKind::flag);
  v.number = flag ? 1 : 0;
  return v;
}

ObdValue code_value(std::string name, int code) {
  auto v = make(std::move(name), "code", ValueKind::code);
  v.number = code;
  return v;
}

ObdValue text_value(std::string name, std::string text) {
  auto v = make(std::move(name), "text", ValueKind::text);
  v.text = std::move(text);
  return v;
}

ObdValue list_value(std::string name, std::vector<std::string> list) {
  auto v = make(std::move(name), "list", ValueKind::list);
  v.list = std::move(list);
  return v;
}

std::string value_text(const ObdValue& v) {
  if (v.kind == ValueKind::text) return v.text;
  if (v.kind == ValueKind::list) return v.list.empty() ? "none" : fmt::format("{}", fmt::join(v.list, ","));
  return fmt::format("{:.10g}", v.number);
}

std::string dtc_text_code(std::uint8_t high, std::uint8_t low) {
  if (high == 0 && low == 0) return {};
  constexpr std::string_view letters = "PCBU";
  return fmt::format("{}{}{:X}{:02X}", letters[high >> 6], (high >> 4) & 3, high & 0x0F, low);
}

}  // namespace outpost::dev
