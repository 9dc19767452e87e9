#include "sync/session/store_session.hpp"

#include <algorithm>

namespace outpost::session {

using namespace wire;

StoreSession::StoreSession(StoreOptions options, Random& random, Micros now)
    : options_(std::move(options)), random_(random),
      backoff_(options_.least_retry_us, options_.most_retry_us), push_(options_.push), pull_(options_.pull),
      deadline_us_(now), status_since_us_(now) {
  // Any start will do: it only has to differ from the greetings of the agent before this one.
  greeting_ = static_cast<std::uint64_t>(random_below(random_, Micros{1} << 52)) + 1;
  line_.text = "not connected yet";
  line_.reason = "hq-connecting";
}

void StoreSession::start_over(Micros wait_us, Micros now) {
  push_.close();
  pull_.close();
  phase_ = Phase::resting;
  deadline_us_ = now + wait_us;
}

void StoreSession::on_line(const Line& line, Micros now, StoreOut& out) {
  const bool was_up = line_.state == Line::State::up;
  line_ = line;
  if (line.state != Line::State::up) {
    start_over(0, now);
  } else if (!was_up) {
    // The first greeting goes at once; stores that keep losing the line spread out.
    start_over(backoff_.failures() == 0 ? 0 : backoff_.next(random_), now);
  }
  finish(now, out);
}

void StoreSession::open(Micros now, StoreOut& out) {
  phase_ = Phase::opening;
  deadline_us_ = now + options_.open_timeout_us;
  out.to_edge.push_back(local::Open{options_.program});
}

void StoreSession::on_edge(local::Body body, Micros now, StoreOut& out) {
  heard_edge_us_ = now;
  if (auto* state = std::get_if<local::State>(&body)) {
    on_state(std::move(*state), now, out);
  } else if (auto* rows = std::get_if<local::Rows>(&body)) {
    push_.on_rows(std::move(*rows), now, out);
  } else if (const auto* head = std::get_if<local::Head>(&body)) {
    if (!push_.on_head(*head, now)) start_over(0, now);  // a new incarnation
  } else if (std::get_if<local::AckStored>(&body)) {
    saving_.clear();
  } else if (const auto* down = std::get_if<local::DownState>(&body)) {
    pull_.on_down_state(*down, now, out);
  } else if (const auto* trouble = std::get_if<local::Trouble>(&body)) {
    if (trouble->reason == "fork") return on_fork(trouble->text, now, out);
    last_trouble_ = {"store-trouble", trouble->text};
    push_.on_trouble(trouble->request, now);
    if (trouble->request == 0) pull_.on_trouble(now);
  }
  finish(now, out);
}

void StoreSession::on_state(local::State state, Micros now, StoreOut& out) {
  if (phase_ != Phase::opening) return;
  store_ = std::move(state.store);
  heads_ = std::move(state.incs);
  down_ = std::move(state.down);
  gen_ = state.gen;
  phase_ = Phase::greeting;
  deadline_us_ = now + options_.hello_timeout_us;
  Message hello;
  hello.seq = ++greeting_;
  hello.body = Hello{heads_, {}, state.free_bytes, options_.program, down_};
  out.to_hq.push_back(std::move(hello));
}

void StoreSession::on_hq(Message message, Micros now, StoreOut& out) {
  heard_hq_us_ = now;
  if (const auto* welcome = std::get_if<Welcome>(&message.body)) {
    on_welcome(message, *welcome, now, out);
  } else if (const auto* refuse = std::get_if<Refuse>(&message.body)) {
    on_refuse(*refuse, now);
  } else if (const auto* bye = std::get_if<Bye>(&message.body)) {
    last_trouble_ = {"bye-" + bye->reason, bye->text};
    if (phase_ == Phase::open || phase_ == Phase::greeting)
      start_over(us_per_ms * bye->retry_ms + backoff_.next(random_), now);
  } else if (phase_ == Phase::open && message.gen != gen_) {
    start_over(0, now);  // headquarters was restored: what it said before no longer counts
  } else if (phase_ == Phase::open) {
    if (const auto* ack = std::get_if<Ack>(&message.body)) on_ack(*ack, now);
    if (auto* changes = std::get_if<Changes>(&message.body)) pull_.on_changes(std::move(*changes), now, out);
  }
  finish(now, out);
}

void StoreSession::on_welcome(const Message& message, const Welcome& welcome, Micros now, StoreOut&) {
  if (phase_ != Phase::greeting || message.seq != greeting_ || message.gen.is_nil()) return;
  phase_ = Phase::open;
  gen_ = message.gen;
  backoff_.reset();
  refusal_ = {};
  last_trouble_ = {};
  saving_.clear();
  unsaved_.clear();
  keep_cursors(welcome.incs);
  push_.open(heads_, welcome.incs, welcome.credit_bytes, now);
  pull_.open(gen_, down_, welcome.down);
}

void StoreSession::on_ack(const Ack& ack, Micros now) {
  keep_cursors(ack.incs);
  push_.on_ack(ack, now);
  pull_.on_heads(ack.down);
}

void StoreSession::on_refuse(const Refuse& refuse, Micros now) {
  start_over(options_.refused_retry_us, now);
  phase_ = Phase::refused;
  refusal_ = {"refused-" + refuse.reason, refuse.text};
}

/// The store itself saw that headquarters has another event under its number. Headquarters is told why the
/// store falls silent, and both show it until a person has acted.
void StoreSession::on_fork(const std::string& text, Micros now, StoreOut& out) {
  if (phase_ == Phase::open) {
    Message bye;
    bye.body = Bye{"fork", text, 0};
    out.to_hq.push_back(std::move(bye));
  }
  on_refuse({"fork", text}, now);
  finish(now, out);
}

/// Cumulative numbers: the larger one is the later one, whatever order the messages came in.
void StoreSession::keep_cursors(const std::vector<IncCursor>& incs) {
  for (const auto& c : incs) {
    auto& kept = unsaved_.try_emplace(c.inc, c).first->second;
    if (c.received > kept.received) kept.received = c.received, kept.tail = c.tail;
    kept.applied = std::max(kept.applied, c.applied);
    kept.durable = std::max(kept.durable, c.durable);
    kept.quarantined = std::max(kept.quarantined, c.quarantined);
  }
}

void StoreSession::tell_edge(Micros now, StoreOut& out) {
  if (phase_ != Phase::open) return;
  if (!saving_.empty()) {
    if (now - saving_since_us_ < options_.ack_stored_timeout_us) return;
    for (auto& [inc, cursor] : saving_) unsaved_.try_emplace(inc, cursor);  // a newer one stays
    saving_.clear();
  }
  if (unsaved_.empty()) return;
  local::StoreAck ack{gen_, {}};
  for (const auto& [_, cursor] : unsaved_) ack.incs.push_back(cursor);
  saving_.swap(unsaved_);
  saving_since_us_ = now;
  out.to_edge.push_back(std::move(ack));
}

void StoreSession::keep_alive(Micros now, StoreOut& out) {
  const Micros quiet = now - std::max(heard_hq_us_, asked_hq_us_);
  if (now - heard_hq_us_ >= options_.dead_us || push_.ack_overdue(now)) {
    last_trouble_ = {"hq-silent", "headquarters does not answer"};
    start_over(backoff_.next(random_), now);
  } else if (quiet >= options_.quiet_us) {
    asked_hq_us_ = now;
    pull_.pull_now(now, out);
  }
}

void StoreSession::on_tick(Micros now, StoreOut& out) {
  if (phase_ == Phase::open) keep_alive(now, out);
  if (now >= deadline_us_) {
    if (phase_ == Phase::resting || phase_ == Phase::refused) {
      // Edge is asked even while the line is down: it wants to show why.
      if (line_.state == Line::State::up) open(now, out);
    } else if (phase_ == Phase::opening) {
      start_over(options_.least_retry_us, now);
    } else if (phase_ == Phase::greeting) {
      last_trouble_ = {"hq-silent", "headquarters does not answer"};
      start_over(backoff_.next(random_), now);
    }
  }
  finish(now, out);
}

/// What follows every input: ask for more, save what was learnt, say how it is, sign what goes out.
void StoreSession::finish(Micros now, StoreOut& out) {
  if (phase_ == Phase::open) {
    push_.pump(now, out);
    pull_.pump(now, out);
    tell_edge(now, out);
  }
  report(now, out);
  for (auto& m : out.to_hq) {
    if (!m.store.empty()) continue;  // of an input before this one, perhaps of another generation
    m.store = store_;
    m.gen = gen_;
    m.at_us = now;
  }
}

StoreSession::Status StoreSession::status(Micros now) const {
  using local::Link;
  if (line_.state == Line::State::refused) return {Link::refused, line_.text, line_.reason};
  if (!refusal_.text.empty()) return {Link::refused, refusal_.text, refusal_.reason};
  if (line_.state == Line::State::down) return {Link::offline, line_.text, line_.reason};
  if (!edge_known(now) && phase_ != Phase::open)
    return {Link::connecting, "waiting for outpost-edge: it is not running or does not answer",
            "edge-silent"};
  if (phase_ != Phase::open && last_trouble_.text.empty())
    return {Link::connecting, "greeting headquarters", "hq-greeting"};
  if (phase_ != Phase::open) return {Link::connecting, last_trouble_.text, last_trouble_.reason};
  if (push_.waiting_events() > 0 && now - push_.last_progress_us() >= options_.stalled_us)
    return push_.edge_slow()
               ? Status{Link::connecting, "stalled: the store's database does not answer the sync agent",
                        "stalled-store"}
               : Status{Link::connecting, "stalled: connected, but headquarters takes no events",
                        "stalled-hq"};
  return {Link::connected, "", ""};
}

void StoreSession::report(Micros now, StoreOut& out) {
  auto status = this->status(now);
  const bool changed = status != reported_;
  if (!changed && now - reported_us_ < options_.report_us) return;
  if (changed) status_since_us_ = now;
  reported_ = status;
  reported_us_ = now;
  out.to_edge.push_back(local::LinkState{status.link, options_.endpoint, status.text, status_since_us_,
                                         heard_hq_us_ == never ? 0 : heard_hq_us_, 0, status.reason});
}

}  // namespace outpost::session
