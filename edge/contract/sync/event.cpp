#include "edge/contract/sync/event.hpp"

#include "edge/contract/sync/frame.hpp"
#include "edge/contract/sync/json_fields.hpp"

#include <sodium.h>

namespace outpost::wire {
namespace {

constexpr std::size_t max_record_head_bytes = 4 << 10;

Error malformed(const char* why) {
  return fail(Code::invalid, "wire-malformed", std::string("A record of events is malformed: ") + why + ".");
}

void put(Bytes& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::size_t get(ByteView in, std::size_t at, std::size_t bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= static_cast<std::size_t>(in[at + i]) << (8 * i);
  return value;
}

/// The bytes of the record at the front of `in`, without its length.
Result<ByteView> front_record(ByteView in) {
  if (in.size() < 4) return malformed("a length is cut");
  const auto length = get(in, 0, 4);
  if (length > max_event_bytes + max_record_head_bytes)
    return fail(Code::too_large, "wire-too-large", "An event is larger than 4 MiB.");
  if (length < 2 || length > in.size() - 4) return malformed("a record is cut");
  return in.subspan(4, length);
}

}  // namespace

Hash hash_of(const Event& e) {
  crypto_generichash_state state;
  Hash out{};
  crypto_generichash_init(&state, nullptr, 0, out.size());
  const std::string head = e.kind + '\n' + std::to_string(e.version) + '\n' + std::to_string(e.at_us) + '\n';
  crypto_generichash_update(&state, as_bytes(head).data(), head.size());
  crypto_generichash_update(&state, as_bytes(e.body).data(), e.body.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

void append_record(Bytes& out, const Event& e) {
  nlohmann::json j = {{"k", e.kind}, {"v", e.version}, {"t", e.at_us}};
  if (e.seq) j["s"] = e.seq;
  const std::string head = dump(j);
  put(out, 2 + head.size() + e.body.size(), 4);
  put(out, head.size(), 2);
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), e.body.begin(), e.body.end());
}

Bytes encode_events(const std::vector<Event>& events) {
  Bytes out;
  for (const auto& e : events) append_record(out, e);
  return out;
}

Result<Event> decode_record(ByteView record) {
  if (record.size() < 2) return malformed("a record is cut");
  const auto head_bytes = get(record, 0, 2);
  if (head_bytes > max_record_head_bytes || head_bytes > record.size() - 2) return malformed("a head is cut");
  const auto head = parse_head(as_text(record.subspan(2, head_bytes)));
  if (!head) return malformed("a head is not JSON");
  Event e;
  std::string fault;
  Fields f(*head, fault);
  e.kind = f.text("k", max_kind_bytes, true);
  e.version = static_cast<int>(f.count("v") & 0xffff);
  e.at_us = f.number("t");
  e.seq = f.count("s");
  if (!fault.empty() || e.kind.empty()) return malformed("a head lacks its kind");
  e.body = as_text(record.subspan(2 + head_bytes));
  return e;
}

Result<std::vector<ByteView>> split_records(ByteView in) {
  std::vector<ByteView> out;
  while (!in.empty()) {
    if (out.size() == max_events)
      return fail(Code::too_large, "wire-too-large", "A message has too many events.");
    OUTPOST_TRY(const auto record, front_record(in));
    out.push_back(record);
    in = in.subspan(4 + record.size());
  }
  return out;
}

Result<std::vector<Event>> decode_events(ByteView in) {
  OUTPOST_TRY(const auto records, split_records(in));
  std::vector<Event> out;
  out.reserve(records.size());
  for (const auto record : records) {
    OUTPOST_TRY(auto event, decode_record(record));
    out.push_back(std::move(event));
  }
  return out;
}

Result<ByteView> skip_records(ByteView in, std::size_t count) {
  for (; count > 0; --count) {
    OUTPOST_TRY(const auto record, front_record(in));
    in = in.subspan(4 + record.size());
  }
  return in;
}

}  // namespace outpost::wire
