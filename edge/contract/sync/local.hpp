// What the sync agent and edge say to each other over the local socket. The agent asks, edge answers; edge
// alone says `head` unasked. Nothing is remembered by the agent: after its own restart or edge's it opens
// again.
//
//   agent -> edge   open        tell me what you have
//                   fetch       events of an incarnation after a cursor
//                   store_ack   headquarters' cursors, to be kept
//                   down_apply  a page of changes
//                   link_state  every second and on each change: how the line is
//   edge -> agent   state       answer to open
//                   rows        answer to fetch
//                   head        something was committed
//                   ack_stored  answer to store_ack, after the commit
//                   down_state  answer to down_apply, after the commit: where the cursor is now
//                   trouble     answer to anything that could not be done; try again later
//
// Same frame as the wire. Pure; nothing here throws.
#pragma once

#include "edge/contract/sync/message.hpp"

namespace outpost::wire::local {

struct Open {
  std::string program;
};
struct State {
  std::string store;
  Id gen;                         ///< headquarters' generation as last acknowledged; nil before first contact
  std::vector<IncHead> incs;      ///< oldest first
  std::vector<TopicCursor> down;  ///< every topic that this store wants, in the order of wanting
  std::int64_t free_bytes = 0;
};
struct Fetch {
  std::uint64_t request = 0;  ///< echoed, so that a late answer is not taken for this one
  Id inc;
  std::uint64_t after = 0;
  std::uint32_t most_events = 0, most_bytes = 0;  ///< the first event comes even when it is larger
};
struct Rows {
  std::uint64_t request = 0;
  Id inc;
  std::uint64_t first = 0;  ///< = after + 1; 0 when there are none
  std::uint32_t count = 0;
  std::uint64_t last = 0;  ///< of the incarnation at this moment
  std::optional<Hash> prev;
  Bytes records;
};
struct Head {
  Id inc;
  std::uint64_t last = 0;
};
struct StoreAck {
  Id gen;
  std::vector<IncCursor> incs;
};
struct AckStored {
  Id gen;
};
struct DownApply {
  Id gen;
  std::string topic;
  std::uint64_t from = 0, to = 0;
  std::vector<Event> items;
};
struct DownState {
  TopicCursor cursor;
};

/// How the line to headquarters is, in the words of the store's own API.
enum class Link { connected, connecting, offline, refused };
std::string_view link_name(Link link);

struct LinkState {
  Link link = Link::offline;
  std::string endpoint;
  std::string text;            ///< what is waited for or wrong, in words; "" when connected and moving
  Micros since_us = 0;         ///< UTC
  Micros last_contact_us = 0;  ///< UTC; 0: none since the agent's start
  Micros hq_now_us = 0;        ///< what headquarters' clock says now; 0: not heard since the agent's start
  std::string reason;          ///< the stable name of what `text` says; "" with it
};
struct Trouble {
  std::uint64_t request = 0;  ///< of a fetch; 0 otherwise
  std::string text;
  /// "fork": headquarters has other events under this store's numbers, and a person has to act; "" else.
  std::string reason = {};
};

using Body = std::variant<Open, State, Fetch, Rows, Head, StoreAck, AckStored, DownApply, DownState,
                          LinkState, Trouble>;

/// "open", "state" ...
std::string_view kind_name(const Body& body);
std::string encode(const Body& body);
/// Errors: `wire-too-large`, `wire-malformed`, `wire-version`, `wire-kind`.
Result<Body> decode(std::string_view bytes);

}  // namespace outpost::wire::local
