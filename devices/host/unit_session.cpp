#include "devices/host/unit_session.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

json parse_object(const std::string& text) {
  auto j = json::parse(text, nullptr, false);
  return j.is_object() ? j : json::object();
}

/// A member of a message of edge, as text again: the driver parses its own.
std::string member(const std::string& body, const char* key) {
  const json j = parse_object(body);
  const auto i = j.find(key);
  return i == j.end() || !i->is_object() ? "{}" : i->dump();
}

std::string refusal(const char* reason) { return json{{"result", "failed"}, {"reason", reason}}.dump(); }

}  // namespace

ipc::Message UnitSession::make(ipc::Kind kind, Micros now) const {
  ipc::Message m;
  m.kind = kind;
  m.unit = who_.unit;
  m.boot = who_.boot;
  m.boot_us = now;
  return m;
}

void UnitSession::on_connected(Micros now) {
  connected_ = true;
  next_beat_ = now + Micros{ipc::beat_ms} * us_per_ms;
  greet(now);
}

void UnitSession::on_disconnected() {
  connected_ = false;
  std::erase_if(outgoing_, [](const auto& m) { return m.kind != ipc::Kind::outcome; });
}

void UnitSession::greet(Micros now) {
  auto hello = make(ipc::Kind::hello, now);
  hello.body = json{{"driver", who_.driver->driver}, {"version", who_.version}, {"pid", who_.pid}}.dump();
  outgoing_.push_back(std::move(hello));
  send_state(now);
  for (auto& [id, waiting] : outcomes_) waiting.again = now;  // edge may have been restarted in between
  on_tick(now);
}

void UnitSession::on_message(const ipc::Message& m, Micros now) {
  if (m.unit != who_.unit) return;
  switch (m.kind) {
  case ipc::Kind::who: greet(now); break;
  case ipc::Kind::ack: outcomes_.erase(m.id); break;
  case ipc::Kind::bind: {
    const json j = parse_object(m.body);
    const auto station = j.find("station");
    binding_ = Binding{station != j.end() && station->is_string() ? station->get<std::string>() : "",
                       member(m.body, "settings"), member(m.body, "kept")};
    break;
  }
  case ipc::Kind::command: take_command(m, now); break;
  case ipc::Kind::lease:
    if (ipc::may_lease(*who_.driver, m.name)) commands_.push_back({{}, m.name, m.body});
    break;
  default: break;  // a kind that only devices send
  }
}

bool UnitSession::remember(Id id) {
  if (std::find(known_.begin(), known_.end(), id) != known_.end()) return false;
  known_.push_back(id);
  if (known_.size() > max_known_commands) {
    ended_.erase(known_.front());
    known_.pop_front();
  }
  return true;
}

void UnitSession::take_command(const ipc::Message& m, Micros now) {
  if (m.id.is_nil()) return;
  if (!remember(m.id)) {
    // A repeat is never done again. If it has ended, edge may have lost the outcome: say it once more.
    if (const auto ended = ended_.find(m.id); ended != ended_.end())
      outcomes_[m.id] = Waiting{ended->second, now};
    on_tick(now);
    return;
  }
  if (!ipc::may_do(*who_.driver, m.name)) return end_command(m.id, m.name, refusal("not-allowed"), now);
  if (outcomes_.size() >= max_outcomes) return end_command(m.id, m.name, refusal("busy"), now);
  commands_.push_back({m.id, m.name, m.body});
}

void UnitSession::end_command(Id id, const std::string& name, std::string body, Micros now) {
  auto m = make(ipc::Kind::outcome, now);
  m.id = id;
  m.name = name;
  m.seq = ++seq_;
  m.body = std::move(body);
  outcomes_[id] = Waiting{m, now};
  ended_[id] = std::move(m);
  remember(id);  // an outcome that the driver made by itself is known from now on too
  on_tick(now);
}

void UnitSession::say(std::vector<Message> messages, Micros made, Micros now) {
  for (auto& said : messages) {
    if (said.kind == Message::Kind::outcome) {
      end_command(said.id, said.name, std::move(said.body), now);
      continue;
    }
    if (said.kind == Message::Kind::kept) {
      kept_ = std::move(said.body);
      if (connected_) send_state(now);
      continue;
    }
    auto m = make(ipc::Kind::reading, made);
    m.device = std::move(said.device);
    m.channel = std::move(said.channel);
    m.name = std::move(said.name);
    m.seq = ++seq_;
    m.body = std::move(said.body);
    m.blob = std::move(said.blob);
    if (connected_ && now - made <= reading_limit && ipc::may_read(*who_.driver, m.name))
      outgoing_.push_back(std::move(m));
    else
      ++lost_readings_;
  }
}

void UnitSession::show(const Snapshot& snapshot, Micros now) {
  const bool changed = !(snapshot.status == snapshot_.status) || state_since_ == 0;
  snapshot_ = snapshot;
  if (!changed) return;
  state_since_ = now;
  if (connected_) send_state(now);
}

void UnitSession::send_state(Micros now) {
  json counters = snapshot_.counters;
  if (lost_readings_) counters["lost_readings"] = lost_readings_;
  auto devices = json::parse(snapshot_.devices, nullptr, false);
  json j = {{"state", state_name(snapshot_.status.state)},
            {"reason", snapshot_.status.reason},
            {"since_boot_us", state_since_},
            {"last_data_boot_us", snapshot_.last_data_us},
            {"counters", std::move(counters)},
            {"devices", devices.is_array() ? std::move(devices) : json::array()}};
  auto m = make(ipc::Kind::state, now);
  m.body = j.dump(-1, ' ', false, json::error_handler_t::replace);
  outgoing_.push_back(std::move(m));
  next_state_ = now + state_every;
  if (kept_.empty()) return;
  auto kept = make(ipc::Kind::state, now);
  kept.body = json{{"kept", parse_object(kept_)}}.dump(-1, ' ', false, json::error_handler_t::replace);
  outgoing_.push_back(std::move(kept));
}

void UnitSession::on_tick(Micros now) {
  if (!connected_) return;
  if (now >= next_beat_) {
    outgoing_.push_back(make(ipc::Kind::beat, now));
    next_beat_ = now + Micros{ipc::beat_ms} * us_per_ms;
  }
  if (now >= next_state_) send_state(now);
  for (auto& [id, waiting] : outcomes_) {
    if (waiting.again > now) continue;
    outgoing_.push_back(waiting.message);
    waiting.again = now + resend_after;
  }
}

Micros UnitSession::next_deadline() const {
  if (!connected_) return INT64_MAX;
  Micros due = std::min(next_beat_, next_state_);
  for (const auto& [id, waiting] : outcomes_) due = std::min(due, waiting.again);
  return due;
}

}  // namespace outpost::dev
