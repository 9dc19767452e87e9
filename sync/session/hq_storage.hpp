// What headquarters' side of a session asks of its storage. Everything is called inside a transaction of the
// owner, who commits before he sends what the session wants sent: that order is what "acknowledged" means.
//
// An implementation reports failure by its own exception; the owner catches it, rolls back, throws the
// outgoing messages away and forgets the sessions. Session code is neutral to exceptions.
#pragma once

#include "edge/contract/sync/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace outpost::session {

struct StoredCursor {
  wire::IncCursor at;
  std::optional<wire::Hash> tail;  ///< of the last received event; none when it could not be read
};

/// A batch that is about to become one row of the intake log.
struct IntakeRow {
  Id inc;
  std::uint64_t first = 0, last = 0;
  std::uint64_t head = 0;  ///< newest at the store
  ByteView packed;         ///< zstd of the records
  std::optional<wire::Hash> tail;
};

class HqStorage {
public:
  virtual ~HqStorage() = default;

  /// Changes whenever this storage was put back from a backup.
  virtual Id generation() = 0;
  /// A store remembers more than this storage: it is an old copy of itself. Makes and returns a new
  /// generation.
  virtual Id renew_generation(const std::string& why) = 0;
  /// All incarnations of a store, oldest contact first.
  virtual std::vector<StoredCursor> cursors(const std::string& store) = 0;
  /// The row and the cursor `received = row.last`, together.
  virtual void append(const std::string& store, const IntakeRow& row, Micros now) = 0;
  /// `clock_us`: the store's own clock, to show a wrong one.
  virtual void note_hello(const std::string& store, const wire::Hello& hello, Micros clock_us,
                          Micros now) = 0;
  /// A person has to act: shown beside the store until its next welcome.
  virtual void note_refused(const std::string& store, const std::string& why, Micros now) = 0;
  virtual void note_down(const std::string& store, const wire::TopicCursor& cursor, Micros now) = 0;
  /// The newest seq of each topic that concerns this store.
  virtual std::vector<wire::TopicHead> heads(const std::string& store) = 0;
  /// What follows `after` for this store, at most about `most_bytes` and wire::max_changes items.
  virtual wire::Changes changes(const std::string& store, const std::string& topic, std::uint64_t after,
                                std::uint32_t most_bytes) = 0;
};

}  // namespace outpost::session
