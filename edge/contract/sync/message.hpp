// What a store and headquarters say to each other. sync/PROTOCOL.md describes the bytes; this is the same in
// types. One envelope for every message; bodies are only ever added to.
//
//   store -> HQ   hello    who I am, which incarnations I hold and how far, what I know of your generation
//   HQ -> store   welcome  how far I have each of them; send from there, not from your memory
//   store -> HQ   batch    the next events of one incarnation
//   HQ -> store   ack      received (on disk), applied (in tables), durable (in a backup), all cumulative
//   store -> HQ   pull     my cursors of your topics; also the sign of life when there is nothing else
//   HQ -> store   changes  what follows one of these cursors
//   store -> HQ   changes_ack  the cursor after they were applied
//   both          bye      this conversation is over for a reason; greet again after retry_ms
//   HQ -> store   refuse   a person has to do something first
//
// Pure: encode and decode. Nothing here throws.
#pragma once

#include "edge/base/id.hpp"
#include "edge/contract/sync/event.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace outpost::wire {

/// Versions of event bodies that this build writes and reads. Headquarters stores what it cannot read yet.
inline constexpr int schema_least = 1, schema_most = 1;
inline constexpr std::size_t max_incarnations =
    1'024;  ///< of one store: it would have to be restored daily for years
inline constexpr std::size_t max_topics = 32;
inline constexpr std::size_t max_changes = 1'000;  ///< of one page
inline constexpr std::uint64_t start_credit_bytes = 256 << 10;
inline constexpr std::uint64_t most_credit_bytes = 4 << 20;

struct SchemaRange {
  int least = schema_least, most = schema_most;
  bool operator==(const SchemaRange&) const = default;
};

/// An incarnation as its store has it. `current` is the one that is being written.
struct IncHead {
  Id inc;
  std::uint64_t first = 1, last = 0;  ///< seqs that the store still has; last 0: none was ever written
  bool current = false;
  /// What the store was told is received, in the generation of the hello: headquarters that knows less was
  /// put back from a copy of itself without noticing.
  std::uint64_t acked = 0;
  bool operator==(const IncHead&) const = default;
};

/// An incarnation as headquarters has it. received >= applied >= 0; durable <= received.
struct IncCursor {
  Id inc;
  std::uint64_t received = 0, applied = 0, durable = 0;
  std::uint64_t quarantined = 0;  ///< events among the applied that could not be, and wait for a person
  /// Of the event `received`, as headquarters has it: a store that has another one there must not take this
  /// cursor for its own (fork).
  std::optional<Hash> tail = {};
  bool operator==(const IncCursor&) const = default;
};

/// How far a store has applied one topic. The number means something only within its generation.
struct TopicCursor {
  std::string topic;
  Id gen;
  std::uint64_t seq = 0;
  bool operator==(const TopicCursor&) const = default;
};

struct TopicHead {
  std::string topic;
  std::uint64_t seq = 0;
  bool operator==(const TopicHead&) const = default;
};

struct Hello {
  std::vector<IncHead> incs;  ///< oldest first
  SchemaRange schema;
  std::int64_t free_bytes = 0;  ///< on the disk of the store's data
  std::string program;          ///< name and version, for people
  std::vector<TopicCursor> down;
};
struct Welcome {
  std::vector<IncCursor> incs;  ///< of those in the hello; unknown ones are 0
  SchemaRange schema;
  std::uint64_t credit_bytes = start_credit_bytes;
  std::vector<TopicHead> down;
};
struct Batch {
  std::uint32_t count = 0;   ///< events; the first has the envelope's seq
  std::uint32_t round = 0;   ///< how often the store has gone back to a cursor; echoed in a gap's answer
  std::optional<Hash> prev;  ///< hash of the event before the first, when the store still has it
  std::uint64_t head = 0;    ///< newest seq of the incarnation at the store: how much is still to come
  Bytes records;             ///< event.hpp
  Bytes packed;              ///< filled by decode: the same, compressed as it came
};
struct Ack {
  std::vector<IncCursor> incs;
  std::uint64_t credit_bytes = start_credit_bytes;
  bool gap = false;  ///< a batch began after received + 1; go back to the cursor
  std::uint32_t round = 0;
  std::vector<TopicHead> down;
};
struct Pull {
  std::vector<TopicCursor> down;
  std::uint32_t most_bytes = 256 << 10;
};
struct Changes {
  std::string topic;
  std::uint64_t from = 0, to = 0;  ///< everything in (from, to] that concerns this store
  std::vector<Event> items;        ///< seqs rise; may be none
};
struct ChangesAck {
  TopicCursor cursor;
};
struct Bye {
  std::string reason;  ///< "generation", "stopping", "storage-full", "malformed"
  std::string text;
  std::uint32_t retry_ms = 1'000;
};
struct Refuse {
  std::string reason;  ///< "wrong-store", "store-behind", "fork"
  std::string text;    ///< one sentence for the person who has to act
};

using Body = std::variant<Hello, Welcome, Batch, Ack, Pull, Changes, ChangesAck, Bye, Refuse>;

struct Message {
  std::string store;  ///< informative: headquarters trusts the key's owner only
  Id inc;             ///< of a batch; nil elsewhere
  std::uint64_t seq =
      0;  ///< of a batch: its first event. Of a hello: the greeting's number, echoed in its welcome
  Micros at_us = 0;  ///< sender's UTC clock
  Id gen;            ///< headquarters' generation: as known (store) or as is (HQ); nil when not known
  Body body;
};

/// "hello", "welcome" ...
std::string_view kind_name(const Message& message);
std::string encode(const Message& message);
/// Errors: `wire-too-large`, `wire-malformed`, `wire-version`, `wire-kind` (well formed, of a kind that this
/// build does not know: ignore it).
Result<Message> decode(std::string_view bytes);

/// 1 to 16 of a-z, 0-9 and -.
bool valid_store_id(std::string_view id);

}  // namespace outpost::wire
