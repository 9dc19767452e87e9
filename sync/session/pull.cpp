#include "sync/session/pull.hpp"

#include <algorithm>

namespace outpost::session {

using namespace wire;

void Pull::open(const Id& gen, const std::vector<TopicCursor>& cursors, const std::vector<TopicHead>& heads) {
  close();
  open_ = true;
  gen_ = gen;
  topics_.clear();
  for (const auto& c : cursors) topics_.push_back({c.topic, c.gen == gen ? c.seq : 0, 0});
  on_heads(heads);
}

void Pull::close() {
  open_ = false;
  step_ = Step::idle;
  not_before_us_ = 0;
}

Pull::Topic* Pull::topic_of(const std::string& name) {
  const auto found =
      std::find_if(topics_.begin(), topics_.end(), [&](const Topic& t) { return t.name == name; });
  return found == topics_.end() ? nullptr : &*found;
}

void Pull::on_heads(const std::vector<TopicHead>& heads) {
  for (const auto& h : heads)
    if (Topic* topic = topic_of(h.topic)) topic->head = std::max(topic->head, h.seq);
}

bool Pull::behind() const {
  return std::any_of(topics_.begin(), topics_.end(), [](const Topic& t) { return t.seq < t.head; });
}

void Pull::pump(Micros now, StoreOut& out) {
  if (!open_ || now < not_before_us_) return;
  const Micros bound = step_ == Step::applying ? options_.apply_timeout_us : options_.page_timeout_us;
  if (step_ != Step::idle && now - since_us_ >= bound) step_ = Step::idle;
  if (step_ == Step::idle && behind()) {
    pull_now(now, out);
    step_ = Step::pulled;
    since_us_ = now;
  }
}

void Pull::pull_now(Micros, StoreOut& out) {
  if (!open_) return;
  wire::Pull body;
  for (const auto& t : topics_) body.down.push_back({t.name, gen_, t.seq});
  body.most_bytes = options_.page_bytes;
  Message m;
  m.body = std::move(body);
  out.to_hq.push_back(std::move(m));
}

void Pull::on_changes(Changes changes, Micros now, StoreOut& out) {
  if (!open_ || step_ == Step::applying) return;
  Topic* topic = topic_of(changes.topic);
  if (!topic || changes.from != topic->seq || changes.to <= changes.from) return;
  topic->head = std::max(topic->head, changes.to);
  step_ = Step::applying;
  since_us_ = now;
  out.to_edge.push_back(
      local::DownApply{gen_, std::move(changes.topic), changes.from, changes.to, std::move(changes.items)});
}

void Pull::on_trouble(Micros now) {
  if (step_ != Step::applying) return;
  step_ = Step::idle;
  not_before_us_ = now + options_.pause_us;
}

void Pull::on_down_state(const local::DownState& state, Micros now, StoreOut& out) {
  Topic* topic = open_ ? topic_of(state.cursor.topic) : nullptr;
  if (!topic || step_ != Step::applying) return;
  step_ = Step::idle;
  // Where edge says its cursor is, is where it is: also when it took nothing.
  const std::uint64_t now_at = state.cursor.gen == gen_ ? state.cursor.seq : 0;
  if (now_at <= topic->seq) not_before_us_ = now + options_.pause_us;
  topic->seq = now_at;
  Message m;
  m.body = ChangesAck{{topic->name, gen_, now_at}};
  out.to_hq.push_back(std::move(m));
  pump(now, out);
}

}  // namespace outpost::session
