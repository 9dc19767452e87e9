#include "edge/base/paths.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace outpost;
namespace fs = std::filesystem;

namespace {

struct TempDir {
  std::string path;
  TempDir() {
    char name[] = "/tmp/outpost-paths-XXXXXX";
    path = mkdtemp(name);
  }
  ~TempDir() { fs::remove_all(path); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_short_folder_keeps_its_socket_and_a_long_one_moves_to_tmp) {
  TempDir dir;
  BOOST_TEST(ipc_endpoint(dir.path, "device").value() == "ipc://" + dir.path + "/run/device/edge.sock");
  const std::string deep = dir.path + "/" + std::string(100, 'd');
  const auto a = ipc_endpoint(deep, "sync").value(),
             b = ipc_endpoint(deep + "/../" + std::string(100, 'd'), "sync").value();
  BOOST_TEST(a == b);  // both ends find the same place however the folder is written
  BOOST_TEST(a.size() < 100u);
  BOOST_TEST(a != ipc_endpoint(deep + "x", "sync").value());
  const std::string folder = fs::path(a.substr(6)).parent_path();
  struct stat st {};
  BOOST_REQUIRE(stat(folder.c_str(), &st) == 0);
  BOOST_TEST((st.st_mode & 0777) == 0700u);
  BOOST_REQUIRE(chmod(folder.c_str(), 0777) == 0);
  BOOST_TEST(
      !ipc_endpoint(deep, "sync").ok());  // open to others: refused, as anybody could put a socket there
  fs::remove_all(folder);
  fs::remove_all(fs::path(ipc_endpoint(deep + "x", "sync").value().substr(6)).parent_path());
}

BOOST_AUTO_TEST_CASE(a_secret_is_written_for_its_owner_only_and_replaced_whole) {
  TempDir dir;
  const std::string path = dir.path + "/token";
  BOOST_REQUIRE(write_secret(path, "one").ok());
  BOOST_REQUIRE(write_secret(path, "two").ok());
  BOOST_TEST(read_secret(path).value() == "two");
  struct stat st {};
  BOOST_REQUIRE(stat(path.c_str(), &st) == 0);
  BOOST_TEST((st.st_mode & 0777) == 0600u);
  BOOST_TEST(!read_secret(dir.path + "/none").ok());
  BOOST_TEST(write_secret(dir.path + "/no/folder", "x").error().name == "cannot-write");
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_made_by_many_at_once_is_one_secret) {
  TempDir dir;
  const std::string path = dir.path + "/token";
  std::vector<pid_t> children;
  for (int i = 0; i < 16; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      const auto kept = keep_secret(path, "from " + std::to_string(i));
      _exit(kept.ok() && kept.value() == read_secret(path).value() ? 0 : 1);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    BOOST_REQUIRE(waitpid(pid, &status, 0) == pid);
    BOOST_TEST(status == 0);
  }
  BOOST_TEST(read_secret(path).value().starts_with("from "));
  BOOST_TEST(std::distance(fs::directory_iterator(dir.path), fs::directory_iterator()) ==
             1);  // nothing left behind
}
