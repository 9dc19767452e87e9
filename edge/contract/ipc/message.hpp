// What a device process and edge say to each other: one ZeroMQ frame of JSON, optionally followed by one
// frame of raw bytes (a crop, a preview). The device is a DEALER whose routing id is the unit's name; edge is
// the one ROUTER.
//
//   device -> edge   hello    once after each connect, and again when edge says `who`; body: {driver,
//   version, pid}
//                    beat     every second; body: {} (age of data is not liveness)
//                    state    a change of the unit's state or of what should be kept (calibration, adapter
//                    profile) reading  something seen (scan, weight, gauge); lost when edge is away, on
//                    purpose outcome  how a command or a job of the device ended; re-sent until edge answers
//                    `ack`
//   edge -> device   bind     answer to hello: {station, settings, kept} (what `state` once handed over)
//                    command  something to do, with an id; never repeated blindly
//                    lease    something to do for some seconds, so long as edge says it again; no id, no
//                             outcome, never stored: what comes of it are readings
//                    ack      outcome `id` is on disk
//                    who      edge does not know this routing id: say hello
//
// Pure: encode and decode, no sockets. Fields are only ever added; a decoder keeps what it does not know in
// `body`.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"

#include <string>
#include <string_view>

namespace outpost::ipc {

inline constexpr int version = 1;
inline constexpr std::size_t max_message_bytes = 1 << 20;  ///< JSON frame; a report of a car is about 100 kB
inline constexpr std::size_t max_blob_bytes = 4 << 20;     ///< second frame; a 1080p JPEG is under 1 MiB
inline constexpr int beat_ms = 1'000;                      ///< a unit is stale after three of these
inline constexpr int stale_ms = 3 * beat_ms;

enum class Kind { hello, beat, state, reading, outcome, bind, command, ack, who, lease };

std::string_view kind_name(Kind kind);

struct Message {
  Kind kind = Kind::beat;
  std::string unit;     ///< the port, and the routing id: 1 to 32 of a-z, 0-9, - and _
  std::string device;   ///< the thing on the port; "" when the unit itself is meant
  std::string channel;  ///< lane, slot, bay or lens; "" when there is one only
  Id boot;  ///< made new when the device process starts; (unit, boot, seq) names a reading for ever
  std::uint64_t seq = 0;    ///< counts readings and outcomes of this boot from 1; 0 in other kinds
  Micros boot_us = 0;       ///< CLOCK_BOOTTIME of the sender: comparable between processes of one box
  std::string name;         ///< which reading, outcome or command, as in driver_table.hpp: "scan", "print"
  Id id;                    ///< of command, outcome and ack; nil elsewhere
  std::string body = "{}";  ///< a JSON object, as text
  std::string blob = {};    ///< the second frame; "" = there is none. Not part of encode and decode
};

/// One frame of JSON.
std::string encode(const Message& message);
/// Errors: `ipc-too-large`, `ipc-malformed` (not JSON, deeper than 32, missing field), `ipc-version`,
/// `ipc-kind`.
Result<Message> decode(std::string_view frame);

bool valid_unit_name(std::string_view name);

}  // namespace outpost::ipc
