// The pieces of the SQLite connection; only for store_*.cpp.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "sync/hq/storage.hpp"

#include <map>

namespace outpost::hq {

/// Makes or checks the tables; user_version is the schema. Throws sqlite::Failure; error `hq-newer`.
Result<void> migrate(sqlite::Db& db);
std::string meta(sqlite::Db& db, std::string_view name);
void put_meta(sqlite::Db& db, std::string_view name, std::string_view value);

class SqliteIntake final : public session::HqStorage {
public:
  explicit SqliteIntake(sqlite::Db& db) : db_(db) {}
  Id generation() override;
  Id renew_generation(const std::string& why) override;
  std::vector<session::StoredCursor> cursors(const std::string& store) override;
  void append(const std::string& store, const session::IntakeRow& row, Micros now) override;
  void note_hello(const std::string& store, const wire::Hello& hello, Micros clock_us, Micros now) override;
  void note_refused(const std::string& store, const std::string& why, Micros now) override;
  void note_down(const std::string& store, const wire::TopicCursor& cursor, Micros now) override;
  std::vector<wire::TopicHead> heads(const std::string& store) override;
  wire::Changes changes(const std::string& store, const std::string& topic, std::uint64_t after,
                        std::uint32_t most_bytes) override;
  void forget() { generation_ = {}; }

private:
  sqlite::Db& db_;
  Id generation_;  ///< changed by this connection only
};

class SqliteApply final : public ApplyStorage {
public:
  explicit SqliteApply(sqlite::Db& db) : db_(db) {}
  std::vector<Lane> lanes_behind(std::size_t most) override;
  std::optional<LogRow> log_row(const Lane& lane, std::uint64_t seq) override;
  Result<void> project(const EventRef& ref, const Projection& projection, const wire::Event& event,
                       Micros received_us) override;
  void quarantine(const EventRef& ref, const std::string& kind, const std::string& reason, ByteView raw,
                  Micros now) override;
  void set_applied(const Lane& lane, std::uint64_t applied, std::uint64_t newly_quarantined,
                   Micros last_event_us) override;

private:
  sqlite::Db& db_;
  std::string after_;  ///< the last store of the last round
};

class SqliteRegistry final : public Registry {
public:
  explicit SqliteRegistry(sqlite::Db& db) : db_(db) {}
  Result<void> add(const std::string& id, const std::string& key, const std::string& name,
                   Micros now) override;
  Result<void> revoke(const std::string& id, const std::string& key) override;
  std::optional<std::string> owner_of(const std::string& key) override;
  bool active(const std::string& id) override;
  void note_contact(const std::string& id, Micros now) override;
  std::vector<StoreRow> list(const std::string& after, std::size_t limit) override;

private:
  sqlite::Db& db_;
};

class SqlitePublication final : public Publication {
public:
  explicit SqlitePublication(sqlite::Db& db) : db_(db) {}
  std::uint64_t publish(const std::string& store, const std::string& topic, const std::vector<Item>& items,
                        Micros now) override;

private:
  sqlite::Db& db_;
};

class SqliteQueries final : public Queries {
public:
  explicit SqliteQueries(sqlite::Db& db) : db_(db) {}
  std::vector<Row> orders(const std::string& store, const std::string& after, std::size_t limit) override;
  std::vector<Row> diagnostics(const std::string& store, const std::string& after,
                               std::size_t limit) override;
  std::vector<Row> quarantine(const std::string& store, const std::string& after, std::size_t limit) override;
  std::optional<StoredCall> call(const std::string& key) override;
  void keep_call(const std::string& key, const StoredCall& call, Micros now) override;

private:
  sqlite::Db& db_;
};

}  // namespace outpost::hq
