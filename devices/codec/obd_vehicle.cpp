// Service 09: who the car is.
#include "devices/codec/obd_in_use.hpp"
#include "devices/codec/obd_services.hpp"
#include "devices/codec/table_fields.hpp"
#include "devices/codec/vin.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::uint8_t calibration_bytes = 16, cvn_bytes = 4, name_bytes = 20;

std::string_view strip_nuls(std::string_view s) {
  while (!s.empty() && s.back() == '\0') s.remove_suffix(1);
  while (!s.empty() && s.front() == '\0') s.remove_prefix(1);
  return s;
}

bool printable(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// Older buses: messages of 4 bytes numbered from 1. A hole or a repeat leaves nothing.
Result<Bytes> numbered(const Answers& answers) {
  Bytes out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto a = answers[i];
    if (a.size() != 7) return wrong("data-length", "A part of the answer has the wrong length.");
    if (a[2] != i + 1)
      return wrong("part-sequence", fmt::format("Part {} came where {} was due.", a[2], i + 1));
    out.insert(out.end(), a.begin() + 3, a.end());
  }
  return out;
}

// What follows echo and type: on CAN behind the number of items, which must be right.
Result<Bytes> items(const Answers& answers, Bus bus, std::size_t item_bytes) {
  Bytes data;
  if (is_can(bus)) {
    const auto a = answers[0];
    if (a.size() < 3) return wrong("data-short", "The number of items is missing.");
    data.assign(a.begin() + 3, a.end());
    if (data.size() != a[2] * item_bytes)
      return wrong("item-count", fmt::format("{} items of {} bytes were announced, {} bytes came.", a[2],
                                             item_bytes, data.size()));
  } else {
    OUTPOST_TRY(data, numbered(answers));
    if (data.size() % item_bytes != 0) return wrong("data-length", "A part of the answer is missing.");
  }
  if (data.empty()) return wrong("data-short", "The answer carries nothing.");
  return data;
}

// Seventeen characters: one item on CAN; elsewhere three empty fill bytes go before them.
Result<Bytes> seventeen(const Answers& answers, Bus bus) {
  Bytes data;
  if (is_can(bus)) {
    OUTPOST_TRY(data, items(answers, bus, vin_length));
    if (data.size() != vin_length) return wrong("item-count", "There is more than one item.");
    return data;
  }
  OUTPOST_TRY(data, numbered(answers));
  constexpr std::size_t fill = 3;
  if (data.size() != fill + vin_length) return wrong("data-length", "A part of the number is missing.");
  if (data[0] != 0 || data[1] != 0 || data[2] != 0)
    return wrong("text-malformed", "The fill bytes are not empty.");
  data.erase(data.begin(), data.begin() + fill);
  return data;
}

Values vin_value(const Answers& answers, Bus bus) {
  OUTPOST_TRY(const auto data, seventeen(answers, bus));
  const auto text = as_text(data);
  if (!is_vin(text)) return wrong("vin-malformed", "The characters are not those of a vehicle number.");
  return std::vector<ObdValue>{text_value("vin", std::string(text))};
}

// Engine number and type approval: filled up with NULs in front.
Values plate_text(std::string_view name, const Answers& answers, Bus bus) {
  OUTPOST_TRY(const auto data, seventeen(answers, bus));
  const auto text = strip_nuls(as_text(data));
  if (text.empty() || !printable(text)) return wrong("text-malformed", "The number is not text.");
  return std::vector<ObdValue>{text_value(std::string(name), std::string(text))};
}

Values calibrations(const Answers& answers, Bus bus) {
  OUTPOST_TRY(const auto data, items(answers, bus, calibration_bytes));
  auto v = list_value("calid");
  for (std::size_t i = 0; i < data.size(); i += calibration_bytes) {
    const auto one = strip_nuls(as_text(data).substr(i, calibration_bytes));
    if (one.empty() || !printable(one)) return wrong("text-malformed", "A calibration id is not text.");
    v.list.emplace_back(one);
  }
  return std::vector<ObdValue>{v};
}

Values verification_numbers(const Answers& answers, Bus bus) {
  OUTPOST_TRY(const auto data, items(answers, bus, cvn_bytes));
  auto v = list_value("cvn");
  for (std::size_t i = 0; i < data.size(); i += cvn_bytes)
    v.list.push_back(request_text(ByteView(data).subspan(i, cvn_bytes)));
  return std::vector<ObdValue>{v};
}

Values unit_name(const Answers& answers, Bus bus) {
  OUTPOST_TRY(const auto data, items(answers, bus, name_bytes));
  std::string name;
  for (const auto b : data)
    if (b != 0) name += static_cast<char>(b);
  if (name.empty() || !printable(name)) return wrong("text-malformed", "The unit's name is not text.");
  return std::vector<ObdValue>{text_value("ecu_name", name)};
}

Values in_use(bool compression, const Answers& answers, Bus bus) {
  OUTPOST_TRY(const auto data, items(answers, bus, 2));
  // On older buses no count goes before, so the last message could be missing. SAE J1979 knows 8 of them, or
  // 9 of a diesel and 10 of a petrol engine.
  const std::size_t longer = compression ? 9 : 10;
  if (!is_can(bus) && answers.size() != 8 && answers.size() != longer)
    return wrong("data-length", "A part of the counters is missing.");
  return in_use_counters(compression, data);
}

// How many messages the next type takes. Only the older buses number messages, so only they have this.
Values message_count(std::string_view name, const Answers& answers, Bus bus) {
  if (is_can(bus)) return wrong("bus-unsupported", "Messages are counted on older buses only.");
  if (answers.size() != 1 || answers[0].size() != 3)
    return wrong("data-length", "The number of messages has 1 byte.");
  auto v = number_value(std::string(name), "count", answers[0][2]);
  v.detail = true;
  return std::vector<ObdValue>{v};
}

// Ignition cycles in which the engine burnt fuel: of hybrids, on CAN only.
Values fueled_cycles(const Answers& answers, Bus bus) {
  if (!is_can(bus)) return wrong("bus-unsupported", "Fuelled cycles are counted on CAN only.");
  OUTPOST_TRY(const auto data, items(answers, bus, 2));
  if (data.size() != 2) return wrong("item-count", "There is more than one item.");
  return std::vector<ObdValue>{
      number_value("fueled_ignition_cycles", "count", static_cast<double>(bits_at(data, 0, 16)))};
}

Values supported_types(const Answers& answers, Bus bus) {
  const auto a = answers[0];
  const std::size_t head = is_can(bus) ? 2 : 3;  // older buses number the message here too
  if (a.size() != head + 4) return wrong("data-length", "The list of types has 4 bytes.");
  auto v = list_value("supported_info");
  const auto raw = bits_at(a.subspan(head), 0, 32);
  for (unsigned i = 0; i < 32; ++i)
    if (raw >> (31 - i) & 1) v.list.push_back(fmt::format("{:02X}", i + 1));
  return std::vector<ObdValue>{v};
}

}  // namespace

Values vehicle_information(const ObdRequest& request, const Answers& answers, Bus bus) {
  if (request.bytes.size() != 2) return wrong("request-malformed", "One type at a time.");
  switch (request.bytes[1]) {
  case 0x00: return supported_types(answers, bus);
  case 0x01: return message_count("vin_messages", answers, bus);
  case 0x02: return vin_value(answers, bus);
  case 0x03: return message_count("calid_messages", answers, bus);
  case 0x04: return calibrations(answers, bus);
  case 0x05: return message_count("cvn_messages", answers, bus);
  case 0x06: return verification_numbers(answers, bus);
  case 0x07: return message_count("iupr_messages", answers, bus);
  case 0x08: return in_use(false, answers, bus);
  case 0x09: return message_count("ecu_name_messages", answers, bus);
  case 0x0A: return unit_name(answers, bus);
  case 0x0B: return in_use(true, answers, bus);
  case 0x0C: return message_count("engine_serial_messages", answers, bus);
  case 0x0D: return plate_text("engine_serial", answers, bus);
  case 0x0E: return message_count("type_approval_messages", answers, bus);
  case 0x0F: return plate_text("type_approval", answers, bus);
  case 0x12: return fueled_cycles(answers, bus);
  default:
    return wrong("type-unknown", fmt::format("Information type {:02X} is not known.", request.bytes[1]));
  }
}

}  // namespace outpost::dev::services
