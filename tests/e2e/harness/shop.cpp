#include "tests/e2e/harness/shop.hpp"

#include "edge/base/sqlite/db.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>

namespace outpost::e2e {
namespace {

constexpr std::string_view fixed_programs[] = {"hq", "edge", "sync", "provider"};

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

/// The last lines of a log, for a message.
std::string tail(const std::string& path) {
  constexpr std::size_t most = 1'500;
  const std::string text = std::filesystem::exists(path) ? read_file(path) : "";
  return text.size() > most ? text.substr(text.size() - most) : text;
}

}  // namespace

Shop::Shop(ShopOptions options)
    : options_(std::move(options)), folder_(options_.name),
      data_(options_.data_dir.empty() ? folder_.path() + "/store" : options_.data_dir),
      edge_port_(free_port()), hq_port_(free_port()), sync_port_(free_port()), provider_port_(free_port()) {
  try {
    make();
  } catch (...) {
    folder_.keep();
    std::printf("kept: %s\n", folder_.path().c_str());
    throw;
  }
}

Shop::~Shop() {
  for (auto& [name, process] : running_) process.kill9();
  if (!failing_ && std::uncaught_exceptions() == 0) return;
  folder_.keep();
  std::printf("kept: %s\n", folder_.path().c_str());
}

void Shop::make() {
  for (const char* part : {"/log", "/hq"}) std::filesystem::create_directories(folder() + part);
  std::filesystem::create_directories(data_);
  for (const auto& u : options_.units)
    if (u.port.starts_with("folder:$DIR"))
      std::filesystem::create_directories(data_ + u.port.substr(std::string("folder:$DIR").size()));
  write_config();
  // Shared by both sides from the start, so that either may start first.
  if (options_.provider) write_file(folder() + "/provider.key", "end-to-end " + std::string(32, 'k'));
  make_store();
  if (options_.headquarters) make_headquarters();
}

void Shop::make_store() {
  must("outpost-store", {"init"});
  const std::string csv = folder() + "/products.csv";
  write_file(csv, options_.catalogue.empty() ? small_catalogue() : options_.catalogue);
  must("outpost-store", {"import", "products", csv});
  for (const auto& station : options_.stations) {
    const std::string role = station.starts_with("kiosk") ? "kiosk" : "cashier";
    tokens_[station] = add_terminal(role, station).token();
  }
  tokens_["office"] = add_terminal("owner", "office").token();
}

void Shop::make_headquarters() {
  const std::vector<std::string> place{"--config", config(), "--data", hq_data()};
  const auto hq = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), place.begin(), place.end());
    const Told told = run(program_path("outpost-hq"), arguments);
    if (!told.ending.clean()) throw std::runtime_error("outpost-hq: " + told.ending.text() + ": " + told.err);
  };
  hq({"init"});
  const Told keys = run(program_path("outpost-sync"), {"keys", "--data", data_});
  if (!keys.ending.clean()) throw std::runtime_error("outpost-sync keys: " + keys.err);
  copy_file(hq_data() + "/secrets/curve.pub", data_ + "/secrets/hq.pub");
  hq({"store", "add", "e2e", "--key", trimmed(read_file(data_ + "/secrets/curve.pub")), "--name", "E2E"});
  hq_token_ = trimmed(read_file(hq_data() + "/secrets/admin.token"));
}

Told Shop::tool(const std::string& program, std::vector<std::string> arguments) const {
  for (const auto& a : {std::string("--config"), config(), std::string("--data"), data_})
    arguments.push_back(a);
  return run(program_path(program), arguments);
}

Told Shop::must(const std::string& program, std::vector<std::string> arguments) const {
  Told told = tool(program, arguments);
  if (!told.ending.clean())
    throw std::runtime_error(
        fmt::format("{} {}: {}: {}{}", program, arguments.at(0), told.ending.text(), told.err, told.out));
  return told;
}

Api Shop::add_terminal(const std::string& role, const std::string& station) {
  const Told told =
      must("outpost-store", {"terminal", "add", "--role", role, "--station", station, "--label", station});
  return {edge_port_, trimmed(told.out)};
}

Api Shop::station(const std::string& name) const { return {edge_port_, tokens_.at(name)}; }

const Unit* Shop::unit(const std::string& name) const {
  const auto found = std::find_if(options_.units.begin(), options_.units.end(),
                                  [&](const Unit& u) { return u.name == name; });
  return found == options_.units.end() ? nullptr : &*found;
}

std::vector<std::string> Shop::programs() const {
  std::vector<std::string> out;
  for (const auto name : fixed_programs)
    if ((name != "provider" || options_.provider) &&
        ((name != "hq" && name != "sync") || options_.headquarters))
      out.emplace_back(name);
  for (const auto& u : options_.units) out.push_back(u.name);
  return out;
}

std::pair<std::string, std::vector<std::string>> Shop::command(const std::string& name) const {
  std::vector<std::string> at{"--config", config(), "--data", name == "hq" ? hq_data() : data_};
  if (name == "provider")
    return {program_path("outpost-provider-sim"),
            {"--port", std::to_string(provider_port_), "--data", folder() + "/provider", "--key-file",
             folder() + "/provider.key"}};
  std::string program = "outpost-" + name;
  if (const Unit* u = unit(name)) {
    program = u->driver == "scan_camera" ? "outpost-camera" : "outpost-device";
    at.insert(at.end(), {"--unit", name});
  }
  const auto other = options_.programs.find(name);
  return {other == options_.programs.end() ? program_path(program) : other->second, at};
}

void Shop::start_one(const std::string& name, bool wait) {
  if (running(name)) return;
  const auto [program, arguments] = command(name);
  // One log a start, so that "ready" is of this run; older ones stay beside it.
  std::error_code none;
  std::filesystem::rename(log(name), log(name) + ".1", none);
  running_[name] = Process::start(program, arguments, log(name), options_.environment[name]);
  if (wait) await_ready(name);
}

void Shop::start() {
  for (const auto& name : programs()) start_one(name, false);
  for (const auto& name : programs()) await_ready(name);
}

bool Shop::running(const std::string& name) {
  const auto found = running_.find(name);
  return found != running_.end() && found->second.running();
}

pid_t Shop::pid(const std::string& name) { return running(name) ? running_[name].pid() : -1; }

bool Shop::ready(const std::string& name) {
  if (name == "edge" || name == "hq") {
    const auto reply =
        exchange(name == "edge" ? edge_port_ : hq_port_, {"GET", "/healthz", "", {}, milliseconds{1'000}});
    return reply && reply->status == 200;
  }
  return std::filesystem::exists(log(name)) && read_file(log(name)).find("ready") != std::string::npos;
}

void Shop::await_ready(const std::string& name, milliseconds patience) {
  bool up = false;
  eventually(
      patience, [&] { return (up = ready(name)) || !running(name); }, milliseconds{5});
  if (up) return;
  keep();
  throw std::runtime_error(fmt::format("{} {}; the end of its log:\n{}", name,
                                       running(name) ? "is not ready" : "has ended", tail(log(name))));
}

Ending Shop::stop_one(const std::string& name) { return running_.at(name).stop(); }

void Shop::kill9(const std::string& name) {
  if (const auto found = running_.find(name); found != running_.end()) found->second.kill9();
}

std::vector<std::string> Shop::stop() {
  std::vector<std::string> unclean;
  for (auto& [name, process] : running_) {
    if (!process.running()) continue;
    const Ending ending = process.stop();
    if (!ending.clean()) unclean.push_back(fmt::format("{} ended with {} on SIGTERM", name, ending.text()));
  }
  return unclean;
}

bool Shop::await_synced(milliseconds patience) {
  // The database and not GET sync, which is counted at most once a second.
  const auto all_applied = [&] {
    try {
      sqlite::Db db(data_ + "/store.db", sqlite::Access::read_only);
      return db.scalar_i64("SELECT count(*) FROM outbox_head h LEFT JOIN sync_cursor c ON c.inc = h.inc "
                           "WHERE coalesce(c.applied_seq, 0) <> h.next_seq - 1") == 0;
    } catch (const sqlite::Failure& e) {
      if (!e.is_busy()) throw;
      return false;
    }
  };
  return eventually(patience, all_applied, milliseconds{20});
}

}  // namespace outpost::e2e
