// Edge's end of the line to the sync agent: one thread, one ROUTER on a local socket. It answers from a
// read-only connection of its own and hands what changes the store to the writer's bulk lane.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/contract/sync/local.hpp"
#include "edge/store/writer.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace outpost::links {

struct SyncLinkSetup {
  std::string endpoint;  ///< from ipc_endpoint(dir, "sync")
  std::string data_dir;  ///< holds store.db
  std::string store_id;
  std::string hq_endpoint;  ///< "" when this store has no headquarters
};

class SyncLink {
public:
  /// Sends a live event to screens: topic, station, JSON. Called on the link's thread.
  using Publish = std::function<void(std::string topic, std::string station, std::string json)>;

  /// `writer` and `clock` must outlive it. The store must be open already.
  SyncLink(SyncLinkSetup setup, store::Writer& writer, Clock& clock, Publish publish);
  ~SyncLink();  ///< stop()
  SyncLink(const SyncLink&) = delete;
  SyncLink& operator=(const SyncLink&) = delete;

  /// Binds and starts the thread. Error `bind`.
  Result<void> start();
  /// Ends the thread; what the writer still has in hand is answered to nobody.
  void stop();

  /// The shape Sync of the API, at most about a second old. Any thread.
  std::string json() const;
  /// What headquarters' clock says now, as far as it was heard since this program started. Any thread.
  std::optional<Micros> hq_now_us() const;

private:
  static constexpr Micros not_heard = INT64_MIN;
  struct Socket;
  struct Answers;
  void run();
  void receive();
  void answer(const std::string& route, wire::local::Body body);
  void answer_open(const std::string& route);
  void answer_fetch(const std::string& route, const wire::local::Fetch& fetch);
  void store_ack(const std::string& route, wire::local::StoreAck ack);
  void down_apply(const std::string& route, wire::local::DownApply page);
  void on_link_state(const std::string& route, wire::local::LinkState state);
  void look_at_head();
  void refresh_json();
  std::string sync_json();
  void send(const std::string& route, const wire::local::Body& body);

  const SyncLinkSetup setup_;
  store::Writer& writer_;
  Clock& clock_;
  const Publish publish_;
  std::unique_ptr<Socket> socket_;
  std::shared_ptr<Answers> answers_;
  std::unique_ptr<sqlite::Db> db_;  ///< read-only; the thread's
  std::string agent_;               ///< routing id of the agent that spoke last
  wire::local::LinkState line_;
  Micros line_heard_us_ = INT64_MIN / 2;  ///< boot clock
  std::int64_t data_version_ = -1;
  wire::local::Head head_told_;
  Micros next_json_us_ = 0;
  std::string published_;
  mutable std::mutex json_mutex_;
  std::string json_;
  std::atomic<Micros> hq_minus_boot_us_{not_heard};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace outpost::links
