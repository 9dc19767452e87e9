// A store (test edge and real agent) and a real headquarters in one folder.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "tests/e2e/harness/files.hpp"
#include "tests/e2e/harness/http.hpp"
#include "tests/e2e/harness/process.hpp"
#include "tests/sync/agent/test_edge.hpp"

namespace outpost::test {

class Rig {
public:
  Rig();

  void start_hq();
  void start_agent();
  /// A one-shot command of outpost-hq; what it printed. Fails the test when it is refused.
  std::string hq_command(std::vector<std::string> words);
  void register_store();
  /// Everything that runs and is registered.
  void start_all();

  std::int64_t at_hq(const std::string& sql) const;
  std::string agent_log() const { return e2e::read_file(dir() + "/sync.log"); }
  std::string hq_log() const { return e2e::read_file(dir() + "/hq.log"); }
  std::string dir() const { return folder_.path(); }
  std::string hq_dir() const { return dir() + "/hq"; }
  std::optional<e2e::Reply> hq_call(const std::string& method, const std::string& path,
                                    const std::string& body, const std::string& key) const;

  /// One complete order as edge writes it; its id ends in `n`.
  static wire::Event order(std::uint64_t n);
  static std::vector<wire::Event> orders(std::uint64_t from, std::uint64_t count);

  e2e::Folder folder_{"sync"};
  std::uint16_t http_port_, sync_port_;
  TestEdge edge_;
  e2e::Process hq_, agent_;
};

}  // namespace outpost::test
