// A report of a car while programs die over it: what was read before is in it afterwards, word for word, and
// there is one document and one event of it. The clock's shim makes ten minutes pass where nobody comes back.
#include "edge/base/sqlite/db.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <algorithm>
#include <fmt/format.h>

using namespace outpost;
using namespace outpost::e2e;

namespace {

constexpr milliseconds soon{60'000};
constexpr int steps_before = 6;
constexpr long lost_after_s = 11 * 60;  // edge waits ten minutes for a bay

ShopOptions one_slow_bay() {
  ShopOptions about;
  about.name = "outpost-bay";
  about.stations = {"bay1"};
  about.units = {{"bay1", "obd_bay", "sim:elm327?car=petrol-2014&latency_ms=120", "bay1", {}}};
  return about;
}

struct BayShop : CaseShop {
  BayShop() : CaseShop(one_slow_bay()) {
    set_clock(0);
    options().environment["edge"] = {"LD_PRELOAD=" OUTPOST_CLOCK_SHIM,
                                     "E2E_CLOCK_FILE=" + folder() + "/clock",
                                     "ASAN_OPTIONS=verify_asan_link_order=0"};
    start();
  }
  void set_clock(long offset_s) const { write_file(folder() + "/clock", std::to_string(offset_s)); }
  json bay() const {
    const auto answer = owner().once("GET", "/api/v1/bays", "", "");
    const auto j = answer ? json::parse(answer->body, nullptr, false) : json();
    return j.is_object() && j.contains("items") && !j["items"].empty() ? j["items"][0] : json::object();
  }
  /// Asks for a report and waits until some steps of it are on the disk; its id.
  std::string begin() {
    BOOST_REQUIRE(eventually(soon, [&] { return bay().value("phase", json()) == "ready"; }));
    const std::string id = owner().post("/api/v1/bays/bay1/report")["id"];
    BOOST_REQUIRE(eventually(soon, [&] { return kept(id).size() >= steps_before; }));
    return id;
  }
  /// The steps of a report that are in store.db.
  std::vector<json> kept(const std::string& id) const {
    sqlite::Db db(data() + "/store.db", sqlite::Access::read_only);
    auto row = db.prepare("SELECT body FROM bay_step WHERE lower(hex(report)) = ? ORDER BY n");
    std::string plain = id;
    plain.erase(std::remove(plain.begin(), plain.end(), '-'), plain.end());
    row.with(plain);
    std::vector<json> out;
    while (row.step()) {
      out.push_back(json::parse(row.text(0)));
      out.back().erase("n");
    }
    return out;
  }
  std::int64_t count(const std::string& what) const {
    sqlite::Db db(data() + "/store.db", sqlite::Access::read_only);
    return db.scalar_i64("SELECT count(*) FROM " + what);
  }
  /// The document of the report, once it is there.
  json made(const std::string& id) const {
    json report;
    BOOST_REQUIRE(eventually(soon, [&] {
      const auto answer = owner().once("GET", "/api/v1/reports/" + id, "", "");
      if (answer && answer->status == 200) report = json::parse(answer->body);
      return report.is_object();
    }));
    return report["report"];
  }
  /// Each step that was finished before is in the document as it was, in its order, and as often.
  static void holds(const json& document, const std::vector<json>& before) {
    const auto& steps = document["steps"];
    BOOST_REQUIRE(steps.size() >= before.size());
    for (std::size_t n = 0; n < before.size(); ++n) BOOST_TEST(steps[n] == before[n], "step " << n);
    for (const auto& step : before)
      BOOST_TEST(std::count(steps.begin(), steps.end(), step) ==
                     std::count(before.begin(), before.end(), step),
                 step.dump());  // the VIN is asked again in each life, and may be answered just as before
  }
  /// One document, one event, here and at headquarters, and nothing under way.
  void is_once(const std::string& id) {
    BOOST_TEST(eventually(soon, [&] { return bay().value("session", json(1)).is_null(); }));
    pause(milliseconds{2'500});  // a further resume would have begun
    BOOST_TEST(count("report") == 1);
    BOOST_TEST(count("outbox WHERE kind = 'diagnostics.report'") == 1);
    BOOST_TEST(count("bay_session") == 0);
    BOOST_TEST(count("bay_step") == 0);
    BOOST_TEST(await_synced(soon));
    const json at_hq = hq().get("/api/v1/diagnostics");
    BOOST_TEST(at_hq["items"].size() == 1u);
    BOOST_TEST(at_hq["items"][0]["id"] == id);
    for (const auto& text : stop()) BOOST_ERROR(text);
    const Told verify = tool("outpost-store", {"verify"});
    BOOST_TEST(verify.ending.code == 0, verify.out << verify.err);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_report_survives_kills_of_either_side_and_of_both) {
  for (const std::vector<std::string>& victims :
       std::vector<std::vector<std::string>>{{"bay1"}, {"edge"}, {"edge", "bay1"}}) {
    BOOST_TEST_CONTEXT("killed: " << fmt::format("{}", fmt::join(victims, " and "))) {
      BayShop shop;
      const auto id = shop.begin();
      for (const auto& name : victims) shop.kill9(name);
      const auto before = shop.kept(id);
      for (const auto& name : victims) shop.start_one(name);
      const json document = shop.made(id);
      BOOST_TEST(document["id"] == id);
      BOOST_TEST(document["partial"] == false);
      BOOST_TEST(document["codes"].size() >= 3u);
      shop.holds(document, before);
      std::printf("bay          killed %s after %zu steps of %zu: whole\n", victims.back().c_str(),
                  before.size(), document["steps"].size());
      shop.is_once(id);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_report_that_is_killed_again_and_again_comes_to_its_end) {
  BayShop shop;
  const auto id = shop.begin();
  std::vector<json> before;
  for (int kills = 0; kills < 5; ++kills) {
    shop.kill9("bay1");
    const auto now = shop.kept(id);
    BOOST_REQUIRE(now.size() >= before.size());
    for (std::size_t n = 0; n < before.size(); ++n) BOOST_TEST(now[n] == before[n], "step " << n);
    before = now;
    shop.start_one("bay1");
    BOOST_REQUIRE(
        eventually(soon, [&] { return shop.kept(id).size() > before.size() || shop.count("report") > 0; }));
    if (shop.count("report") > 0) break;
  }
  const json document = shop.made(id);
  BOOST_TEST(document["partial"] == false);
  shop.holds(document, before);
  shop.is_once(id);
}

BOOST_AUTO_TEST_CASE(a_report_whose_bay_comes_back_too_late_is_partial_and_holds_what_was_read) {
  BayShop shop;
  const auto id = shop.begin();
  shop.kill9("bay1"), shop.kill9("edge");
  const auto before = shop.kept(id);
  shop.set_clock(lost_after_s);
  shop.start_one("edge"), shop.start_one("bay1");
  const json document = shop.made(id);
  BOOST_TEST(document["partial"] == true);
  BOOST_TEST(document["reason"] == "lost");
  BOOST_TEST(document["steps"].size() == before.size());
  shop.holds(document, before);
  shop.is_once(id);
}
