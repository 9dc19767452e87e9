// An edge of a hundred lines: an outbox and cursors in memory behind the real local socket. What a real edge
// keeps in its database lives here across kills of the agent and of headquarters.
#pragma once

#include "edge/contract/sync/local.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace outpost::test {

class TestEdge {
public:
  TestEdge(const std::string& data_dir, std::string store_id);
  ~TestEdge();

  /// Appends to the current incarnation and tells the agent. Any thread.
  void append(std::vector<wire::Event> events);
  /// A store put back from a backup of `keep` events: a new incarnation.
  void restore(std::size_t keep);
  std::uint64_t received() const;  ///< of the current incarnation, as stored
  std::uint64_t applied() const;
  wire::local::LinkState line() const;
  std::vector<wire::Event> changes() const;  ///< every change that came down, in order

private:
  struct Incarnation {
    Id id;
    std::vector<wire::Event> events;
  };
  void run(const std::string& endpoint);
  std::vector<wire::local::Body> answer(const wire::local::Body& body);
  wire::local::State state() const;
  wire::local::Rows rows(const wire::local::Fetch& fetch) const;

  const std::string store_;
  mutable std::mutex mutex_;
  SystemRandom random_;
  std::vector<Incarnation> incs_;
  std::map<Id, wire::IncCursor> cursors_;
  Id gen_, down_gen_;
  std::map<std::string, std::uint64_t> down_;
  std::vector<wire::Event> changes_;
  wire::local::LinkState line_;
  std::atomic<bool> stop_{false}, news_{false}, bound_{false};
  std::thread thread_;
};

}  // namespace outpost::test
