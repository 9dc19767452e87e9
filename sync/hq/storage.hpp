// What headquarters keeps, as interfaces: SQLite implements them (store_*.cpp, the only files with SQL),
// another database can. A Connection belongs to one thread at a time. Methods throw what their database
// throws; whoever began the transaction catches, rolls back and asks `trouble` what it was.
#pragma once

#include "sync/hq/projection.hpp"
#include "sync/session/hq_storage.hpp"

#include <exception>
#include <memory>

namespace outpost::hq {

/// Names one event for ever.
struct EventRef {
  std::string store;
  Id inc;
  std::uint64_t seq = 0;
};

/// One row of the intake log.
struct LogRow {
  std::uint64_t first = 0, last = 0;
  Micros received_us = 0;
  Bytes packed;
};

struct Lane {
  std::string store;
  Id inc;
  std::uint64_t applied = 0, received = 0;
};

/// The appliers' side.
class ApplyStorage {
public:
  virtual ~ApplyStorage() = default;
  /// Incarnations whose tables are behind their log, oldest contact first within a store.
  virtual std::vector<Lane> lanes_behind(std::size_t most) = 0;
  /// The log row that holds `seq`; none is a hole in the log itself.
  virtual std::optional<LogRow> log_row(const Lane& lane, std::uint64_t seq) = 0;
  /// Into the readable tables, all of it or nothing. Error: the event contradicts what is there.
  virtual Result<void> project(const EventRef& ref, const Projection& projection, const wire::Event& event,
                               Micros received_us) = 0;
  virtual void quarantine(const EventRef& ref, const std::string& kind, const std::string& reason,
                          ByteView raw, Micros now) = 0;
  virtual void set_applied(const Lane& lane, std::uint64_t applied, std::uint64_t newly_quarantined,
                           Micros last_event_us) = 0;
};

struct StoreRow {
  std::string id, name;
  bool revoked = false;
  std::string refusal;  ///< what a person has to do; "" when nothing
  std::string program;
  Micros last_contact_us = 0, last_event_us = 0, clock_skew_us = 0;
  std::int64_t free_bytes = 0;
  Id inc;                                                         ///< the newest
  std::uint64_t head_seq = 0, received_seq = 0, applied_seq = 0;  ///< of the newest incarnation
  std::uint64_t lag_events = 0, quarantined = 0;                  ///< over all of them
};

/// Which stores there are and which keys are theirs.
class Registry {
public:
  virtual ~Registry() = default;
  /// Registers a store or gives it a further key (two are valid while keys change). Errors: `bad-store-id`,
  /// `bad-key`, `key-taken` (another store's), `too-many-keys`.
  virtual Result<void> add(const std::string& id, const std::string& key, const std::string& name,
                           Micros now) = 0;
  /// All keys of a store, or one of them. Error `unknown-store`.
  virtual Result<void> revoke(const std::string& id, const std::string& key) = 0;
  /// The store that may use this key.
  virtual std::optional<std::string> owner_of(const std::string& key) = 0;
  virtual bool active(const std::string& id) = 0;
  virtual void note_contact(const std::string& id, Micros now) = 0;
  /// In order of id, after `after`.
  virtual std::vector<StoreRow> list(const std::string& after, std::size_t limit) = 0;
};

struct Item {
  std::string key;  ///< a later item with the same key replaces this one
  std::string kind;
  std::string body;  ///< JSON
};

/// The log that stores pull from.
class Publication {
public:
  virtual ~Publication() = default;
  /// Appends for one store, or for all when `store` is empty; the topic's new head.
  virtual std::uint64_t publish(const std::string& store, const std::string& topic,
                                const std::vector<Item>& items, Micros now) = 0;
};

struct StoredCall {
  std::string body_hash;
  int status = 0;
  std::string body;
};

/// Answers of the HTTP API: rows as they are shown.
class Queries {
public:
  virtual ~Queries() = default;
  struct Row {
    std::string after;  ///< what continues the list behind this row
    std::string body;   ///< a JSON object
  };
  /// Newest first. `store` empty: all. `after` as a row gave it, "" from the front.
  virtual std::vector<Row> orders(const std::string& store, const std::string& after, std::size_t limit) = 0;
  virtual std::vector<Row> diagnostics(const std::string& store, const std::string& after,
                                       std::size_t limit) = 0;
  virtual std::vector<Row> quarantine(const std::string& store, const std::string& after,
                                      std::size_t limit) = 0;
  virtual std::optional<StoredCall> call(const std::string& key) = 0;
  virtual void keep_call(const std::string& key, const StoredCall& call, Micros now) = 0;
};

enum class Trouble { full, broken, other };

class Connection {
public:
  virtual ~Connection() = default;
  virtual void begin() = 0;   ///< to write
  virtual void commit() = 0;  ///< returns when it is on the disk
  virtual void rollback() noexcept = 0;
  virtual Trouble trouble(const std::exception& e) const = 0;
  /// Moves what was committed to its place, when there is time for it.
  virtual void tidy() = 0;

  virtual session::HqStorage& intake() = 0;
  virtual ApplyStorage& apply() = 0;
  virtual Registry& registry() = 0;
  virtual Publication& publication() = 0;
  virtual Queries& queries() = 0;
};

/// A transaction: rolled back when it is destroyed without commit().
class Work {
public:
  explicit Work(Connection& c) : c_(c) { c_.begin(); }
  ~Work() {
    if (open_) c_.rollback();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  void commit() {
    c_.commit();
    open_ = false;
  }

private:
  Connection& c_;
  bool open_ = true;
};

}  // namespace outpost::hq
