// The tools and the scripts of the one command, where things go wrong around them: a full disk under a
// restore, root in a folder of a service, a program that says "already" instead of "ready".
#include "tests/e2e/harness/disk.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace outpost::e2e;
namespace fs = std::filesystem;

namespace {

const std::string products = "sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category\n"
                             "TEA,绿茶,Tea,6901234567892,3.50,piece,13,1030307,饮料\n";

/// A store's folder and configuration, and the tools on them.
struct Place {
  Folder folder{"outpost-tools"};
  std::string data = folder.path() + "/data", ini = folder.path() + "/outpost.ini";
  Place() {
    fs::create_directories(data);
    write_file(ini, "[edge]\nstore_id = s1\n");
    write_file(folder.path() + "/products.csv", products);
  }
  Told tool(const std::string& name, std::vector<std::string> words) const {
    words.insert(words.end(), {"--config", ini, "--data", data});
    return run(program_path(name), words);
  }
  void must(const std::string& name, const std::vector<std::string>& words) const {
    const Told told = tool(name, words);
    BOOST_REQUIRE_MESSAGE(told.ending.clean(), name << ": " << told.out << told.err);
  }
};

std::optional<uid_t> user(const char* name) {
  const passwd* found = getpwnam(name);
  return found ? std::optional(found->pw_uid) : std::nullopt;
}

/// A piece of the scripts of ./dev in a shell of its own.
Told shell(const std::string& dir, const std::string& text) {
  const std::string root = OUTPOST_SOURCE_DIR;
  return run(
      "/bin/bash",
      {"-c",
       fmt::format("set -euo pipefail; ROOT='{}' DIR='{}' BIN='{}/bin' PORT=1; . \"$ROOT/.dev/common.sh\"; "
                   ". \"$ROOT/.dev/demo.sh\"; . \"$ROOT/.dev/processes.sh\"; {}",
                   root, dir, dir, text)});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_restore_onto_a_full_disk_leaves_the_store_as_it_was) {
  Place place;
  SmallDisk disk(place.data, 4 << 20);
  if (!disk.why_not().empty()) return skipped(disk.why_not());
  const std::string backup = place.folder.path() + "/backup";
  place.must("outpost-store", {"init"});
  place.must("outpost-store", {"import", "products", place.folder.path() + "/products.csv"});
  place.must("outpost-store", {"backup", backup});
  const std::string token = read_file(place.data + "/secrets/boot.token");
  disk.fill();
  const Told full = place.tool("outpost-store", {"restore", backup, "--replace", "yes"});
  BOOST_TEST(full.ending.code == 1);
  BOOST_TEST(full.err.find("the store is as it was before") != std::string::npos, full.err);
  BOOST_TEST(std::count(full.err.begin(), full.err.end(), '\n') == 1, full.err);
  disk.free();
  BOOST_TEST(read_file(place.data + "/secrets/boot.token") == token);
  BOOST_TEST(!fs::exists(place.data + "/store.db.before-restore-001"));
  place.must("outpost-store", {"verify"});
  place.must("outpost-store", {"restore", backup, "--replace", "yes"});
  BOOST_TEST(fs::exists(place.data + "/store.db.before-restore-001"));
  BOOST_TEST(read_file(place.data + "/secrets/boot.token") != token);
}

BOOST_AUTO_TEST_CASE(no_program_puts_an_empty_store_where_a_restore_was_cut_off) {
  Place place;
  place.must("outpost-store", {"init"});
  fs::rename(place.data + "/store.db", place.data + "/store.db.before-restore-001");
  for (const auto& [program, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"outpost-edge", {}}, {"outpost-store", {"init"}}, {"outpost-store", {"verify"}}}) {
    const Told told = place.tool(program, words);
    BOOST_TEST(told.ending.code == 1, program);
    BOOST_TEST(told.err.find("A restore was cut off") != std::string::npos, program << ": " << told.err);
    BOOST_TEST(!fs::exists(place.data + "/store.db"), program);
  }
}

BOOST_AUTO_TEST_CASE(what_root_makes_with_the_tools_belongs_to_the_service) {
  const auto nobody = user("nobody"), agent = user("outpost-sync");
  if (geteuid() != 0 || !nobody) return skipped("only root can become somebody else");
  Place place;
  BOOST_REQUIRE(chown(place.data.c_str(), *nobody, static_cast<gid_t>(-1)) == 0);
  BOOST_REQUIRE(chmod(place.folder.path().c_str(), 0700) ==
                0);  // as root's home: the service may not look in
  place.must("outpost-store", {"init"});
  place.must("outpost-store", {"import", "products", place.folder.path() + "/products.csv"});
  place.must("outpost-store", {"terminal", "add", "--role", "kiosk", "--station", "k1"});
  place.must("outpost-store", {"backup", place.folder.path() + "/backup"});
  place.must("outpost-store", {"restore", place.folder.path() + "/backup", "--replace", "yes"});
  place.must("outpost-sync", {"keys"});
  place.must("outpost-hq", {"init"});
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(place.data)) {
    struct stat st {};
    BOOST_REQUIRE(lstat(entry.path().c_str(), &st) == 0);
    // Where the package is installed, the key pair is the agent's own.
    BOOST_TEST((st.st_uid == *nobody || (agent && st.st_uid == *agent)), entry.path());
    ++seen;
  }
  BOOST_TEST(seen > 8);
}

BOOST_AUTO_TEST_CASE(only_the_ready_line_of_a_program_that_lives_is_taken_for_ready) {
  Folder folder("outpost-dev");
  fs::create_directories(folder.path() + "/log");
  fs::create_directories(folder.path() + "/run");
  write_file(folder.path() + "/run/edge.pid", "0\n");
  for (const auto& [log, why] : std::vector<std::pair<std::string, std::string>>{
           {"outpost-edge: The address 127.0.0.1:8080 is already in use.\n", "already in use"},
           {"outpost-edge: ready at http://127.0.0.1:8080\noutpost-edge: error: gone\n", "gone"}}) {
    write_file(folder.path() + "/log/edge.log", log);
    const Told told = shell(folder.path(), "await_ready edge && echo taken || echo \"$WHY\"");
    BOOST_TEST(told.ending.clean(), told.err);
    BOOST_TEST(told.out.find(why) != std::string::npos, told.out);
  }
}

BOOST_AUTO_TEST_CASE(a_demo_store_without_its_terminals_is_not_marked_as_made) {
  Folder folder("outpost-dev");
  for (const auto* below : {"log", "secrets", "bin"}) fs::create_directories(folder.path() + "/" + below);
  const std::string store = folder.path() + "/bin/outpost-store";
  for (const std::string answer : {"exit 0", "echo 'outpost-store: no space' >&2; exit 1"}) {
    write_file(store, "#!/bin/sh\n[ \"$1\" = terminal ] || exit 0\n" + answer + "\n");
    BOOST_REQUIRE(chmod(store.c_str(), 0755) == 0);
    const Told told = shell(folder.path(), "demo_make");
    BOOST_TEST(told.ending.code == 1);
    BOOST_TEST(told.err.find("dev: the demo terminals could not be made") != std::string::npos, told.err);
    BOOST_TEST(!fs::exists(folder.path() + "/made"));
    BOOST_TEST(!fs::exists(folder.path() + "/secrets/demo-tokens"));
  }
}
