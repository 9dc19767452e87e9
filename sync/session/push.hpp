// The upward half of a store's session: events of the oldest unfinished incarnation, in order, within the
// credit that headquarters gives. Where to begin comes from headquarters' cursors, never from a memory of
// what was sent. Pure: no clock, no socket; one thread.
#pragma once

#include "sync/session/out.hpp"

#include <deque>
#include <map>
#include <optional>

namespace outpost::session {

struct PushOptions {
  std::uint32_t batch_events = 500;  ///< more do not compress better
  std::uint32_t batch_bytes =
      128 << 10;                      ///< before compression; half of the first credit, so two are on the way
  Micros linger_us = 50 * us_per_ms;  ///< a part batch waits this long while another is on the way
  Micros fetch_timeout_us = 5 * us_per_s;  ///< edge answers a read within 2 s or says why not
  Micros refetch_pause_us = 1 * us_per_s;  ///< after an answer that did not fit
  Micros ack_timeout_us = 15 * us_per_s;   ///< headquarters commits within one
};

class Push {
public:
  explicit Push(PushOptions options = {}) : options_(options) {}

  /// Begins from headquarters' cursors. `heads` oldest first.
  void open(const std::vector<wire::IncHead>& heads, const std::vector<wire::IncCursor>& at_hq,
            std::uint64_t credit_bytes, Micros now);
  void close();

  /// Something was committed. False: this incarnation is not known here, greet again.
  bool on_head(const wire::local::Head& head, Micros now);
  void on_rows(wire::local::Rows rows, Micros now, StoreOut& out);
  void on_trouble(std::uint64_t request, Micros now);
  void on_ack(const wire::Ack& ack, Micros now);
  /// Asks edge for the next events when there are some and there is room.
  void pump(Micros now, StoreOut& out);

  /// Headquarters has not moved its cursor for ack_timeout_us although something is on the way.
  bool ack_overdue(Micros now) const;
  std::uint64_t waiting_events() const;  ///< not yet received by headquarters, as far as is known here
  /// The last moment at which nothing was waiting or a cursor moved.
  Micros last_progress_us() const { return last_progress_us_; }
  bool edge_slow() const { return fetches_unanswered_ > 0; }

private:
  struct Lane {
    Id inc;
    std::uint64_t last = 0, received = 0, sent = 0;
  };
  struct Flight {
    Id inc;
    std::uint64_t last = 0, bytes = 0;
    Micros sent_us = 0;
  };
  struct PendingFetch {
    std::uint64_t request = 0;
    Micros since_us = 0;
  };
  Lane* lane_of(const Id& inc);
  Lane* active();
  bool worth_sending(const Lane& lane, Micros now) const;
  void land(const Lane& lane);
  void rewind(Lane& lane, std::uint64_t received);
  void send(Lane& lane, wire::local::Rows rows, Micros now, StoreOut& out);

  PushOptions options_;
  bool open_ = false;
  std::vector<Lane> lanes_;
  std::deque<Flight> flights_;
  std::uint64_t flying_bytes_ = 0, credit_bytes_ = 0;
  std::optional<PendingFetch> fetch_;
  std::uint64_t request_ = 0;
  std::uint32_t round_ = 0;
  int fetches_unanswered_ = 0;
  Micros fetch_not_before_us_ = 0, waiting_since_us_ = 0, last_progress_us_ = 0;
};

}  // namespace outpost::session
