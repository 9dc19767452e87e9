#include "sync/hq/commands.hpp"
#include "tests/sync/hq/hq_fixture.hpp"

using namespace outpost;
using namespace outpost::hq;
using namespace outpost::hq::test;

namespace {

Result<std::string> run(const Hq& hq, std::vector<std::string> words,
                        std::map<std::string, std::string, std::less<>> options = {}) {
  SystemClock clock;
  Home home;
  home.dir = home.db_dir = hq.folder.path();
  return run_command({std::move(words), std::move(options)}, home, clock);
}

}  // namespace

BOOST_AUTO_TEST_CASE(stores_are_added_listed_and_revoked_beside_a_running_headquarters) {
  Hq hq;
  BOOST_TEST(run(hq, {"store", "add", "s1"}, {{"key", key_a}, {"name", "前哨店"}}).ok());
  BOOST_TEST(*hq.db->registry().owner_of(key_a) == "s1");
  const auto list = run(hq, {"store", "list"});
  BOOST_REQUIRE(list.ok());
  BOOST_TEST(list->find("前哨店") != std::string::npos);
  BOOST_TEST(list->find("never") != std::string::npos);
  BOOST_TEST(run(hq, {"store", "revoke", "s1"}).ok());
  BOOST_TEST(!hq.db->registry().owner_of(key_a).has_value());
  BOOST_TEST(run(hq, {"store", "list"})->find("revoked") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_command_prints_the_commands) {
  Hq hq;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"dance"}, {"store"}, {"store", "add"}, {"store", "list", "x"}, {"backup"}}) {
    const auto done = run(hq, words);
    BOOST_REQUIRE(!done.ok());
    BOOST_TEST(done.error().text.find("outpost-hq store add") != std::string::npos);
  }
  BOOST_TEST(run(hq, {"store", "add", "s1"}).error().name == "bad-key");
}
