// A store's side of the conversation with headquarters: greets, pushes, pulls, and starts over when something
// is not as it should be. It keeps nothing that matters: kill it anywhere, and the next one asks edge for
// what there is and headquarters for how far it got.
//
// Pure: messages and time in, messages out. One thread. The same code runs in the agent and in the
// simulation.
#pragma once

#include "sync/session/backoff.hpp"
#include "sync/session/pull.hpp"
#include "sync/session/push.hpp"

namespace outpost::session {

struct StoreOptions {
  PushOptions push;
  PullOptions pull;
  std::string program = "outpost-sync " OUTPOST_VERSION;
  std::string endpoint;                   ///< of headquarters, to be shown
  Micros open_timeout_us = 2 * us_per_s;  ///< edge answers from memory and two small reads
  Micros hello_timeout_us = 10 * us_per_s;
  Micros least_retry_us = 500 * us_per_ms;
  Micros most_retry_us = 30 * us_per_s;
  Micros refused_retry_us = 60 * us_per_s;  ///< a person has to act first
  Micros quiet_us = 5 * us_per_s;           ///< after this much silence a pull is sent as a sign of life
  Micros dead_us = 20 * us_per_s;           ///< after this much silence the conversation is over
  Micros edge_dead_us = 5 * us_per_s;       ///< edge answers each report within milliseconds
  Micros report_us = 1 * us_per_s;
  Micros stalled_us = 30 * us_per_s;  ///< events wait and no cursor moves: shown, whatever else looks well
  Micros ack_stored_timeout_us = 5 * us_per_s;
};

/// The connection below, as the sockets see it.
struct Line {
  enum class State { down, up, refused } state = State::down;
  std::string text = {};    ///< for people, when it is not up
  std::string reason = {};  ///< the stable name of it
};

class StoreSession {
public:
  StoreSession(StoreOptions options, Random& random, Micros now);

  void on_line(const Line& line, Micros now, StoreOut& out);
  void on_edge(wire::local::Body body, Micros now, StoreOut& out);
  void on_hq(wire::Message message, Micros now, StoreOut& out);
  /// Call at least every 20 ms while something waits, every 100 ms otherwise.
  void on_tick(Micros now, StoreOut& out);

  struct Status {
    wire::local::Link link = wire::local::Link::offline;
    std::string text, reason;
    bool operator==(const Status&) const = default;
  };
  /// How it is, in words; also when edge is away and cannot be told.
  Status status(Micros now) const;
  bool edge_known(Micros now) const {
    return heard_edge_us_ != never && now - heard_edge_us_ < options_.edge_dead_us;
  }
  std::uint64_t waiting_events() const { return push_.waiting_events(); }

private:
  enum class Phase { resting, opening, greeting, open, refused };
  static constexpr Micros never = INT64_MIN / 2;

  void on_state(wire::local::State state, Micros now, StoreOut& out);
  void on_welcome(const wire::Message& message, const wire::Welcome& welcome, Micros now, StoreOut& out);
  void on_ack(const wire::Ack& ack, Micros now);
  void on_refuse(const wire::Refuse& refuse, Micros now);
  void start_over(Micros wait_us, Micros now);
  void open(Micros now, StoreOut& out);
  void keep_alive(Micros now, StoreOut& out);
  void on_fork(const std::string& text, Micros now, StoreOut& out);
  void keep_cursors(const std::vector<wire::IncCursor>& incs);
  void tell_edge(Micros now, StoreOut& out);
  void report(Micros now, StoreOut& out);
  void finish(Micros now, StoreOut& out);

  StoreOptions options_;
  Random& random_;
  Backoff backoff_;
  Push push_;
  Pull pull_;
  Line line_;
  Phase phase_ = Phase::resting;
  Micros deadline_us_ = 0;  ///< of the phase
  struct Said {
    std::string reason, text;
  };
  std::string store_;
  Said refusal_, last_trouble_;
  Id gen_;
  std::uint64_t greeting_ = 0;
  std::vector<wire::TopicCursor> down_;
  std::vector<wire::IncHead> heads_;
  Micros heard_hq_us_ = never, asked_hq_us_ = never, heard_edge_us_ = never;
  // Cursors that edge has not confirmed yet. One message of them is on its way at a time.
  std::map<Id, wire::IncCursor> unsaved_, saving_;
  Micros saving_since_us_ = 0;
  Status reported_;
  Micros reported_us_ = never, status_since_us_ = 0;
};

}  // namespace outpost::session
