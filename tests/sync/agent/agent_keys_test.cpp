#include "sync/agent/agent_keys.hpp"

#include "edge/base/paths.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace outpost;

namespace {

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "outpost-keys-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

config::Section settings(const std::string& text) {
  return config::Config::parse("[sync]\n" + text, "x.ini")->section("sync");
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_pair_is_made_once_and_kept) {
  const Folder folder;
  const auto first = agent::store_keys(folder.path), second = agent::store_keys(folder.path);
  BOOST_REQUIRE(first.ok() && second.ok());
  BOOST_TEST(wire::valid_key(first->public_key));
  BOOST_TEST(first->secret_key == second->secret_key);
  BOOST_TEST(*read_secret(folder.path + "/secrets/curve.pub") == first->public_key);
}

BOOST_AUTO_TEST_CASE(a_spoilt_key_file_is_named_and_not_replaced) {
  const Folder folder;
  (void)agent::store_keys(folder.path);
  const std::string path = folder.path + "/secrets/curve.key";
  BOOST_REQUIRE(write_secret(path, "garbage").ok());
  const auto keys = agent::store_keys(folder.path);
  BOOST_REQUIRE(!keys.ok());
  BOOST_TEST(keys.error().text.find(path) != std::string::npos);
  BOOST_TEST(*read_secret(path) == "garbage");
}

BOOST_AUTO_TEST_CASE(headquarters_key_comes_from_the_settings_or_the_file) {
  const Folder folder;
  BOOST_TEST(agent::hq_key(folder.path, settings("")).error().name == "no-hq-key");
  std::filesystem::create_directory(folder.path + "/secrets");
  BOOST_REQUIRE(write_secret(folder.path + "/secrets/hq.pub", std::string(40, 'f')).ok());
  BOOST_TEST(*agent::hq_key(folder.path, settings("")) == std::string(40, 'f'));
  BOOST_TEST(*agent::hq_key(folder.path, settings("hq_public_key = " + std::string(40, 's'))) ==
             std::string(40, 's'));
  BOOST_TEST(agent::hq_key(folder.path, settings("hq_public_key = short")).error().name == "bad-key-file");
}
