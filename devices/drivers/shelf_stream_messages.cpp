// What the shelf says, what it is told, and what edge keeps for it.
#include "devices/drivers/shelf_stream.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

constexpr Micros rate_answer_us = 2 * us_per_s;

template <class T> json or_null(const std::optional<T>& v) { return v ? json(*v) : json(nullptr); }

json change_json(const ShelfChange& c) {
  return {{"channel", c.channel},
          {"delta_mg", c.after_mg - c.before_mg},
          {"before_mg", c.before_mg},
          {"after_mg", c.after_mg},
          {"began_us", c.began_us},
          {"settled_us", c.settled_us},
          {"kind", c.kind}};
}

}  // namespace

void ShelfStream::say_weight(Micros now) {
  weight_due_ = say_at_once_ = false;
  said_us_ = now;
  auto channels = json::array();
  int number = 0;
  const bool fresh = status_.state == State::ready;
  for (const auto& c : channels_)
    channels.push_back({{"channel", number++},
                        {"weight_mg", fresh ? or_null(c.weight_mg()) : json(nullptr)},
                        {"stable", fresh && c.stable()},
                        {"fault", c.fault()},
                        {"suspect", c.suspect()},
                        {"raw", c.raw()}});
  auto changes = json::array();
  for (const auto& c : std::exchange(changes_, {})) changes.push_back(change_json(c));
  json j = {{"channels", channels},
            {"state", state_name(status_.state)},
            {"door", door_ == Door::open     ? "open"
                     : door_ == Door::closed ? "closed"
                                             : "unknown"},
            {"board", hello_ ? json(to_hex(hello_->board)) : json(nullptr)},
            {"firmware", hello_ ? json(hello_->firmware) : json(nullptr)},
            {"rate_hz", hello_ ? json(hello_->rate_deci_hz / 10.0) : json(nullptr)},
            {"temperature_c", temperature_centi_c_ ? json(*temperature_centi_c_ / 100.0) : json(nullptr)},
            {"counters",
             {{"frames", counters_.frames},
              {"gaps", counters_.gaps},
              {"crc_errors", counters_.crc_errors},
              {"bad_frames", counters_.bad_frames},
              {"resets", counters_.resets}}},
            {"changes", changes}};
  Message m;
  m.kind = Message::Kind::gauge;
  m.name = "weight";
  m.body = j.dump();
  emit(std::move(m));
}

void ShelfStream::say_kept(Micros now) {
  kept_due_ = false;
  kept_said_us_ = now;
  auto channels = json::array();
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    const auto& c = channels_[i];
    if (!c.calibration()) continue;
    channels.push_back({{"channel", i},
                        {"zero_raw", c.calibration()->zero_raw},
                        {"mg_per_count", c.calibration()->mg_per_count},
                        {"baseline_mg", or_null(c.baseline_mg())}});
  }
  Message m;
  m.kind = Message::Kind::kept;
  m.body = json{{"board", hello_ ? to_hex(hello_->board) : ""}, {"channels", channels}}.dump();
  kept_ = m.body;
  emit(std::move(m));
}

void ShelfStream::on_bind(const Binding& binding, Micros now) {
  // What edge kept is of an earlier run; once this run has said something itself, its own word is the newer
  // one.
  if (kept_ == "{}") {
    kept_ = binding.kept;
    apply_kept();
  } else {
    kept_due_ = true;
  }
  weight_due_ = say_at_once_ = true;
  on_tick(now);
}

void ShelfStream::apply_kept() {
  for (auto& c : channels_)
    if (!c.calibration() && fresh_) c.calibrate(*fresh_);
  const auto j = json::parse(kept_, nullptr, false);
  if (!j.is_object() || !j.contains("channels") || !j["channels"].is_array()) return;
  // A calibration belongs to the cells of one board.
  if (hello_ && j.value("board", "") != to_hex(hello_->board)) return;
  for (const auto& row : j["channels"]) {
    if (!row.is_object() || !row.contains("channel") || !row["channel"].is_number_unsigned()) continue;
    const auto n = row["channel"].get<std::size_t>();
    const auto number = [&](const char* key) {
      return row.contains(key) && row[key].is_number() ? row[key].get<double>() : 0.0;
    };
    if (n >= channels_.size() || number("mg_per_count") == 0) continue;
    channels_[n].calibrate({number("zero_raw"), number("mg_per_count")});
    if (row.contains("baseline_mg") && row["baseline_mg"].is_number())
      channels_[n].restore_baseline(std::llround(number("baseline_mg")));
  }
}

void ShelfStream::on_command(const Command& command, Micros now) {
  if (command.name == "tare")
    tare(command, now);
  else if (command.name == "rate")
    rate(command, now);
  else
    end_command(command, "unknown-command");
  on_tick(now);
}

void ShelfStream::tare(const Command& command, Micros now) {
  const auto j = json::parse(command.body, nullptr, false);
  const auto which = j.is_object() ? j.value("channel", json("all")) : json();
  std::vector<ShelfChannel*> wanted;
  if (which == "all")
    for (auto& c : channels_) wanted.push_back(&c);
  else if (which.is_number_unsigned() && which.get<std::size_t>() < channels_.size())
    wanted.push_back(&channels_[which.get<std::size_t>()]);
  if (status_.state != State::ready) return end_command(command, "not-ready");
  if (wanted.empty()) return end_command(command, "no-such-channel");
  std::string_view reason;
  for (auto* c : wanted)
    if (const auto refused = c->tare(); !refused.empty()) reason = refused;
  kept_due_ = weight_due_ = say_at_once_ = true;
  kept_said_us_ = std::min(kept_said_us_, now - us_per_s);  // a person waits for it
  end_command(command, reason);
}

void ShelfStream::rate(const Command& command, Micros now) {
  const auto j = json::parse(command.body, nullptr, false);
  const auto hz = j.is_object() ? j.value("hz", json()) : json();
  if (hz != 10 && hz != 80) return end_command(command, "bad-rate");
  if (!open_ || !hello_) return end_command(command, "not-ready");
  if (rate_command_) return end_command(command, "busy");
  rate_command_ = command;
  rate_until_us_ = now + rate_answer_us;
  send(encode_shelf(ShelfSetRate{hz == 80}));
}

void ShelfStream::end_command(const Command& command, std::string_view reason) {
  Message m;
  m.kind = Message::Kind::outcome;
  m.name = command.name;
  m.id = command.id;
  m.body = json{{"result", reason.empty() ? "done" : "failed"}, {"reason", reason}}.dump();
  emit(std::move(m));
}

}  // namespace outpost::dev
