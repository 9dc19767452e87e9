// Events as bytes. A payload is a row of records:
//
//   record length(4, LE: of what follows)  head length(2, LE)  head (JSON: k kind, v version, t time, s seq)
//   body
//
// The body is opaque here: it is JSON when all is well, and it is carried, stored and passed on unchanged
// when it is not. Fields of the head are only ever added. Upwards the sequence is implied (first, first + 1,
// ...); downwards each record names its own, because the log is compacted. Pure; bounded; never throws.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::wire {

/// The largest event that travels: a car's full report is about 100 kB, an order of 1,000 lines about 400 kB.
inline constexpr std::size_t max_event_bytes = 4 << 20;
inline constexpr std::size_t max_kind_bytes = 64;
inline constexpr std::size_t max_events = 5'000;  ///< of one payload
/// What an order.paid may carry: headquarters takes no more, so no store may sell more.
inline constexpr std::size_t max_order_lines = 1'000, max_order_payments = 100;

struct Event {
  std::string kind;       ///< "order.paid"; an unknown kind is stored and passed on, never dropped
  int version = 1;        ///< of the body
  Micros at_us = 0;       ///< UTC, when it happened
  std::uint64_t seq = 0;  ///< downlink only; 0 upwards
  std::string body;       ///< JSON object, or whatever was there
};

/// Names an event's content; the same on both sides and in every release. Lets headquarters see that a store
/// was put back and is writing another event under a number that was used before.
using Hash = std::array<std::uint8_t, 16>;
Hash hash_of(const Event& event);

void append_record(Bytes& out, const Event& event);
Bytes encode_events(const std::vector<Event>& events);
/// Errors: `wire-malformed`, `wire-too-large`.
Result<std::vector<Event>> decode_events(ByteView records);
/// The records of a payload one by one, as views without their length; each may still be unreadable inside.
/// Errors: `wire-malformed`, `wire-too-large`.
Result<std::vector<ByteView>> split_records(ByteView records);
/// One of them. Error `wire-malformed`.
Result<Event> decode_record(ByteView record);
/// The records after the first `count`, as a view; for a batch whose beginning is known already.
/// Error `wire-malformed` when there are fewer.
Result<ByteView> skip_records(ByteView records, std::size_t count);

}  // namespace outpost::wire
