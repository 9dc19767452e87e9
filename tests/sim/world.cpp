#include "tests/sim/world_state.hpp"

namespace outpost::sim {

using namespace wire;

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

Outcome run_schedule(std::uint64_t seed, Fault fault, bool through_bytes) {
  return World(seed, fault, through_bytes).run();
}

}  // namespace outpost::sim
