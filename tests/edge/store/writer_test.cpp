// Group commit: what shares a transaction is answered after it, apart from one another.
#include "tests/edge/store/folder.hpp"

#include <chrono>
#include <mutex>
#include <thread>

using namespace outpost;
using outpost::test::Box;
using outpost::test::Folder;
using store::Lane;
using store::Tx;

namespace {

/// A writer over a store with a table of numbers.
struct Desk {
  Folder folder;
  Box box;
  std::unique_ptr<store::StoreLock> lock;
  std::mutex mutex;
  std::vector<std::string> log;  // events and answers, in the order they left
  std::unique_ptr<store::Writer> writer;

  explicit Desk(store::WriterOptions options = {}, const std::string& pragma = "") {
    auto opened = box.must_open(folder.path());
    lock = std::make_unique<store::StoreLock>(std::move(opened.lock));
    opened.db->exec("CREATE TABLE t(x INTEGER PRIMARY KEY CHECK(x > 0), y TEXT) STRICT");
    if (!pragma.empty()) opened.db->exec(pragma);
    writer = std::make_unique<store::Writer>(
        std::move(opened.db), box.settings, box.clock, box.ids, box.random,
        [this](std::vector<store::LiveEvent>&& events) {
          const std::lock_guard guard(mutex);
          for (const auto& e : events) log.push_back("event " + e.json);
        },
        options);
  }
  ~Desk() { writer->stop(); }

  void note(std::string line) {
    const std::lock_guard guard(mutex);
    log.push_back(std::move(line));
  }
  std::int64_t scalar(const std::string& sql) {
    sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_only);
    return db.scalar_i64(sql);
  }
  Result<void> put(int x, Lane lane = Lane::sales) {
    return writer->call(lane, [x](Tx& tx) -> Result<void> {
      tx.db.prepare("INSERT INTO t(x) VALUES(?)").with(x).run();
      return {};
    });
  }
};

/// Holds the writer until it is let go, so that what is submitted meanwhile shares a group.
class Gate {
public:
  explicit Gate(store::Writer& writer) {
    writer.submit(
        Lane::sales,
        [this](Tx&) -> Result<void> {
          entered_.set_value();
          open_.get_future().wait();
          return {};
        },
        [](const Result<void>&) {});
    entered_.get_future().wait();
  }
  void open() { open_.set_value(); }

private:
  std::promise<void> entered_, open_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(one_bad_piece_does_not_spoil_the_group) {
  Desk desk;
  Gate gate(*desk.writer);
  std::vector<std::string> ends(5);
  for (int i = 0; i < 5; ++i)
    desk.writer->submit(
        Lane::sales,
        [i](Tx& tx) -> Result<void> {
          tx.db.prepare("INSERT INTO t(x) VALUES(?)").with(i + 1).run();
          if (i == 1) return fail(Code::refused, "no", "no");
          if (i == 2) tx.db.prepare("INSERT INTO t(x) VALUES(-1)").run();  // breaks a CHECK
          if (i == 3) throw std::runtime_error("a bug");
          return {};
        },
        [&ends, i](const Result<void>& r) {
          ends[static_cast<std::size_t>(i)] = r.ok() ? "ok" : r.error().name;
        });
  const auto commits = desk.writer->stats().commits;
  gate.open();
  BOOST_REQUIRE(desk.put(99).ok());
  BOOST_TEST(ends[0] == "ok");
  BOOST_TEST(ends[1] == "no");
  BOOST_TEST(ends[2] == "internal-invariant");
  BOOST_TEST(ends[3] == "internal-invariant");
  BOOST_TEST(ends[4] == "ok");
  BOOST_TEST(desk.writer->stats().commits <= commits + 2);  // the five in one
  BOOST_TEST(desk.scalar("SELECT group_concat(x,'') FROM (SELECT x FROM t ORDER BY x)") == 1599);
  BOOST_TEST(desk.scalar("SELECT count(*) FROM evidence") == 2);
  BOOST_TEST(desk.scalar("SELECT count(*) FROM alarm WHERE name='internal-invariant'") == 1);
}

BOOST_AUTO_TEST_CASE(answers_and_events_leave_after_the_commit_in_its_order) {
  Desk desk;
  Gate gate(*desk.writer);
  for (int i = 1; i <= 20; ++i)
    desk.writer->submit(
        Lane::sales,
        [i](Tx& tx) -> Result<void> {
          tx.db.prepare("INSERT INTO t(x) VALUES(?)").with(i).run();
          tx.events.push_back({"test", "", std::to_string(i)});
          if (i % 5 == 0) return fail(Code::refused, "no", "no");
          return {};
        },
        [&desk, i](const Result<void>& r) {
          // Whoever is answered finds his row with another connection.
          const bool there = desk.scalar("SELECT count(*) FROM t WHERE x=" + std::to_string(i)) == 1;
          desk.note("answer " + std::to_string(i) + (there == r.ok() ? "" : " too early"));
        });
  gate.open();
  BOOST_REQUIRE(desk.put(99).ok());
  std::vector<std::string> expected;
  for (int i = 1; i <= 20; ++i)
    if (i % 5) expected.push_back("event " + std::to_string(i));
  for (int i = 1; i <= 20; ++i) expected.push_back("answer " + std::to_string(i));
  BOOST_TEST(desk.log == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_refusal_may_keep_what_it_counted) {
  Desk desk;
  const auto end = desk.writer->call(Lane::sales, [](Tx& tx) -> Result<void> {
    tx.db.prepare("INSERT INTO t(x) VALUES(7)").run();
    tx.keep = true;
    return fail(Code::unauthorized, "wrong", "wrong");
  });
  BOOST_TEST(end.error().name == "wrong");
  BOOST_TEST(desk.scalar("SELECT count(*) FROM t") == 1);
}

BOOST_AUTO_TEST_CASE(no_space_refuses_clearly_and_goes_on_when_there_is_some) {
  Desk desk({}, "PRAGMA max_page_count=600");
  int stored = 0;
  Result<void> end;
  const std::string text(4'000, 'x');
  for (int i = 1; i < 2'000 && end.ok(); ++i) {
    end = desk.writer->call(Lane::sales, [&](Tx& tx) -> Result<void> {
      tx.db.prepare("INSERT INTO t(x,y) VALUES(?,?)").with(i, text).run();
      return {};
    });
    stored += end.ok();
  }
  BOOST_REQUIRE(!end.ok());
  BOOST_TEST(end.error().name == "storage-full");
  BOOST_CHECK(end.error().code == Code::unavailable);
  BOOST_TEST(stored > 10);
  BOOST_TEST(desk.scalar("SELECT count(*) FROM t") == stored);  // nothing acknowledged is lost
  BOOST_TEST(desk.writer
                 ->call(Lane::sales,
                        [](Tx& tx) -> Result<void> {
                          tx.db.exec("PRAGMA max_page_count=100000");
                          return {};
                        })
                 .ok());
  BOOST_TEST(desk.put(5'000).ok());
}

BOOST_AUTO_TEST_CASE(evidence_that_cannot_be_kept_costs_nobody_the_answer) {
  Desk desk({}, "CREATE TRIGGER no_room BEFORE INSERT ON alarm BEGIN SELECT RAISE(ABORT, 'no room'); END");
  const auto broken = desk.writer->call(Lane::sales, [](Tx&) -> Result<void> {
    return fail(Code::internal, "internal-invariant", "does not add up");
  });
  BOOST_TEST(broken.error().name == "internal-invariant");
  BOOST_TEST(desk.put(1).ok());
}

BOOST_AUTO_TEST_CASE(bulk_work_waits_for_sales) {
  Desk desk;
  std::atomic<bool> stop{false};
  std::atomic<int> slices{0};
  std::thread bulk([&] {
    while (!stop) {
      const auto end = desk.writer->call(Lane::bulk, [](Tx&) -> Result<void> {
        std::this_thread::sleep_for(std::chrono::milliseconds(store::bulk_slice_ms));
        return {};
      });
      slices += end.ok();
    }
  });
  std::vector<double> waits;
  for (int i = 1; i <= 100; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    BOOST_REQUIRE(desk.put(i).ok());
    waits.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  stop = true;
  bulk.join();
  std::sort(waits.begin(), waits.end());
  BOOST_TEST_MESSAGE("sale beside bulk work: p50 " << waits[50] << " ms, worst " << waits.back() << " ms");
  BOOST_TEST(slices > 0);
  BOOST_TEST(waits[50] < 100.0);  // one slice and two commits at worst; generous for a busy machine
}

BOOST_AUTO_TEST_CASE(queues_are_bounded) {
  store::WriterOptions options;
  options.most_sales = 4;
  Desk desk(options);
  Gate gate(*desk.writer);
  int refused = 0, done = 0;
  for (int i = 1; i <= 10; ++i)
    desk.writer->submit(
        Lane::sales, [](Tx&) -> Result<void> { return {}; },
        [&](const Result<void>& r) { r.ok() ? ++done : refused += r.error().name == "writer-busy"; });
  BOOST_TEST(refused == 6);
  gate.open();
  while (!desk.put(1).ok()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  BOOST_TEST(done == 4);
  desk.writer->stop();
  BOOST_TEST(desk.put(2).error().name == "writer-busy");
}

BOOST_AUTO_TEST_CASE(it_gives_a_sign_of_life_when_idle) {
  store::WriterOptions options;
  options.idle_tick_ms = 20;
  Desk desk(options);
  const auto first = desk.writer->last_alive_us();
  for (int i = 0; i < 200 && desk.writer->last_alive_us() == first; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  BOOST_TEST(desk.writer->last_alive_us() > first);
}

BOOST_AUTO_TEST_CASE(the_log_is_kept_short) {
  store::WriterOptions options;
  options.wal_limit_bytes = 200'000;
  Desk desk(options);
  const std::string text(10'000, 'x');
  std::uintmax_t largest = 0;
  for (int i = 1; i <= 200; ++i) {
    BOOST_REQUIRE(desk.writer
                      ->call(Lane::sales,
                             [&](Tx& tx) -> Result<void> {
                               tx.db.prepare("INSERT INTO t(x,y) VALUES(?,?)").with(i, text).run();
                               return {};
                             })
                      .ok());
    largest = std::max(largest, std::filesystem::file_size(desk.folder.path() + "/store.db-wal"));
  }
  BOOST_TEST(largest < 400'000u);
}
