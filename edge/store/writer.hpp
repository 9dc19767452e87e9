// The one thread that writes store.db.
//
// Work arrives on two bounded queues. Everything that is waiting is run, each piece in a savepoint of its
// own, and committed as one transaction (group commit): one fdatasync for many sales. Only after COMMIT are
// the answers given and live events sent, in the order of the work. Sales go first; bulk work runs when no
// sale waits, and should come in slices of at most bulk_slice_ms.
//
// No space (SQLITE_FULL): the whole group is rolled back and each of it answered `storage-full`; it goes on
// when space returns. A storage that cannot be trusted (I/O error, corruption): nobody is answered and the
// process aborts; systemd starts it again.
#pragma once

#include "edge/store/space.hpp"
#include "edge/store/tx.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

namespace outpost::store {

enum class Lane { sales, bulk };

struct WriterOptions {
  std::size_t most_sales = 1'024;  ///< waiting; over it `writer-busy`
  std::size_t most_bulk = 64;
  std::size_t most_group = 256;  ///< pieces of work in one transaction
  int idle_tick_ms = 1'000;      ///< a sign of life at least this often
  std::int64_t wal_limit_bytes = 4 << 20;
};

inline constexpr int bulk_slice_ms = 5;  ///< the longest a piece of bulk work should take

struct WriterStats {
  std::uint64_t commits = 0;  ///< transactions
  std::uint64_t items = 0;    ///< pieces of work that were committed
  std::uint64_t refused = 0, broken = 0, full = 0;
  std::uint64_t log_bytes = 0;  ///< written to the write-ahead log
};

class Writer {
public:
  /// Runs in a savepoint; an Error rolls back that savepoint only.
  using Work = std::function<Result<void>(Tx&)>;
  /// Called once, on the writer thread, after COMMIT (or with the error); must not block.
  using Done = std::function<void(const Result<void>&)>;
  /// Gets the events of a group after its COMMIT, on the writer thread; must not block.
  using EventSink = std::function<void(std::vector<LiveEvent>&&)>;

  /// Takes the only read-write connection and starts the thread. `settings`, `clock`, `ids` and `random` must
  /// outlive the writer.
  Writer(std::unique_ptr<sqlite::Db> db, const Settings& settings, Clock& clock, IdSource& ids,
         Random& random, EventSink sink, WriterOptions options = {});
  ~Writer();  ///< stop()
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Any thread. When the queue is full or the writer has stopped, `done` is called at once, here, with
  /// `writer-busy` (503).
  void submit(Lane lane, Work work, Done done);

  /// Runs `work` (Tx& -> Result<T>) on the writer and waits for its COMMIT: the answer of the work, or
  /// `storage-full`, `writer-busy`. Any thread but the writer's own.
  template <class F> auto call(Lane lane, F work) -> std::invoke_result_t<F&, Tx&> {
    using R = std::invoke_result_t<F&, Tx&>;
    std::optional<R> answer;
    std::promise<Result<void>> told;
    submit(
        lane,
        [&](Tx& tx) -> Result<void> {
          answer.emplace(work(tx));
          if (!answer->ok()) return answer->error();
          return {};
        },
        [&](const Result<void>& end) { told.set_value(end); });
    const Result<void> end = told.get_future().get();
    if (!end.ok()) return end.error();
    return std::move(*answer);
  }

  /// Boot-clock time of the last commit or idle tick: what /healthz and the watchdog look at. Any thread.
  Micros last_alive_us() const { return last_alive_us_.load(std::memory_order_relaxed); }
  WriterStats stats() const;
  std::size_t waiting() const;

  /// Finishes what is queued, empties the log and ends the thread; later work gets `writer-busy`.
  void stop();

private:
  void log_grew(std::int64_t frames);
  struct Item {
    Work work;
    Done done;
    bool bulk = false;
  };
  struct Group;
  void run();
  bool wait_for_work();
  std::optional<Item> next_item(Group& group);
  void run_group();
  void run_item(Group& group, Item item);
  Result<void> run_work(Group& group, Item& item);
  void note_broken(Group& group, const Error& error);
  Tx tx_for(Group& group);
  void commit(Group& group);
  void answer(Group& group);
  void fail_group(Group& group, const Error& error);
  void idle_tick();
  void look_at_disk();
  void shorten_log();
  void sign_of_life();

  std::unique_ptr<sqlite::Db> db_;
  const Settings& settings_;
  Clock& clock_;
  IdSource& ids_;
  Random& random_;
  EventSink sink_;
  const WriterOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> sales_, bulk_;
  bool stopping_ = false;
  WriterStats stats_;

  std::atomic<Micros> last_alive_us_{0};

  // Only the writer thread touches these.
  Micros latest_us_ = 0;        // the latest wall time that went into a commit
  std::size_t last_group_ = 0;  // how many shared the last commit: as many may be on their way again
  std::int64_t log_frames_ = 0, frame_bytes_ = 0;  // frames in the log, as of the last commit
  std::int64_t counted_frames_ = 0;
  Reserve reserve_;
  bool nearly_full_ = false;
  Micros looked_us_ = 0;
  std::thread thread_;
};

}  // namespace outpost::store
