// Services 03, 07 and 0A, 04 and UDS 14.
#include "devices/codec/obd_services.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

ObdValue code_list(std::uint8_t service) {
  return list_value(service == 0x03 ? "dtc.stored" : service == 0x07 ? "dtc.pending" : "dtc.permanent");
}

void add(std::vector<std::string>& list, std::string code) {
  if (std::find(list.begin(), list.end(), code) == list.end()) list.push_back(std::move(code));
}

// On CAN a count goes before the codes, and there are exactly so many.
Values can_codes(const ObdRequest& request, ByteView payload) {
  auto v = code_list(request.service());
  if (payload.size() < 2) return wrong("data-short", "The number of codes is missing.");
  const std::size_t count = payload[1];
  const auto codes = payload.subspan(2);
  if (codes.size() != count * 2)
    return wrong("code-count", fmt::format("{} codes were announced, {} bytes came.", count, codes.size()));
  for (std::size_t i = 0; i < codes.size(); i += 2) {
    auto code = dtc_text_code(codes[i], codes[i + 1]);
    if (code.empty()) return wrong("code-empty", "An announced code is empty.");
    add(v.list, std::move(code));
  }
  return std::vector<ObdValue>{v};
}

}  // namespace

Values trouble_codes(const ObdRequest& request, const Answers& answers, Bus bus) {
  if (request.bytes.size() != 1) return wrong("request-malformed", "This service takes no identifier.");
  if (is_can(bus)) return can_codes(request, answers[0]);
  // Older buses: three codes a message without a count, filled up with zeros.
  auto v = code_list(request.service());
  for (const auto answer : answers) {
    if (answer.size() != 7)
      return wrong("data-length", fmt::format("Three codes have 6 bytes, {} came.", answer.size() - 1));
    for (std::size_t i = 1; i < answer.size(); i += 2)
      if (auto code = dtc_text_code(answer[i], answer[i + 1]); !code.empty()) add(v.list, std::move(code));
  }
  return std::vector<ObdValue>{v};
}

Values cleared(const ObdRequest&, const Answers& answers, Bus) {
  if (answers[0].size() != 1)
    return wrong("data-length", "The confirmation carries data that it should not.");
  return std::vector<ObdValue>{flag_value("clear.ok", true)};
}

}  // namespace outpost::dev::services
