// One store and its headquarters: data folders, ports, configuration, and the real programs.
#pragma once

#include "tests/e2e/harness/api.hpp"
#include "tests/e2e/harness/files.hpp"
#include "tests/e2e/harness/process.hpp"

#include <map>

namespace outpost::e2e {

/// A [unit.NAME] of the configuration.
struct Unit {
  std::string name, driver, port, station;
  std::map<std::string, std::string> more;  ///< further keys
};

/// What differs from a plain store. A string with $DIR in it means the shop's data folder.
struct ShopOptions {
  std::string name = "outpost-e2e";  ///< of the folder
  std::string catalogue;             ///< CSV; empty: small_catalogue()
  std::vector<Unit> units;           ///< cameras run in outpost-camera, the rest in outpost-device
  std::map<std::string, std::string> edge, sync;                ///< further keys of these sections
  std::map<std::string, std::string> programs;                  ///< "edge" -> another program's path
  std::map<std::string, std::vector<std::string>> environment;  ///< "edge" -> {"NAME=VALUE"}
  std::string data_dir;      ///< empty: in the folder; else a place of its own, made here
  bool provider = false;     ///< code payments against outpost-provider-sim
  bool headquarters = true;  ///< made and registered; start() runs it
  std::vector<std::string> stations{"till1", "till2", "till3", "till4"};  ///< a cashier's terminal each
};

/// Twelve products at four tax rates, two of them by the kilogram; SKUs E2E-01 to E2E-12.
std::string small_catalogue();

/// Programs are named "hq", "edge", "sync", "provider" or by a unit. Everything here is for one thread (see
/// Process); Api values may go anywhere.
class Shop {
public:
  /// Makes the data: init, catalogue, terminals, keys, registration. Starts nothing. Throws.
  explicit Shop(ShopOptions options = {});
  ~Shop();  ///< kill -9 for all; keeps the folder and prints its name when the test is failing
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  /// Starts everything that is not running and waits until it is ready.
  void start();
  void start_one(const std::string& name, bool wait = true);
  /// SIGTERM to all, then waits; the endings that were not clean, in words.
  std::vector<std::string> stop();
  Ending stop_one(const std::string& name);
  void kill9(const std::string& name);
  bool running(const std::string& name);
  bool ready(const std::string& name);
  /// Throws with the end of the program's log when it is not ready in time.
  void await_ready(const std::string& name, milliseconds patience = milliseconds{20'000});
  std::vector<std::string> programs() const;  ///< in the order of start()
  pid_t pid(const std::string& name);

  /// Cashier at station till`n`, from 1.
  Api till(int n) const { return station("till" + std::to_string(n)); }
  Api station(const std::string& name) const;  ///< of options.stations, and "office" (owner)
  Api owner() const { return station("office"); }
  Api hq() const { return {hq_port_, hq_token_}; }
  /// A further terminal; works whether edge runs or not.
  Api add_terminal(const std::string& role, const std::string& station);

  /// Runs a tool with --config and --data of this shop, for example tool("outpost-store", {"verify"}).
  Told tool(const std::string& program, std::vector<std::string> arguments) const;
  /// True when headquarters has applied all that the store has written; at most `patience`.
  bool await_synced(milliseconds patience);

  const std::string& folder() const { return folder_.path(); }
  const std::string& data() const { return data_; }
  std::string hq_data() const { return folder_.path() + "/hq"; }
  std::string config() const { return folder_.path() + "/outpost.ini"; }
  std::string log(const std::string& program) const { return folder_.path() + "/log/" + program + ".log"; }
  std::uint16_t edge_port() const { return edge_port_; }
  std::uint16_t hq_port() const { return hq_port_; }
  std::uint16_t provider_port() const { return provider_port_; }
  /// Writes the configuration anew after the options were changed.
  void write_config() const;
  ShopOptions& options() { return options_; }
  /// The folder stays, and its name is printed at the end.
  void keep() { failing_ = true; }

private:
  void make();
  void make_store();
  void make_headquarters();
  std::pair<std::string, std::vector<std::string>> command(const std::string& name) const;
  Told must(const std::string& program, std::vector<std::string> arguments) const;
  const Unit* unit(const std::string& name) const;

  ShopOptions options_;
  Folder folder_;
  std::string data_;
  std::uint16_t edge_port_, hq_port_, sync_port_, provider_port_;
  std::map<std::string, std::string> tokens_;
  std::string hq_token_;
  std::map<std::string, Process> running_;
  bool failing_ = false;
};

}  // namespace outpost::e2e
