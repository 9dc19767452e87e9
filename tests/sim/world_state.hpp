// The inside of a schedule; see world.hpp. Its functions are in world.cpp (scheduler, boxes and lines),
// world_acts.cpp (what happens to them) and world_checks.cpp (what must hold).
#pragma once

#include "sync/hq/applier.hpp"
#include "sync/session/hq_session.hpp"
#include "sync/session/store_session.hpp"
#include "tests/sim/hq_model.hpp"
#include "tests/sim/store_model.hpp"
#include "tests/sim/world.hpp"

#include <memory>
#include <queue>

namespace outpost::sim {

using wire::Message;
namespace local = wire::local;

inline constexpr Micros ms = us_per_ms, tick_us = 250 * ms;
inline constexpr Micros chaos_us = 4 * us_per_s, heal_us = 150 * us_per_s;

session::StoreOptions quick_options();

/// Rates of this schedule, drawn from the seed: some runs are calm, some lose every fifth message.
struct Weather {
  int loss = 0, twice = 0, late = 0;  // per mille
  int stores = 1, action_every_ms = 400;
};

struct Store {
  Store(std::string id, Fault fault, Id inc) : model(std::move(id), fault, inc) {}
  StoreModel model;
  std::unique_ptr<session::StoreSession> agent;
  std::unique_ptr<session::HqSession> at_hq;
  bool partitioned = false;
  std::uint64_t life = 0;  // counts restarts of the box or agent: what was on its way to the old one is gone
  StoreDisk backup;
  bool has_backup = false;
};

class World {
public:
  World(std::uint64_t seed, Fault fault, bool through_bytes)
      : random_(seed), fault_(fault), through_bytes_(through_bytes), hq_(fault, fresh_id()) {
    weather_.loss = pick({0, 0, 20, 100, 200});
    weather_.twice = pick({0, 0, 20, 100});
    weather_.late = pick({0, 50, 300});
    weather_.stores = pick({1, 1, 2, 3});
    weather_.action_every_ms = pick({150, 300, 600});
    for (int i = 0; i < weather_.stores; ++i) {
      stores_.push_back(std::make_unique<Store>("s" + std::to_string(i), fault, fresh_id()));
      start_agent(i);
    }
    start_hq();
    schedule_ticks();
  }

  Outcome run();

private:
  // -- scheduler: one queue of things to do, in time and then in the order of asking
  struct Job {
    Micros at_us;
    std::uint64_t n;
    std::function<void()> run;
    bool operator<(const Job& o) const { return at_us != o.at_us ? at_us > o.at_us : n > o.n; }
  };
  void after(Micros us, std::function<void()> run) { jobs_.push({now_ + us, ++jobs_made_, std::move(run)}); }
  void run_until(Micros end);
  bool settled() const;

  std::uint64_t below(std::uint64_t n) { return random_.next() % n; }
  bool chance(int per_mille) { return static_cast<int>(below(1000)) < per_mille; }
  int pick(std::initializer_list<int> from) { return from.begin()[below(from.size())]; }
  Id fresh_id() {
    Id id;
    random_.fill(id.bytes);
    return id;
  }
  void note(std::uint64_t what) {
    out_.trace = (out_.trace ^ what) * 0x100000001b3u + static_cast<std::uint64_t>(now_);
  }
  void violated(const std::string& what) {
    if (out_.violation.empty()) out_.violation = what;
  }

  // -- boxes and lines
  void start_agent(int i);
  void start_hq();
  void line(int i, bool up);
  void box_power_cut(int i);
  void hq_power_cut();
  void schedule_ticks();
  void send_out(int i, session::StoreOut& out);
  void to_hq(int i, Message message);
  void to_agent(int i, Message message);
  void to_edge(int i, local::Body body);
  void edge_answers(int i, local::Body body);
  void carry(int i, Message message, std::function<void(Message)> deliver);
  void hq_handles(int i, const Message& message);
  void agent_handles(int i, Message message);
  void apply_round();
  Message as_sent(Message message);
  Message bent_to_hq(int i, Message message);
  Message bent_to_store(int i, Message message);

  // -- what happens to them
  void act();
  void sell(int i);
  void kill_agent(int i);
  void partition(int i);
  void restore_hq();
  void restore_store(int i);
  void check_ack(int i, const local::StoreAck& ack);
  void check_end();
  void check_store_at_end(const Store& s);

  SeededRandom random_;
  Fault fault_;
  bool through_bytes_;
  Weather weather_;
  Micros now_ = 0;
  bool healing_ = false;
  std::priority_queue<Job> jobs_;
  std::uint64_t jobs_made_ = 0, hq_life_ = 0, made_ = 0;
  HqModel hq_;
  HqDisk hq_backup_;
  bool has_hq_backup_ = false;
  std::vector<std::unique_ptr<Store>> stores_;
  Outcome out_;
};

}  // namespace outpost::sim
