// WWH-OBD (ISO 27145): F4xx is identifier xx of service 01 with the very same scaling, F8xx is information
// type xx of service 09. F5xx and F6xx (monitors) are not read: their layout is not certain to us.
#include "devices/codec/pid_table.hpp"
#include "devices/codec/uds_identifiers.hpp"
#include "devices/codec/vin.hpp"

#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::size_t calibration_bytes = 16, cvn_bytes = 4, name_bytes = 20;

// Some units put the number of items before them, as service 09 does on CAN, some do not. The length alone
// tells which, because no item is one byte long.
Result<ByteView> items(ByteView data, std::size_t item) {
  if (!data.empty() && data.size() % item == 0) return data;
  if (data.size() > 1 && data.size() == 1 + data[0] * item) return data.subspan(1);
  return wrong("data-length", fmt::format("{} bytes are no items of {} bytes.", data.size(), item));
}

Values vehicle_number(ByteView data) {
  OUTPOST_TRY(const auto one, items(data, vin_length));
  if (!is_vin(as_text(one)))
    return wrong("vin-malformed", "The characters are not those of a vehicle number.");
  return std::vector<ObdValue>{text_value("vin", std::string(as_text(one)))};
}

Values calibrations(ByteView data) {
  OUTPOST_TRY(auto rest, items(data, calibration_bytes));
  auto v = list_value("calid");
  for (; !rest.empty(); rest = rest.subspan(calibration_bytes)) {
    const auto text = unit_text(rest.first(calibration_bytes));
    if (!text) return wrong("text-malformed", "A calibration id is not text.");
    v.list.push_back(*text);
  }
  return std::vector<ObdValue>{v};
}

Values verification_numbers(ByteView data) {
  OUTPOST_TRY(auto rest, items(data, cvn_bytes));
  auto v = list_value("cvn");
  for (; !rest.empty(); rest = rest.subspan(cvn_bytes)) v.list.push_back(request_text(rest.first(cvn_bytes)));
  return std::vector<ObdValue>{v};
}

Values unit_name(ByteView data) {
  OUTPOST_TRY(const auto one, items(data, name_bytes));
  std::string name;
  for (const auto b : one)
    if (b != 0) name += static_cast<char>(b);
  const auto text = one.size() == name_bytes ? unit_text(as_bytes(name)) : std::nullopt;
  if (!text) return wrong("text-malformed", "The unit's name is not text.");
  return std::vector<ObdValue>{text_value("ecu_name", *text)};
}

}  // namespace

std::optional<std::size_t> wwh_identifier_bytes(std::uint16_t id) {
  if (id >> 8 != 0xF4) return std::nullopt;
  const auto* pid = find_pid(static_cast<std::uint8_t>(id));
  return pid == nullptr ? std::nullopt : std::optional(pid->bytes);
}

Values wwh_identifier_values(std::uint16_t id, ByteView data) {
  switch (id) {
  case 0xF802: return vehicle_number(data);
  case 0xF804: return calibrations(data);
  case 0xF806: return verification_numbers(data);
  case 0xF80A: return unit_name(data);
  default: break;
  }
  const auto* pid = id >> 8 == 0xF4 ? find_pid(static_cast<std::uint8_t>(id)) : nullptr;
  if (pid == nullptr) return identifier_unknown(id);
  if (data.size() != pid->bytes)
    return wrong("data-length",
                 fmt::format("Identifier {:04X} has {} bytes, {} came.", id, pid->bytes, data.size()));
  return decode_pid(*pid, data);
}

}  // namespace outpost::dev::services
