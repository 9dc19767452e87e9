// Read-only connections for everybody but the writer. A read that takes longer than the bound is cut, so that
// no reader pins the write-ahead log.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

namespace outpost::store {

class Readers {
public:
  /// Opens connections when first needed, at most `most` at a time; others wait for `cut_ms`, then
  /// `too-slow`.
  Readers(std::string path, std::size_t most, int cut_ms = 2'000);
  ~Readers();

  /// Runs `work` (sqlite::Db& -> Result<T>) on one connection, as one snapshot. Any thread. Errors of its
  /// own: `too-slow` (timeout; cut or no connection free), `storage-read`.
  template <class F> auto read(F work) -> std::invoke_result_t<F&, sqlite::Db&> {
    Lease lease(*this);
    if (!lease.db) return slow();
    try {
      Snapshot snapshot(*lease.db);
      return work(*lease.db);
    } catch (const sqlite::Failure& e) {
      return error_of(e);
    }
  }

private:
  struct Lease {
    explicit Lease(Readers& pool);
    ~Lease();
    Lease(const Lease&) = delete;
    Readers& pool;
    std::unique_ptr<sqlite::Db> db;
  };
  struct Snapshot {
    explicit Snapshot(sqlite::Db& db);
    ~Snapshot();
    sqlite::Db& db;
  };
  static Error slow();
  static Error error_of(const sqlite::Failure& failure);

  const std::string path_;
  const std::size_t most_;
  const int cut_ms_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<sqlite::Db>> idle_;
  std::size_t open_ = 0;
};

}  // namespace outpost::store
