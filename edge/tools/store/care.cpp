// Making, copying, putting back and checking a store.
#include "edge/app/backup.hpp"
#include "edge/app/verify.hpp"
#include "edge/base/time_text.hpp"
#include "edge/store/open.hpp"
#include "edge/tools/store/commands.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::tool {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A folder that is there gets a new one inside; else the name is taken as it is.
std::string target_of(const std::string& asked, const std::string& store_id) {
  std::error_code ec;
  if (!fs::is_directory(asked, ec)) return asked;
  SystemClock clock;
  std::string stamp;
  for (const char c : rfc3339(clock.wall_us()).substr(0, 19))
    if (c != '-' && c != ':') stamp += c;
  return asked + "/" + store_id + "-" + stamp;
}

Result<void> move_folder(const std::string& from, const std::string& to) {
  std::error_code ec;
  fs::rename(from, to, ec);
  if (!ec) return {};
  fs::copy(from, to, fs::copy_options::recursive, ec);  // another file system
  if (ec) return fail(Code::io, "cannot-write", to + ": " + ec.message());
  fs::remove_all(from, ec);
  return {};
}

void print_check(const std::string& name, bool ok, std::int64_t seen, const std::string& detail) {
  fmt::print("{:<4} {:<18} {:>9}  {}\n", ok ? "ok" : "BAD", name, seen, detail);
}

int verdict(bool ok) {
  if (!ok)
    fmt::print(stderr, "outpost-store: something does not add up; the lines that begin with BAD say what\n");
  return ok ? 0 : 1;
}

}  // namespace

Result<int> init(const Invocation& call) {
  const std::string asked = call.arguments.option("store-id"),
                    named = call.config.section("edge").text("store_id");
  if (!asked.empty() && asked != named)
    return fail(Code::conflict, "store-id",
                "The configuration names the store \"" + named + "\", not \"" + asked + "\".");
  OUTPOST_TRY(auto box, open_box(call, true));
  const bool made = box.local && box.local->created;
  fmt::print("{} store \"{}\" in {}\n", made ? "made" : "there is already a", named, call.dir);
  return 0;
}

Result<int> backup(const Invocation& call) {
  const std::string to = target_of(call.arguments.words[0], call.config.section("edge").text("store_id"));
  std::error_code ec;
  if (fs::exists(to, ec)) return fail(Code::conflict, "backup-exists", to + " is there already.");
  OUTPOST_TRY(auto box, open_box(call, false));
  std::int64_t bytes = 0;
  if (box.remote) {
    OUTPOST_TRY(const auto answer, box.remote->post("/api/v1/backups", "{}", 3'600));
    const json j = json::parse(answer);
    OUTPOST_CHECK(move_folder(j.value("path", ""), to));
    bytes = j.value("bytes", std::int64_t{0});
  } else {
    sqlite::Db db(call.dir + "/store.db", sqlite::Access::read_only);
    OUTPOST_TRY(const auto done, app::backup(db, call.dir, to, box.local->clock.wall_us()));
    bytes = done.bytes;
  }
  fmt::print("{} ({} bytes)\n", to, bytes);
  return 0;
}

Result<int> restore(const Invocation& call) {
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  const bool replace = call.arguments.option("replace") == "yes";
  OUTPOST_TRY(const Id inc, app::restore(call.arguments.words[0], call.dir, replace, ids, random, clock));
  fmt::print("restored; the store counts anew from here (incarnation {})\n", inc.text());
  return 0;
}

Result<int> renew(const Invocation& call) {
  SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  const auto database = call.dir + "/store.db";
  if (!fs::exists(database)) return fail(Code::not_found, "no-store", database + " is not there.");
  OUTPOST_TRY(const auto opened, store::open_store(call.dir, call.config.section("edge").text("store_id"),
                                                   ids, random, clock, true));
  fmt::print("renewed; what headquarters has not confirmed goes to it under new numbers (incarnation {})\n",
             opened.inc.text());
  return 0;
}

Result<int> verify(const Invocation& call) {
  OUTPOST_TRY(auto box, open_box(call, false));
  if (box.remote) {
    OUTPOST_TRY(const auto answer, box.remote->get("/api/v1/verify", 3'600));
    const json j = json::parse(answer);
    for (const auto& c : j["checks"])
      print_check(c.value("name", ""), c.value("ok", false), c.value("seen", std::int64_t{0}),
                  c.value("detail", ""));
    return verdict(j.value("ok", false));
  }
  sqlite::Db db(call.dir + "/store.db", sqlite::Access::read_only);
  OUTPOST_TRY(const auto checks, app::verify(db));
  for (const auto& c : checks) print_check(c.name, c.ok, c.seen, c.detail);
  return verdict(app::all_ok(checks));
}

}  // namespace outpost::tool
