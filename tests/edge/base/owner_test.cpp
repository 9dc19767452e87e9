#include "edge/base/owner.hpp"

#include "edge/base/paths.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <optional>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace outpost;
namespace fs = std::filesystem;

namespace {

std::optional<uid_t> user(const char* name) {
  const passwd* found = getpwnam(name);
  return found ? std::optional(found->pw_uid) : std::nullopt;
}

/// A folder of user nobody, for a test that root runs.
struct SomebodysFolder {
  std::string path;
  static constexpr gid_t group = 9;  // any but root's
  const std::optional<uid_t> owner = user("nobody");
  SomebodysFolder() {
    char name[] = "/tmp/outpost-owner-XXXXXX";
    path = mkdtemp(name);
  }
  ~SomebodysFolder() { fs::remove_all(path); }
  bool given() const { return owner && chown(path.c_str(), *owner, group) == 0; }
};

/// Runs `act` in a child, because a process that has become another stays so; its answer.
template <class F> bool in_a_child(F act) {
  const pid_t pid = fork();
  if (pid == 0) _exit(act() ? 0 : 1);
  int status = 0;
  return waitpid(pid, &status, 0) == pid && status == 0;
}

uid_t owner_of(const std::string& path) {
  struct stat st {};
  return lstat(path.c_str(), &st) == 0 ? st.st_uid : static_cast<uid_t>(-1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_root_makes_in_a_folder_of_somebody_else_is_theirs) {
  const SomebodysFolder folder;
  if (geteuid() != 0 || !folder.given()) {
    BOOST_TEST_MESSAGE("SKIPPED: only root can become somebody else");
    return;
  }
  const std::string elsewhere = folder.path + ".administrators";  // root's, closed to others
  BOOST_REQUIRE(make_folder(elsewhere, 0700).ok());
  BOOST_REQUIRE(write_secret(elsewhere + "/products.csv", "sku").ok());
  BOOST_TEST(in_a_child([&] {
    return become_owner_of(folder.path).ok() && getuid() == *folder.owner && getgid() == folder.group &&
           make_folder(folder.path + "/secrets", 0700).ok() &&
           write_secret(folder.path + "/secrets/token", "x").ok() &&
           read_secret(elsewhere + "/products.csv").ok() &&  // what the administrator named is still read
           make_folder(elsewhere + "/backup", 0700).ok();
  }));
  BOOST_TEST(owner_of(folder.path + "/secrets") == *folder.owner);
  BOOST_TEST(owner_of(folder.path + "/secrets/token") == *folder.owner);
  BOOST_TEST(in_a_child([&] {  // there is no way back
    return become_owner_of(folder.path).ok() && setuid(0) != 0 &&
           chown((elsewhere + "/products.csv").c_str(), getuid(), getgid()) != 0;
  }));
  fs::remove_all(elsewhere);
}

BOOST_AUTO_TEST_CASE(a_service_of_its_own_is_become_where_there_is_one) {
  const SomebodysFolder folder;
  const auto service = user("daemon");
  if (geteuid() != 0 || !service || !folder.given()) {
    BOOST_TEST_MESSAGE("SKIPPED: only root can become somebody else");
    return;
  }
  const auto become = [&](const std::string& name, uid_t expected) {
    return in_a_child([&] { return become_owner_of(folder.path, name).ok() && geteuid() == expected; });
  };
  BOOST_TEST(become("daemon", *service));
  BOOST_TEST(become("no-such-user", *folder.owner));
}

BOOST_AUTO_TEST_CASE(nothing_changes_in_a_folder_of_ones_own_or_one_that_is_not_there) {
  const SomebodysFolder folder;
  const uid_t self = geteuid();
  BOOST_TEST(become_owner_of(folder.path).ok());
  BOOST_TEST(become_owner_of(folder.path + "/none").ok());
  BOOST_TEST(geteuid() == self);
}
