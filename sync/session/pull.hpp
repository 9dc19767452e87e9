// The downward half of a store's session: one page at a time, applied by edge in one transaction with its
// cursor, and only then the next. Pure; one thread.
#pragma once

#include "sync/session/out.hpp"

#include <optional>

namespace outpost::session {

struct PullOptions {
  std::uint32_t page_bytes = 32 << 10;      ///< about 100 products: a slice of edge's writer
  Micros page_timeout_us = 10 * us_per_s;   ///< headquarters answers a pull within one
  Micros apply_timeout_us = 30 * us_per_s;  ///< a page may wait behind an import on the bulk lane
  Micros pause_us = 1 * us_per_s;           ///< after a page that edge did not take
};

class Pull {
public:
  explicit Pull(PullOptions options = {}) : options_(options) {}

  /// `cursors`: the topics that edge wants, in the order of wanting. A cursor of another generation counts as
  /// 0: the log is compacted, so reading from 0 is a snapshot, and every item is a total.
  void open(const Id& gen, const std::vector<wire::TopicCursor>& cursors,
            const std::vector<wire::TopicHead>& heads);
  void close();

  void on_heads(const std::vector<wire::TopicHead>& heads);
  void on_changes(wire::Changes changes, Micros now, StoreOut& out);
  void on_down_state(const wire::local::DownState& state, Micros now, StoreOut& out);
  /// Edge could not take the page just now.
  void on_trouble(Micros now);
  /// Sends a pull when a topic is behind and nothing is under way.
  void pump(Micros now, StoreOut& out);
  /// A pull in any case, as a sign of life.
  void pull_now(Micros now, StoreOut& out);

  bool behind() const;

private:
  struct Topic {
    std::string name;
    std::uint64_t seq = 0, head = 0;
  };
  enum class Step { idle, pulled, applying };
  Topic* topic_of(const std::string& name);

  PullOptions options_;
  bool open_ = false;
  Id gen_;
  std::vector<Topic> topics_;
  Step step_ = Step::idle;
  Micros since_us_ = 0, not_before_us_ = 0;
};

}  // namespace outpost::session
