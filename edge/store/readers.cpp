#include "edge/store/readers.hpp"

#include <chrono>

namespace outpost::store {

Readers::Readers(std::string path, std::size_t most, int cut_ms)
    : path_(std::move(path)), most_(most), cut_ms_(cut_ms) {}
Readers::~Readers() = default;

Readers::Lease::Lease(Readers& owner) : pool(owner) {
  std::unique_lock lock(pool.mutex_);
  const auto free = [this] { return !pool.idle_.empty() || pool.open_ < pool.most_; };
  if (!pool.free_.wait_for(lock, std::chrono::milliseconds(pool.cut_ms_), free)) return;
  if (!pool.idle_.empty()) {
    db = std::move(pool.idle_.back());
    pool.idle_.pop_back();
    return;
  }
  ++pool.open_;
  lock.unlock();
  try {
    db = std::make_unique<sqlite::Db>(pool.path_, sqlite::Access::read_only);
    db->limit_statement_ms(pool.cut_ms_);
  } catch (const sqlite::Failure&) {
    const std::lock_guard again(pool.mutex_);
    --pool.open_;
  }
}

Readers::Lease::~Lease() {
  if (!db) return;
  {
    const std::lock_guard lock(pool.mutex_);
    pool.idle_.push_back(std::move(db));
  }
  pool.free_.notify_one();
}

Readers::Snapshot::Snapshot(sqlite::Db& connection) : db(connection) { db.prepare("BEGIN").run(); }
Readers::Snapshot::~Snapshot() {
  try {
    if (db.in_transaction()) db.prepare("ROLLBACK").run();
  } catch (const sqlite::Failure&) {  // nothing was written; the next BEGIN tells what is wrong
  }
}

Error Readers::slow() {
  return fail(Code::timeout, "too-slow", "The question took too long and was cut off: ask for less.");
}

Error Readers::error_of(const sqlite::Failure& failure) {
  if (failure.is_interrupted()) return slow();
  return fail(Code::unavailable, "storage-read",
              std::string("The database could not be read: ") + failure.what());
}

}  // namespace outpost::store
