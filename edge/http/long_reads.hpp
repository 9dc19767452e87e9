// Reads that may take longer than a reader is allowed to: a backup, a verification. One at a time, on a
// connection of its own, cut when the server stops.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace outpost::http {

class LongReads {
public:
  explicit LongReads(std::string database) : database_(std::move(database)) {}

  /// Runs `work` (sqlite::Db& -> Result<T>). Errors of its own: `long-read-running` (conflict), `stopping`
  /// (unavailable), `storage-read`.
  template <class T, class F> Result<T> run(F work) {
    const std::unique_lock only_one(one_, std::try_to_lock);
    if (!only_one)
      return fail(Code::conflict, "long-read-running", "A backup or verification is already running.");
    try {
      sqlite::Db& db = open();
      Result<T> out = work(db);
      close();
      return out;
    } catch (const sqlite::Failure& e) {
      close();
      if (e.is_interrupted()) return fail(Code::unavailable, "stopping", "The server is stopping.");
      return fail(Code::io, "storage-read", e.what());
    }
  }

  /// Cuts what runs and refuses what comes.
  void stop();

private:
  sqlite::Db& open();
  void close();

  const std::string database_;
  std::mutex one_;
  std::mutex mutex_;
  std::unique_ptr<sqlite::Db> db_;
  bool stopping_ = false;
};

}  // namespace outpost::http
