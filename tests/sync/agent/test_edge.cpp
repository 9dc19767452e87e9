#include "tests/sync/agent/test_edge.hpp"

#include "edge/base/paths.hpp"

#include <algorithm>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace outpost::test {

using namespace wire;

namespace {

Id fresh(Random& random) {
  Id id;
  random.fill(id.bytes);
  return id;
}

}  // namespace

TestEdge::TestEdge(const std::string& data_dir, std::string store_id) : store_(std::move(store_id)) {
  incs_.push_back({fresh(random_), {}});
  const auto endpoint = ipc_endpoint(data_dir, "sync");
  if (!endpoint) throw std::runtime_error(endpoint.error().text);
  thread_ = std::thread([this, at = *endpoint] { run(at); });
  while (!bound_) std::this_thread::yield();
}

TestEdge::~TestEdge() {
  stop_ = true;
  thread_.join();
}

void TestEdge::append(std::vector<Event> events) {
  const std::lock_guard lock(mutex_);
  auto& all = incs_.back().events;
  all.insert(all.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
  news_ = true;
}

void TestEdge::restore(std::size_t keep) {
  const std::lock_guard lock(mutex_);
  incs_.back().events.resize(keep);
  incs_.push_back({fresh(random_), {}});
  news_ = true;
}

std::uint64_t TestEdge::received() const {
  const std::lock_guard lock(mutex_);
  const auto c = cursors_.find(incs_.back().id);
  return c == cursors_.end() ? 0 : c->second.received;
}

std::uint64_t TestEdge::applied() const {
  const std::lock_guard lock(mutex_);
  const auto c = cursors_.find(incs_.back().id);
  return c == cursors_.end() ? 0 : c->second.applied;
}

local::LinkState TestEdge::line() const {
  const std::lock_guard lock(mutex_);
  return line_;
}

std::vector<Event> TestEdge::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

local::State TestEdge::state() const {
  local::State s;
  s.store = store_;
  s.gen = gen_;
  for (const auto& inc : incs_) {
    const auto c = cursors_.find(inc.id);
    s.incs.push_back(
        {inc.id, 1, inc.events.size(), &inc == &incs_.back(), c == cursors_.end() ? 0 : c->second.received});
  }
  for (const char* topic : {"catalogue", "prices"}) {
    const auto at = down_.find(topic);
    s.down.push_back({topic, down_gen_, at == down_.end() ? 0 : at->second});
  }
  return s;
}

local::Rows TestEdge::rows(const local::Fetch& f) const {
  local::Rows out;
  out.request = f.request;
  out.inc = f.inc;
  const auto inc = std::find_if(incs_.begin(), incs_.end(), [&](const auto& i) { return i.id == f.inc; });
  if (inc == incs_.end()) return out;
  out.last = inc->events.size();
  if (f.after > 0 && f.after <= inc->events.size()) out.prev = hash_of(inc->events[f.after - 1]);
  for (auto i = f.after;
       i < inc->events.size() && out.count < f.most_events && out.records.size() < f.most_bytes;
       ++i, ++out.count)
    append_record(out.records, inc->events[i]);
  if (out.count) out.first = f.after + 1;
  return out;
}

std::vector<local::Body> TestEdge::answer(const local::Body& body) {
  const std::lock_guard lock(mutex_);
  if (std::get_if<local::Open>(&body)) return {state()};
  if (const auto* fetch = std::get_if<local::Fetch>(&body)) return {rows(*fetch)};
  if (const auto* line = std::get_if<local::LinkState>(&body)) {
    line_ = *line;
    return {local::Head{incs_.back().id, incs_.back().events.size()}};
  }
  if (const auto* ack = std::get_if<local::StoreAck>(&body)) {
    if (gen_ != ack->gen) cursors_.clear();
    gen_ = ack->gen;
    for (const auto& c : ack->incs) {
      auto& kept = cursors_.try_emplace(c.inc, c).first->second;
      kept.received = std::max(kept.received, c.received);
      kept.applied = std::max(kept.applied, c.applied);
    }
    return {local::AckStored{gen_}};
  }
  if (const auto* page = std::get_if<local::DownApply>(&body)) {
    if (down_gen_ != page->gen) down_.clear(), down_gen_ = page->gen;
    if (page->from == down_[page->topic]) {
      changes_.insert(changes_.end(), page->items.begin(), page->items.end());
      down_[page->topic] = page->to;
    }
    return {local::DownState{{page->topic, down_gen_, down_[page->topic]}}};
  }
  return {};
}

void TestEdge::run(const std::string& endpoint) {
  zmq::context_t context(1);
  zmq::socket_t router(context, zmq::socket_type::router);
  router.set(zmq::sockopt::linger, 0);
  router.bind(endpoint);
  bound_ = true;
  std::string agent;
  const auto send = [&](const local::Body& body) {
    (void)router.send(zmq::buffer(agent), zmq::send_flags::sndmore);
    (void)router.send(zmq::buffer(local::encode(body)), zmq::send_flags::none);
  };
  std::vector<zmq::pollitem_t> items = {{router.handle(), 0, ZMQ_POLLIN, 0}};
  while (!stop_) {
    zmq::poll(items, std::chrono::milliseconds(10));
    std::vector<zmq::message_t> frames;
    while (zmq::recv_multipart(router, std::back_inserter(frames), zmq::recv_flags::dontwait)) {
      agent = frames.at(0).to_string();
      if (const auto body = local::decode(frames.at(1).to_string_view()))
        for (const auto& reply : answer(*body)) send(reply);
      frames.clear();
    }
    if (!agent.empty() && news_.exchange(false)) {
      local::Head head;
      {
        const std::lock_guard lock(mutex_);
        head = {incs_.back().id, incs_.back().events.size()};
      }
      send(head);
    }
  }
}

}  // namespace outpost::test
