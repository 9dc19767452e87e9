#include "edge/store/writer.hpp"

#include "edge/base/log/log.hpp"
#include "edge/store/alarms.hpp"
#include "edge/store/outbox.hpp"

#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <sqlite3.h>

namespace outpost::store {
namespace {

using std::chrono::steady_clock;

// As many tills as shared the last commit are probably about to ask again: waiting this long for them costs
// less than a second fdatasync.
constexpr std::chrono::microseconds gather_time{200};
constexpr Micros look_every_us = us_per_s;
constexpr Micros bulk_slice_us = bulk_slice_ms * us_per_ms;

Error busy() {
  return fail(Code::unavailable, "writer-busy",
              "The store has too much to write just now: try again in a moment.");
}
Error full() {
  return fail(Code::unavailable, "storage-full", "There is no space left on the disk: nothing was saved.");
}
Error broken(const std::string& what) { return fail(Code::internal, "internal-invariant", what); }

[[noreturn]] void give_up(const sqlite::Failure& e) {
  // Nobody is answered: what was committed is not known, and only a fresh start can find out.
  log::error(fmt::format("the storage cannot be trusted any more, stopping: {}", e.what()));
  std::abort();
}

std::string dir_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

/// What shares one transaction.
struct Writer::Group {
  struct Answer {
    Done done;
    Result<void> result;
  };
  std::vector<Answer> answers;
  std::vector<LiveEvent> events;
  Micros bulk_used_us = 0;
  bool lost = false;  // SQLite rolled the transaction back by itself
};

Writer::Writer(std::unique_ptr<sqlite::Db> db, const Settings& settings, Clock& clock, IdSource& ids,
               Random& random, EventSink sink, WriterOptions options)
    : db_(std::move(db)), settings_(settings), clock_(clock), ids_(ids), random_(random),
      sink_(std::move(sink)), options_(options), reserve_(dir_of(db_->path())) {
  latest_us_ = price_us(*db_, 0);
  frame_bytes_ = db_->scalar_i64("PRAGMA page_size") + 24;
  sqlite3_wal_hook(
      db_->raw(),
      [](void* self, sqlite3*, const char*, int frames) {
        static_cast<Writer*>(self)->log_grew(frames);
        return SQLITE_OK;
      },
      this);
  look_at_disk();
  sign_of_life();
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { stop(); }

void Writer::submit(Lane lane, Work work, Done done) {
  {
    const std::lock_guard lock(mutex_);
    auto& queue = lane == Lane::sales ? sales_ : bulk_;
    const auto most = lane == Lane::sales ? options_.most_sales : options_.most_bulk;
    if (!stopping_ && queue.size() < most) {
      queue.push_back({std::move(work), std::move(done)});
      wake_.notify_one();
      return;
    }
  }
  done(busy());
}

WriterStats Writer::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

std::size_t Writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return sales_.size() + bulk_.size();
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  while (wait_for_work()) run_group();
  try {
    db_->checkpoint_truncate();
  } catch (const sqlite::Failure& e) {
    log::warning(fmt::format("the log could not be emptied at the end: {}", e.what()));
  }
  db_.reset();
}

/// False when there is nothing left to do and the writer is to stop.
bool Writer::wait_for_work() {
  const auto any = [this] { return !sales_.empty() || !bulk_.empty(); };
  std::unique_lock lock(mutex_);
  while (!any()) {
    if (stopping_) return false;
    wake_.wait_for(lock, std::chrono::milliseconds(options_.idle_tick_ms),
                   [&] { return any() || stopping_; });
    if (any() || stopping_) continue;
    lock.unlock();
    idle_tick();
    lock.lock();
  }
  return true;
}

std::optional<Writer::Item> Writer::next_item(Group& group) {
  std::unique_lock lock(mutex_);
  if (group.answers.size() >= options_.most_group || group.lost) return {};
  if (sales_.empty() && bulk_.empty() && !stopping_ && group.answers.size() < last_group_)
    wake_.wait_for(lock, gather_time, [this] { return !sales_.empty() || stopping_; });
  const bool bulk = sales_.empty();
  if (bulk && (bulk_.empty() || group.bulk_used_us >= bulk_slice_us)) return {};
  auto& queue = bulk ? bulk_ : sales_;
  std::optional<Item> item(std::move(queue.front()));
  queue.pop_front();
  item->bulk = bulk;
  return item;
}

void Writer::run_group() {
  Group group;
  try {
    db_->prepare("BEGIN IMMEDIATE").run();
    while (auto item = next_item(group)) run_item(group, std::move(*item));
    if (group.lost)
      fail_group(group, full());
    else
      commit(group);
  } catch (const sqlite::Failure& e) {
    if (e.is_storage()) give_up(e);
    if (db_->in_transaction()) db_->exec("ROLLBACK");
    log::error(fmt::format("a group of {} could not be committed: {}", group.answers.size(), e.what()));
    fail_group(group, e.is_full() ? full() : broken(e.what()));
  }
  last_group_ = group.answers.size();
  // A store that is never idle must notice, too, that its disk fills up or has space again.
  if (clock_.boot_us() - looked_us_ > look_every_us) look_at_disk();
  if (log_frames_ * frame_bytes_ > options_.wal_limit_bytes) shorten_log();
  sign_of_life();
}

Tx Writer::tx_for(Group& group) {
  const Micros now = clock_.wall_us();
  latest_us_ = std::max(latest_us_, now);
  return Tx{*db_, now, latest_us_, ids_, random_, group.events, settings_, false, nearly_full_};
}

void Writer::run_item(Group& group, Item item) {
  const auto begun = steady_clock::now();
  const auto events = group.events.size();
  auto result = run_work(group, item);
  if (!result.ok()) {
    group.events.resize(events);
    if (result.error().name == "internal-invariant" && !group.lost) note_broken(group, result.error());
  }
  group.answers.push_back({std::move(item.done), std::move(result)});
  if (item.bulk)
    group.bulk_used_us +=
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun).count();
}

/// Runs one piece of work in its savepoint. What it did is gone unless the result is ok.
Result<void> Writer::run_work(Group& group, Item& item) {
  try {
    sqlite::Savepoint savepoint(*db_);
    Tx tx = tx_for(group);
    auto result = item.work(tx);
    if (result.ok() || tx.keep) savepoint.release();
    return result;
  } catch (const sqlite::Failure& e) {
    if (e.is_storage()) give_up(e);
    group.lost = !db_->in_transaction();
    return e.is_full() ? full() : broken(e.what());
  } catch (const std::bad_alloc&) {
    std::abort();  // memory that is not there cannot be trusted for money
  } catch (const std::exception& e) {
    return broken(e.what());
  }
}

void Writer::note_broken(Group& group, const Error& error) {
  log::error(fmt::format("broken invariant, rolled back: {}", error.text));
  try {
    sqlite::Savepoint savepoint(*db_);
    Tx tx = tx_for(group);
    keep_evidence(tx, error.name, error.text);
    raise_alarm(tx, error.name, "", "Something in the data did not add up; it was undone and written down.");
    savepoint.release();
  } catch (const sqlite::Failure& e) {  // a full disk: whoever waits for the answer must get it all the same
    if (e.is_storage()) give_up(e);
    group.lost = !db_->in_transaction();
    log::error(fmt::format("the evidence could not be kept: {}", e.what()));
  }
}

void Writer::commit(Group& group) {
  db_->prepare("COMMIT").run();
  sign_of_life();
  {
    const std::lock_guard lock(mutex_);
    ++stats_.commits;
    for (const auto& a : group.answers) {
      stats_.items += a.result.ok();
      stats_.refused += !a.result.ok() && a.result.error().name != "internal-invariant";
      stats_.broken += !a.result.ok() && a.result.error().name == "internal-invariant";
    }
  }
  answer(group);
}

/// After each commit: the log holds `frames`. Fewer than before means that it began again from its start.
void Writer::log_grew(std::int64_t frames) {
  const auto grown = frames >= counted_frames_ ? frames - counted_frames_ : frames;
  counted_frames_ = log_frames_ = frames;
  const std::lock_guard lock(mutex_);
  stats_.log_bytes += static_cast<std::uint64_t>(grown * frame_bytes_);
}

void Writer::answer(Group& group) {
  if (sink_ && !group.events.empty()) sink_(std::move(group.events));
  for (auto& a : group.answers) a.done(a.result);
}

void Writer::fail_group(Group& group, const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    stats_.full += group.answers.size();
  }
  look_at_disk();
  for (auto& a : group.answers) a.done(error);
}

void Writer::look_at_disk() {
  looked_us_ = clock_.boot_us();
  nearly_full_ = reserve_.look();
}

void Writer::idle_tick() {
  look_at_disk();
  if (log_frames_ > 0) shorten_log();
  sign_of_life();
}

void Writer::shorten_log() {
  try {
    if (db_->checkpoint_passive() == 0) log_frames_ = 0;
  } catch (const sqlite::Failure& e) {
    if (e.is_storage()) give_up(e);
    log::warning(fmt::format("the log could not be shortened: {}", e.what()));
  }
}

void Writer::sign_of_life() { last_alive_us_.store(clock_.boot_us(), std::memory_order_relaxed); }

}  // namespace outpost::store
