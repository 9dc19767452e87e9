#include "edge/http/long_reads.hpp"

namespace outpost::http {

sqlite::Db& LongReads::open() {
  auto db = std::make_unique<sqlite::Db>(database_, sqlite::Access::read_only);
  const std::lock_guard lock(mutex_);
  db_ = std::move(db);
  if (stopping_) db_->limit_statement_ms(1);
  return *db_;
}

void LongReads::close() {
  const std::lock_guard lock(mutex_);
  db_.reset();
}

void LongReads::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  if (db_) db_->interrupt();
}

}  // namespace outpost::http
