// UDS services 10 (default session), 22 (one identifier or several) and 3E.
#include "devices/codec/table_fields.hpp"
#include "devices/codec/uds_identifiers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::uint8_t default_session = 0x01;

std::uint16_t id_at(ByteView bytes) { return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]); }

// How many bytes of `rest` (behind the identifier) are its own. Asked alone, all that came belongs to it.
Result<std::size_t> own_bytes(std::uint32_t to, std::uint16_t id, std::size_t left, bool alone) {
  if (alone) return left;
  const auto bytes = identifier_bytes(to, id);
  if (!bytes)
    return wrong("identifier-length-unknown",
                 fmt::format("Identifier {:04X} cannot be read together with others.", id));
  if (left < *bytes)
    return wrong("data-short", fmt::format("Identifier {:04X} has {} bytes, {} came.", id, *bytes, left));
  return *bytes;
}

}  // namespace

Values identifier(const ObdRequest& request, const Answers& answers, Bus) {
  const auto asked = request.data();
  if (asked.empty() || asked.size() % 2 != 0)
    return wrong("request-malformed", "Identifiers have two bytes each.");
  std::vector<std::uint16_t> open;
  for (std::size_t i = 0; i < asked.size(); i += 2) open.push_back(id_at(asked.subspan(i)));
  const bool alone = open.size() == 1;
  std::vector<ObdValue> out;
  for (auto rest = answers[0].subspan(1); !rest.empty();) {
    if (rest.size() < 2) return wrong("data-length", "A byte is left over.");
    const auto id = id_at(rest);
    const auto at = std::find(open.begin(), open.end(), id);
    if (at == open.end())
      return wrong(
          "identifier-echo",
          fmt::format("Identifier {:04X} was not asked for, or came twice, or a length is wrong.", id));
    open.erase(at);
    rest = rest.subspan(2);
    OUTPOST_TRY(const auto bytes, own_bytes(request.to, id, rest.size(), alone));
    OUTPOST_TRY(auto values, identifier_values(request.to, id, rest.first(bytes)));
    rest = rest.subspan(bytes);
    for (auto& v : values) out.push_back(std::move(v));
  }
  return out;
}

Values session(const ObdRequest& request, const Answers& answers, Bus) {
  if (request.bytes.size() != 2 || request.bytes[1] != default_session)
    return wrong("request-malformed", "Only the default session is asked for.");
  const auto times = answers[0].subspan(2);
  auto v = flag_value("session.default", true);
  if (times.empty()) return std::vector<ObdValue>{v};  // older units say nothing of their times
  if (times.size() != 4) return wrong("data-length", "The times of a session have 4 bytes.");
  // P2 in milliseconds, P2* in tens of them.
  return std::vector<ObdValue>{
      v, number_value("session.p2", "ms", static_cast<double>(bits_at(times, 0, 16))),
      number_value("session.p2_star", "ms", static_cast<double>(bits_at(times, 16, 16)) * 10)};
}

Values tester_present(const ObdRequest& request, const Answers& answers, Bus) {
  if (request.bytes.size() != 2 || request.bytes[1] != 0)
    return wrong("request-malformed", "Only \"still here\" with an answer is asked.");
  if (answers[0].size() != 2) return wrong("data-length", "The answer carries data that it should not.");
  return std::vector<ObdValue>{flag_value("tester_present.ok", true)};
}

}  // namespace outpost::dev::services
