#include "devices/drivers/escpos.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

// A printer feeds 150 mm a second and more: a line takes about 25 ms. Only after that can its paper have run
// out.
constexpr Micros settle_base = 200 * us_per_ms;
constexpr Micros settle_line = 25 * us_per_ms;
constexpr Micros settle_most = 5 * us_per_s;

Message outcome(Id id, json body) {
  Message m;
  m.kind = Message::Kind::outcome;
  m.name = "print";
  m.id = id;
  m.body = body.dump();
  return m;
}

std::string_view result_of(std::string_view state) {
  if (state == "confirmed" || state == "sent") return "done";
  return state;  // failed, unknown
}

}  // namespace

Result<std::unique_ptr<Driver>> EscposDriver::make(const UnitSettings& settings) {
  OUTPOST_TRY(const auto columns, settings.number("width_columns", 16, 64));
  return std::unique_ptr<Driver>(new EscposDriver(static_cast<int>(columns)));
}

void EscposDriver::on_open(Micros now) {
  first_round_ = true;
  can_answer_ = false;
  poll(Phase::idle, now);
}

void EscposDriver::on_close(Micros now) {
  drop_unsent();
  poll_.cancel();
  phase_ = Phase::away;
  if (!jobs_.empty() && jobs_.front().touched) end_job("unknown", "port-lost");
  for (auto& job : jobs_) job.part = 0;
  expire(now);
}

void EscposDriver::on_bytes(ByteView bytes, Micros now) {
  const bool was_running = poll_.running();
  poll_.on_bytes(bytes, now);
  if (was_running && !poll_.running()) on_poll_end(now);
  send(poll_.take_question());
}

void EscposDriver::on_tick(Micros now) {
  const bool was_running = poll_.running();
  poll_.on_tick(now);
  if (was_running && !poll_.running()) on_poll_end(now);
  expire(now);
  if (phase_ == Phase::idle && !poll_.running() && now >= next_poll_) poll(Phase::idle, now);
  if (phase_ == Phase::settling && now >= due_)
    can_answer_ ? poll(Phase::confirming, now) : end_job("sent", "");
  if (phase_ == Phase::sending && now >= due_) give_up("print-timeout");
  if (phase_ == Phase::idle && !poll_.running() && !jobs_.empty()) begin(now);
  send(poll_.take_question());
}

void EscposDriver::on_command(const Command& command, Micros now) {
  ++counters_["jobs"];
  if (jobs_.size() >= max_queue) return refuse(command, "busy");
  const auto job = ipc::decode_print(command.body);
  if (!job) return refuse(command, job.error().name);
  auto receipt = escpos::encode_receipt(*job, columns_);
  if (!receipt) return refuse(command, receipt.error().name);
  jobs_.push_back({command.id, std::move(*receipt), now});
  progress("queued");
  if (phase_ == Phase::idle && !poll_.running()) begin(now);
  send(poll_.take_question());
}

void EscposDriver::on_written(std::size_t count, Micros now) {
  DriverBase::on_written(count, now);
  if (phase_ != Phase::sending) return;
  jobs_.front().touched = true;
  due_ = now + part_limit;
  if (to_write().empty()) part_sent(now);
  send(poll_.take_question());
}

/// Questions go out only while no part is under way: inside a command's data they would be printed as
/// garbage.
void EscposDriver::poll(Phase phase, Micros now) {
  phase_ = phase;
  poll_.start(now);
  send(poll_.take_question());
}

void EscposDriver::on_poll_end(Micros now) {
  first_round_ = false;
  if (poll_.answered()) can_answer_ = true, last_data_ = now;
  const auto reason = trouble();
  switch (phase_) {
  case Phase::idle:
    next_poll_ = now + (can_answer_ ? poll_every : poll_mute_every);
    if (jobs_.empty()) break;
    [[fallthrough]];  // just asked: no need to ask again
  case Phase::checking: reason.empty() ? send_part(now) : end_job("failed", reason); break;
  case Phase::between: reason.empty() ? send_part(now) : end_job("unknown", reason); break;
  case Phase::confirming:
    if (!reason.empty())
      end_job("unknown", reason);
    else
      end_job(poll_.answered() ? "confirmed" : "sent", "");
    break;
  default: break;
  }
}

std::string_view EscposDriver::trouble() const {
  return can_answer_ ? escpos::hindrance(poll_.status()) : "";
}

void EscposDriver::begin(Micros now) {
  if (can_answer_)
    poll(Phase::checking, now);
  else
    send_part(now);
}

void EscposDriver::send_part(Micros now) {
  Job& job = jobs_.front();
  if (job.part == 0) progress("sending");
  phase_ = Phase::sending;
  due_ = now + part_limit;
  send(job.receipt.parts[job.part]);
}

void EscposDriver::part_sent(Micros now) {
  Job& job = jobs_.front();
  if (++job.part < job.receipt.parts.size()) {
    if (can_answer_) return poll(Phase::between, now);
    return send_part(now);
  }
  progress("sent");
  phase_ = Phase::settling;
  due_ = now + std::min(settle_base + settle_line * job.receipt.lines, settle_most);
}

/// The job at the front has ended, one way or another.
void EscposDriver::end_job(std::string_view state, std::string_view reason) {
  const Job& job = jobs_.front();
  ++counters_[std::string(state)];
  counters_["replaced_glyphs"] += job.receipt.replaced_glyphs;
  emit(outcome(job.id, {{"result", result_of(state)},
                        {"state", state},
                        {"reason", reason},
                        {"bytes", job.receipt.size()},
                        {"replaced_glyphs", job.receipt.replaced_glyphs}}));
  jobs_.pop_front();
  if (phase_ == Phase::away) return;
  phase_ = Phase::idle;
  next_poll_ = 0;  // ask soon: the next job, or staff, want to know
}

/// The printer takes nothing more. What it holds is not known, so the line is opened afresh before the next
/// job.
void EscposDriver::give_up(std::string_view reason) {
  drop_unsent();
  end_job(jobs_.front().touched ? "unknown" : "failed", reason);
  ask_reopen();
}

void EscposDriver::refuse(const Command& command, std::string_view reason) {
  ++counters_["failed"];
  emit(outcome(
      command.id,
      {{"result", "failed"}, {"state", "failed"}, {"reason", reason}, {"bytes", 0}, {"replaced_glyphs", 0}}));
}

void EscposDriver::progress(std::string_view state) {
  const Id id = state == "queued" ? jobs_.back().id : jobs_.front().id;
  Message m;
  m.name = "printer";
  m.body = json{{"job", id.text()}, {"state", state}}.dump();
  emit(std::move(m));
}

/// Jobs of which nothing was sent do not wait for ever: a receipt that comes out an hour later is somebody
/// else's.
void EscposDriver::expire(Micros now) {
  while (!jobs_.empty() && (phase_ == Phase::away || phase_ == Phase::idle) &&
         now - jobs_.front().since >= queue_limit)
    end_job("failed", "printer-away");
}

Snapshot EscposDriver::snapshot() const {
  Snapshot s;
  const auto reason = trouble();
  if (!reason.empty())
    s.status = {State::faulted, std::string(reason)};
  else if (phase_ == Phase::idle)
    s.status = {first_round_ ? State::opening : State::ready, ""};
  else
    s.status = {State::busy, ""};
  if (s.status.state == State::ready && can_answer_ && poll_.status().paper_near_end)
    s.status.reason = "paper-low";
  s.last_data_us = last_data_;
  s.counters = counters_;
  s.counters["status_timeouts"] = poll_.timeouts();
  s.counters["queued"] = static_cast<std::int64_t>(jobs_.size());
  return s;
}

std::optional<Micros> EscposDriver::next_deadline() const {
  std::optional<Micros> due = poll_.deadline();
  const auto sooner = [&](Micros t) { due = std::min(due.value_or(t), t); };
  if (phase_ == Phase::idle && !poll_.running()) sooner(next_poll_);
  if (phase_ == Phase::sending || phase_ == Phase::settling) sooner(due_);
  if (!jobs_.empty() && (phase_ == Phase::away || phase_ == Phase::idle))
    sooner(jobs_.front().since + queue_limit);
  return due;
}

}  // namespace outpost::dev
