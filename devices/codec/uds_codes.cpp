// UDS service 19: codes by status mask (02), the snapshots (04) and extended data (06) of one code, and the
// codes of WWH-OBD by mask (42) and permanent (55). Every answer repeats the sub-function and, where one was
// asked for, the code or the group.
#include "devices/codec/uds_identifiers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev::services {
namespace {

constexpr std::uint8_t every_record = 0xFF;

// "P0301-11" from three bytes, "" for no code.
std::string code_text(ByteView three) {
  const auto code = dtc_text_code(three[0], three[1]);
  return code.empty() ? code : fmt::format("{}-{:02X}", code, three[2]);
}

void add(std::vector<std::string>& list, std::string entry) {
  if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(std::move(entry));
}

// A wrong length reaches into what fills the frame up: AA AA AA AA is not a code with its status.
bool is_filling(ByteView record) {
  return std::all_of(record.begin(), record.end(), [&](auto b) { return b == record[0]; });
}

Error bad_length(std::size_t bytes) {
  return wrong("data-length", fmt::format("{} bytes are no list of codes.", bytes));
}

Values by_mask(const ObdRequest&, ByteView payload) {
  constexpr std::size_t head = 3, record = 4;  // echo, sub-function, availability mask; 3 bytes and a status
  if (payload.size() < head || (payload.size() - head) % record != 0) return bad_length(payload.size());
  auto v = list_value("uds.dtc");
  for (auto rest = payload.subspan(head); !rest.empty(); rest = rest.subspan(record)) {
    const auto code = code_text(rest);
    if (code.empty()) return wrong("code-empty", "A listed code is empty.");
    if (is_filling(rest.first(record)))
      return wrong("code-empty", "A listed code is the filling of a frame.");
    add(v.list, fmt::format("{}:{:02X}", code, rest[3]));
  }
  return std::vector<ObdValue>{v};
}

// Only the formats whose three bytes are a code of SAE J2012 and a failure type. J1939 numbers and the codes
// of trucks' trailers would look like codes and be none.
Result<void> check_format(std::uint8_t format) {
  constexpr std::array<std::uint8_t, 3> readable = {0x00, 0x01, 0x04};
  if (std::find(readable.begin(), readable.end(), format) != readable.end()) return {};
  return wrong("code-format", fmt::format("Codes of format {:02X} cannot be read.", format));
}

Values wwh_by_mask(const ObdRequest& request, ByteView payload) {
  constexpr std::size_t head = 6, record = 5;  // ..., group, two masks, format; severity, 3 bytes, status
  if (payload.size() < head || (payload.size() - head) % record != 0) return bad_length(payload.size());
  if (payload[2] != request.bytes[2]) return wrong("group-echo", "The answer is of another group.");
  OUTPOST_CHECK(check_format(payload[5]));
  auto v = list_value("wwh.dtc");
  for (auto rest = payload.subspan(head); !rest.empty(); rest = rest.subspan(record)) {
    const auto code = code_text(rest.subspan(1));
    if (code.empty()) return wrong("code-empty", "A listed code is empty.");
    add(v.list, fmt::format("{}:{:02X}:{:02X}", code, rest[4], rest[0]));
  }
  return std::vector<ObdValue>{v};
}

Values wwh_permanent(const ObdRequest& request, ByteView payload) {
  constexpr std::size_t head = 5, record = 4;  // ..., group, mask, format; 3 bytes and a status
  if (payload.size() < head || (payload.size() - head) % record != 0) return bad_length(payload.size());
  if (payload[2] != request.bytes[2]) return wrong("group-echo", "The answer is of another group.");
  OUTPOST_CHECK(check_format(payload[4]));
  auto v = list_value("wwh.permanent");
  for (auto rest = payload.subspan(head); !rest.empty(); rest = rest.subspan(record)) {
    const auto code = code_text(rest);
    if (code.empty()) return wrong("code-empty", "A listed code is empty.");
    add(v.list, fmt::format("{}:{:02X}", code, rest[3]));
  }
  return std::vector<ObdValue>{v};
}

// The code that was asked for and its status; what follows is the records.
Result<ObdValue> code_head(const ObdRequest& request, ByteView payload, std::string name) {
  constexpr std::size_t head = 6;  // echo, sub-function, 3 bytes, status
  if (payload.size() < head) return wrong("data-short", "The code and its status are missing.");
  if (!std::equal(payload.begin() + 2, payload.begin() + 5, request.bytes.begin() + 2))
    return wrong("code-echo", "The answer is of another code.");
  const auto code = code_text(payload.subspan(2));
  if (code.empty()) return wrong("code-empty", "The code is empty.");
  return text_value(std::move(name), fmt::format("{}:{:02X}", code, payload[5]));
}

// One snapshot off the front of `rest`: its number, how many identifiers, and each with its data.
Result<void> take_snapshot(const ObdRequest& request, ByteView& rest, std::vector<std::uint8_t>& seen,
                           std::vector<ObdValue>& out) {
  if (rest.size() < 2) return wrong("data-short", "A snapshot is cut short.");
  const auto number = rest[0];
  if (request.bytes[5] != every_record && request.bytes[5] != number)
    return wrong("record-echo", "The answer is of another snapshot.");
  if (std::find(seen.begin(), seen.end(), number) != seen.end())
    return wrong("contradiction", fmt::format("Snapshot {:02X} came twice.", number));
  seen.push_back(number);
  const unsigned count = rest[1];
  if (count == 0) return wrong("snapshot-count", "A snapshot does not say how much it holds.");
  rest = rest.subspan(2);
  for (unsigned i = 0; i < count; ++i) {
    if (rest.size() < 2) return wrong("data-short", "A snapshot is cut short.");
    const auto id = static_cast<std::uint16_t>(rest[0] << 8 | rest[1]);
    const auto bytes = identifier_bytes(request.to, id);
    if (!bytes)
      return wrong("identifier-length-unknown", fmt::format("The length of {:04X} is not known.", id));
    if (rest.size() < 2 + *bytes) return wrong("data-short", "A snapshot is cut short.");
    OUTPOST_TRY(auto values, identifier_values(request.to, id, rest.subspan(2, *bytes)));
    for (auto& v : values) {
      v.name = fmt::format("snapshot{:02X}.{}", number, v.name);
      out.push_back(std::move(v));
    }
    rest = rest.subspan(2 + *bytes);
  }
  return {};
}

Values snapshots(const ObdRequest& request, ByteView payload) {
  OUTPOST_TRY(auto code, code_head(request, payload, "snapshot.dtc"));
  std::vector<ObdValue> out = {std::move(code)};
  std::vector<std::uint8_t> seen;
  for (auto rest = payload.subspan(6); !rest.empty();) OUTPOST_CHECK(take_snapshot(request, rest, seen, out));
  return out;
}

// Extended data is laid out by the maker: one record is shown as it is, several cannot be told apart.
Values extended_data(const ObdRequest& request, ByteView payload) {
  OUTPOST_TRY(auto code, code_head(request, payload, "extended.dtc"));
  std::vector<ObdValue> out = {std::move(code)};
  const auto rest = payload.subspan(6);
  if (rest.empty()) return out;
  constexpr std::uint8_t last_single = 0xEF;  // F0-FF ask for groups of records
  if (request.bytes[5] > last_single)
    return wrong("record-length-unknown", "Several records of extended data cannot be told apart.");
  if (rest[0] != request.bytes[5]) return wrong("record-echo", "The answer is of another record.");
  if (rest.size() < 2) return wrong("data-short", "The record is empty.");
  auto v = text_value(fmt::format("extended.{:02X}", rest[0]), to_hex(rest.subspan(1)));
  v.unit = "hex";
  out.push_back(std::move(v));
  return out;
}

struct Report {
  std::uint8_t sub_function;
  std::size_t request_bytes;  ///< the request has exactly so many
  Values (*decode)(const ObdRequest&, ByteView);
};
constexpr std::array<Report, 5> reports = {{
    {0x02, 3, by_mask},        // status mask
    {0x04, 6, snapshots},      // code, record
    {0x06, 6, extended_data},  // code, record
    {0x42, 5, wwh_by_mask},    // group, status mask, severity mask
    {0x55, 3, wwh_permanent},  // group
}};

}  // namespace

Values uds_codes(const ObdRequest& request, const Answers& answers, Bus) {
  for (const auto& r : reports)
    if (request.bytes.size() == r.request_bytes && request.bytes[1] == r.sub_function)
      return r.decode(request, answers[0]);
  return wrong("request-malformed", "This question about codes is not asked.");
}

}  // namespace outpost::dev::services
