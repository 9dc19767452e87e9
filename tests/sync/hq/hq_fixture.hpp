// A headquarters' database in a folder of its own, and events for it.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/contract/sync/frame.hpp"
#include "sync/hq/applier.hpp"
#include "sync/hq/home.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace outpost::hq::test {

class Folder {
public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "outpost-hq-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

inline const std::string key_a(40, 'a'), key_b(40, 'b'), key_c(40, 'c');

struct Hq {
  Folder folder;
  std::unique_ptr<Connection> db = open();

  std::unique_ptr<Connection> open() {
    auto home = open_home(folder.path());
    BOOST_REQUIRE_MESSAGE(home.ok(), (home.ok() ? std::string() : home.error().text));
    auto c = open_sqlite(folder.path(), Access::write);
    BOOST_REQUIRE(c.ok());
    return std::move(*c);
  }
  template <class F> void in_work(F f) {
    Work work(*db);
    f();
    work.commit();
  }
  void add_store(const std::string& id, const std::string& key = key_a) {
    in_work([&] { BOOST_REQUIRE(db->registry().add(id, key, "Shop " + id, 1).ok()); });
  }
  /// Puts events into the intake log as a session would.
  void take(const std::string& store, const Id& inc, std::uint64_t first,
            const std::vector<wire::Event>& events) {
    const Bytes packed = wire::pack(wire::encode_events(events));
    in_work([&] {
      db->intake().append(store,
                          {inc, first, first + events.size() - 1, first + events.size() - 1, packed,
                           wire::hash_of(events.back())},
                          1'000'000 + static_cast<Micros>(first));
    });
  }
  Applied apply() {
    Applied all;
    for (;;) {
      Work work(*db);
      const auto done = apply_slice(db->apply(), {}, 5);
      work.commit();
      if (done.events == 0) return all;
      all.events += done.events;
      all.quarantined += done.quarantined;
    }
  }
  std::int64_t count(const std::string& sql) {
    return sqlite::Db(folder.path() + "/hq.db", sqlite::Access::read_only).scalar_i64(sql);
  }
  std::string text(const std::string& sql) {
    return sqlite::Db(folder.path() + "/hq.db", sqlite::Access::read_only).scalar_text(sql);
  }
};

inline Id inc_of(int n) { return *parse_id(fmt::format("00000000-0000-7000-8000-{:012}", n)); }

/// An order.paid as edge writes it, of one line and one payment.
inline wire::Event order_paid(int n, std::int64_t total_fen = 350) {
  return {
      "order.paid", 1, 1'767'225'600'000'000 + n, 0,
      fmt::format(
          R"({{"order":{{"id":"0190a5c2-0000-7000-8000-{0:012}","receipt_no":"s1-1-{0}",)"
          R"("business_date":"2026-01-01","station":"till1","state":"paid","lines":[{{"id":"l","sku":"cola",)"
          R"("name":"可乐","quantity_milli":1000,"unit_price_fen":{1},"discount_fen":0,"amount_fen":{1},)"
          R"("net_fen":{1},"tax_fen":0,"tax_rate_bp":1300}}],"discount_fen":0,"total_fen":{1},)"
          R"("cash_rounding_fen":0,"paid_fen":{1},"payments":[{{"id":"0190a5c2-1111-7000-8000-{0:012}",)"
          R"("tender":"cash","amount_fen":{1},"tendered_fen":{1},"change_fen":0,"state":"approved"}}],)"
          R"("created_at":"2026-01-01T04:00:00.000000Z","paid_at":"2026-01-01T04:01:00.000000Z"}},"tax":[]}})",
          n, total_fen)};
}

}  // namespace outpost::hq::test
