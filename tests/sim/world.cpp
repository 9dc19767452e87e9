#include "tests/sim/world.hpp"

#include "sync/hq/applier.hpp"
#include "sync/session/hq_session.hpp"
#include "sync/session/store_session.hpp"
#include "tests/sim/hq_model.hpp"
#include "tests/sim/store_model.hpp"

#include <memory>
#include <queue>

namespace outpost::sim {
namespace {

using namespace wire;

constexpr Micros ms = us_per_ms, tick_us = 250 * ms;
constexpr Micros chaos_us = 6 * us_per_s, heal_us = 150 * us_per_s;

session::StoreOptions quick_options() {
  session::StoreOptions o;
  o.push.batch_events = 4;  // small, so that a handful of events makes several batches
  o.push.fetch_timeout_us = 1 * us_per_s;
  o.push.ack_timeout_us = 3 * us_per_s;
  o.push.refetch_pause_us = 200 * ms;
  o.pull.page_timeout_us = 1 * us_per_s;
  o.pull.apply_timeout_us = 2 * us_per_s;
  o.pull.pause_us = 200 * ms;
  o.open_timeout_us = 1 * us_per_s;
  o.hello_timeout_us = 2 * us_per_s;
  o.least_retry_us = 200 * ms;
  o.most_retry_us = 2 * us_per_s;
  o.refused_retry_us = 3 * us_per_s;
  o.quiet_us = 1 * us_per_s;
  o.dead_us = 5 * us_per_s;
  o.report_us = 2 * us_per_s;
  o.ack_stored_timeout_us = 1 * us_per_s;
  return o;
}

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

void World::run_until(Micros end) {
  while (!jobs_.empty() && jobs_.top().at_us <= end && out_.violation.empty()) {
    const auto job = std::move(const_cast<Job&>(jobs_.top()));  // a priority_queue hands out const only
    jobs_.pop();
    now_ = job.at_us;
    job.run();
    if (healing_ && settled()) return;
  }
}

// ---- boxes and lines
// -----------------------------------------------------------------------------------------

void World::start_agent(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  ++s.life;
  s.agent = std::make_unique<session::StoreSession>(quick_options(), random_, now_);
  if (!s.partitioned) line(i, true);
}

void World::line(int i, bool up) {
  session::StoreOut out;
  using State = session::Line::State;
  stores_[static_cast<std::size_t>(i)]->agent->on_line({up ? State::up : State::down, up ? "" : "down"}, now_,
                                                       out);
  send_out(i, out);
}

/// New sessions, as after a start of the process; every line drops and comes back.
void World::start_hq() {
  ++hq_life_;
  session::HqOptions options;
  if (fault_ == Fault::dedupe_off || fault_ == Fault::gap_accepted)
    options.judge = [fault = fault_](std::uint64_t received, std::uint64_t first, std::uint64_t count) {
      const auto verdict = session::judge(received, first, count);
      const auto wrong = fault == Fault::dedupe_off ? session::Verdict::known : session::Verdict::gap;
      return verdict == wrong ? session::Verdict::take : verdict;
    };
  for (std::size_t i = 0; i < stores_.size(); ++i) {
    stores_[i]->at_hq = std::make_unique<session::HqSession>(stores_[i]->model.id(), hq_, options);
    // What was sent before still arrives; only then does the store see that the line is gone.
    const Micros gone_us = static_cast<Micros>(below(300)) * ms;
    after(gone_us, [this, i, life = hq_life_] {
      if (life == hq_life_) line(static_cast<int>(i), false);
    });
    after(gone_us + static_cast<Micros>(below(500)) * ms, [this, i, life = hq_life_] {
      if (life == hq_life_ && !stores_[i]->partitioned) line(static_cast<int>(i), true);
    });
  }
}

void World::box_power_cut(int i) {
  ++out_.power_cuts;
  note(3);
  start_agent(i);
}

void World::hq_power_cut() {
  ++out_.power_cuts;
  note(4);
  hq_.lose_power();
  start_hq();
}

void World::schedule_ticks() {
  for (std::size_t i = 0; i < stores_.size(); ++i) {
    session::StoreOut out;
    stores_[i]->agent->on_tick(now_, out);
    send_out(static_cast<int>(i), out);
  }
  apply_round();
  after(tick_us, [this] { schedule_ticks(); });
}

void World::send_out(int i, session::StoreOut& out) {
  for (auto& m : out.to_hq) to_hq(i, std::move(m));
  for (auto& b : out.to_edge) to_edge(i, std::move(b));
}

Message World::as_sent(Message message) {
  if (!through_bytes_) return message;
  auto decoded = decode(encode(message));
  if (!decoded) violated("a message cannot be read back: " + decoded.error().text);
  return decoded ? std::move(*decoded) : std::move(message);
}

/// The network: loses, doubles, delays.
void World::carry(int i, Message message, std::function<void(Message)> deliver) {
  if (stores_[static_cast<std::size_t>(i)]->partitioned || (!healing_ && chance(weather_.loss))) {
    ++out_.lost;
    return;
  }
  message = as_sent(std::move(message));
  const bool twice = !healing_ && chance(weather_.twice);
  out_.doubled += twice;
  for (int copy = 0; copy < (twice ? 2 : 1); ++copy) {
    const Micros extra = !healing_ && chance(weather_.late) ? static_cast<Micros>(below(2'000)) * ms : 0;
    after((5 + static_cast<Micros>(below(20))) * ms + extra, [message, deliver] { deliver(message); });
  }
}

void World::to_hq(int i, Message message) {
  carry(i, bent_to_hq(i, std::move(message)), [this, i, life = hq_life_](Message m) {
    if (life == hq_life_) hq_handles(i, m);
  });
}

void World::to_agent(int i, Message message) {
  carry(i, bent_to_store(i, std::move(message)),
        [this, i, life = stores_[static_cast<std::size_t>(i)]->life](Message m) {
          if (life == stores_[static_cast<std::size_t>(i)]->life) agent_handles(i, std::move(m));
        });
}

/// The local socket keeps the order and loses only what its ends lose.
void World::to_edge(int i, local::Body body) {
  after(1 * ms, [this, i, body = std::move(body), life = stores_[static_cast<std::size_t>(i)]->life] {
    auto& s = *stores_[static_cast<std::size_t>(i)];
    if (life != s.life) return;
    if (const auto* ack = std::get_if<local::StoreAck>(&body)) check_ack(i, *ack);
    try {
      for (auto& answer : s.model.answer(body)) edge_answers(i, std::move(answer));
    } catch (const PowerCut&) {
      box_power_cut(i);
    }
  });
}

void World::edge_answers(int i, local::Body body) {
  after(1 * ms, [this, i, body = std::move(body), life = stores_[static_cast<std::size_t>(i)]->life] {
    auto& s = *stores_[static_cast<std::size_t>(i)];
    if (life != s.life) return;
    session::StoreOut out;
    s.agent->on_edge(body, now_, out);
    send_out(i, out);
  });
}

void World::agent_handles(int i, Message message) {
  ++out_.messages;
  note(100 + message.body.index() + (message.seq << 8));
  session::StoreOut out;
  stores_[static_cast<std::size_t>(i)]->agent->on_hq(std::move(message), now_, out);
  send_out(i, out);
}

void World::hq_handles(int i, const Message& message) {
  ++out_.messages;
  note(200 + message.body.index() + (message.seq << 8));
  std::vector<Message> answers;
  try {
    hq_.begin();
    stores_[static_cast<std::size_t>(i)]->at_hq->on_message(message, now_, answers);
    if (fault_ == Fault::ack_before_commit)
      for (auto& a : std::exchange(answers, {})) to_agent(i, std::move(a));
    hq_.commit();
  } catch (const PowerCut&) {
    return hq_power_cut();
  }
  if (const auto fault = hq_.log_fault(); !fault.empty()) violated(fault);
  for (auto& a : answers) to_agent(i, std::move(a));
}

void World::apply_round() {
  try {
    hq_.begin();
    const auto done = hq::apply_slice(hq_, {}, now_);
    hq_.commit();
    for (std::size_t i = 0; i < stores_.size(); ++i) {
      std::vector<Message> news;
      stores_[i]->at_hq->on_news(now_, news);
      for (auto& m : news) to_agent(static_cast<int>(i), std::move(m));
    }
    out_.poison += done.quarantined;
  } catch (const PowerCut&) {
    hq_power_cut();
  } catch (const std::runtime_error&) {  // of the fault "poison stops"
    hq_.begin();
  }
}

/// The faults that sit in a message rather than in a disk.
Message World::bent_to_hq(int, Message m) {
  if (fault_ != Fault::generation_ignored) return m;
  m.gen = hq_.disk().gen;
  if (auto* hello = std::get_if<Hello>(&m.body)) {
    for (auto& inc : hello->incs) inc.acked = 0;
    for (auto& topic : hello->down) topic.gen = {};
  }
  return m;
}

Message World::bent_to_store(int i, Message m) {
  auto* welcome = std::get_if<Welcome>(&m.body);
  if (fault_ != Fault::acks_remembered || !welcome) return m;
  const auto& kept = stores_[static_cast<std::size_t>(i)]->model.disk().cursors;
  for (auto& inc : welcome->incs)
    if (const auto found = kept.find(inc.inc); found != kept.end()) inc.received = found->second.received;
  return m;
}

// ---- what happens to them
// ------------------------------------------------------------------------------------

void World::sell(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  std::vector<Event> events(1 + below(4));
  for (auto& e : events) {
    const bool poison = chance(60);
    e = {poison ? "order.paid" : "sale", 1, now_, 0, std::to_string(++made_)};
  }
  out_.events += events.size();
  try {
    s.model.commit(std::move(events));
    edge_answers(i, s.model.head());
  } catch (const PowerCut&) {
    box_power_cut(i);
  }
}

void World::kill_agent(int i) {
  ++out_.kills;
  start_agent(i);
}

void World::partition(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  s.partitioned = !s.partitioned;
  // Sometimes both ends notice, sometimes messages just vanish.
  if (!s.partitioned || chance(500)) line(i, !s.partitioned);
}

void World::restore_hq() {
  if (!has_hq_backup_) return;
  ++out_.hq_restores;
  hq_.restore(hq_backup_, fresh_id());
  start_hq();
}

void World::restore_store(int i) {
  auto& s = *stores_[static_cast<std::size_t>(i)];
  if (!s.has_backup) return;
  ++out_.store_restores;
  s.model.restore(s.backup, fresh_id());
  start_agent(i);
}

void World::act() {
  const int i = static_cast<int>(below(stores_.size()));
  auto& s = *stores_[static_cast<std::size_t>(i)];
  const auto what = below(100);
  note(what << 32);
  if (what < 45) {
    sell(i);
  } else if (what < 55) {
    partition(i);
  } else if (what < 61) {
    kill_agent(i);
  } else if (what < 69) {
    s.model.power().arm(chance(500) ? Power::Armed::before : Power::Armed::after);
  } else if (what < 77) {
    hq_.power().arm(chance(500) ? Power::Armed::before : Power::Armed::after);
  } else if (what < 87) {
    try {
      hq_.publish("k" + std::to_string(below(5)), std::to_string(++made_));
    } catch (const PowerCut&) {
      hq_power_cut();
    }
  } else if (what < 91) {
    hq_backup_ = hq_.disk();
    has_hq_backup_ = true;
  } else if (what < 94) {
    restore_hq();
  } else if (what < 97) {
    s.backup = s.model.disk();
    s.has_backup = true;
  } else {
    restore_store(i);
  }
  after(static_cast<Micros>(20 + below(static_cast<std::uint64_t>(weather_.action_every_ms))) * ms, [this] {
    if (!healing_) act();
  });
}

// ---- what must hold
// ------------------------------------------------------------------------------------------

/// Acknowledged means on the disk: what a store is about to keep must be there, in the generation that says
/// so.
void World::check_ack(int i, const local::StoreAck& ack) {
  if (ack.gen != hq_.disk().gen) return;
  const auto& store = stores_[static_cast<std::size_t>(i)]->model.id();
  for (const auto& c : ack.incs)
    if (fault_ != Fault::generation_ignored && c.received > hq_.durable_received(store, c.inc))
      violated(store + ": acknowledged " + std::to_string(c.received) + ", on headquarters' disk are " +
               std::to_string(hq_.durable_received(store, c.inc)));
}

bool World::settled() const {
  for (const auto& s : stores_) {
    if (s->model.disk().down_gen != hq_.disk().gen && !hq_.disk().published.empty()) return false;
    if (s->model.disk().down_seq != hq_.disk().published.size() && !hq_.disk().published.empty())
      return false;
    const auto lanes = hq_.disk().stores.find(s->model.id());
    for (const auto& inc : s->model.disk().incs) {
      if (inc.events.empty()) continue;
      if (lanes == hq_.disk().stores.end()) return false;
      std::uint64_t applied = 0;
      for (const auto& l : lanes->second)
        if (l.inc == inc.id) applied = l.applied;
      if (applied < inc.events.size()) return false;
    }
  }
  return true;
}

/// Every event that still exists at the store is in headquarters' tables, once and unchanged.
void World::check_store_at_end(const Store& s) {
  const auto& lanes = hq_.disk().stores.find(s.model.id());
  for (const auto& inc : s.model.disk().incs)
    for (std::size_t n = 0; n < inc.events.size(); ++n) {
      std::size_t found = 0, same = 0;
      if (lanes != hq_.disk().stores.end())
        for (const auto& l : lanes->second)
          if (l.inc == inc.id)
            if (const auto row = l.tables.find(n + 1); row != l.tables.end()) {
              found += row->second.size();
              same += row->second.front() == inc.events[n].body;
            }
      if (found != 1 || same != 1)
        return violated(s.model.id() + ": event " + std::to_string(n + 1) + " is at headquarters " +
                        std::to_string(found) + " times, unchanged " + std::to_string(same));
    }
  std::map<std::string, std::string> totals;
  for (const auto& item : hq_.disk().published) totals[item.kind] = item.body;
  for (const auto& [key, value] : totals) {
    const auto kept = s.model.disk().totals.find(key);
    if (kept == s.model.disk().totals.end() || kept->second != value)
      return violated(s.model.id() + ": " + key + " is not what headquarters published last");
  }
  for (const auto& [key, times] : s.model.disk().changes_applied)
    if (times != 1)
      return violated(s.model.id() + ": change " + std::to_string(key.second) + " was applied " +
                      std::to_string(times) + " times");
}

void World::check_end() {
  if (out_.violation.empty() && !settled()) violated("not everything had arrived after healing");
  for (const auto& s : stores_)
    if (out_.violation.empty()) check_store_at_end(*s);
}

Outcome World::run() {
  after(50 * ms, [this] { act(); });
  run_until(chaos_us);
  healing_ = true;
  for (std::size_t i = 0; i < stores_.size(); ++i) {
    auto& s = *stores_[i];
    s.model.power().arm(Power::Armed::no);
    if (s.partitioned) partition(static_cast<int>(i));
  }
  hq_.power().arm(Power::Armed::no);
  run_until(now_ + heal_us);
  check_end();
  return out_;
}

}  // namespace

Outcome run_schedule(std::uint64_t seed, Fault fault, bool through_bytes) {
  return World(seed, fault, through_bytes).run();
}

}  // namespace outpost::sim
