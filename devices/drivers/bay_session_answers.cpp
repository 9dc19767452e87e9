// What a bay session makes of each answer.
#include "devices/drivers/bay_session.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

constexpr std::size_t setup_steps = 8;
constexpr int max_tries = 3;          // of one question
constexpr int max_pending_tries = 6;  // of one that a unit answers with "wait"
constexpr int max_car_failures = 3;   // NO DATA or a bus error in a row, then the car is looked for
constexpr int max_search_tries = 3;   // answers to the search that cannot be read

std::string first_fault(const ObdReading& r) {
  return r.faults.empty() ? std::string() : r.faults.front().name;
}

bool is_bus_fault(std::string_view name) {
  constexpr std::array<std::string_view, 6> names = {"unable-to-connect", "bus-init", "bus-error",
                                                     "can-error",         "bus-busy", "feedback-error"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What the adapter itself says in a reply whose protocol is not known yet: a fault's name, "no-data", or "".
std::string adapter_word(const ElmReply& reply, std::string_view sent) {
  for (const auto& line : reply.lines) {
    const auto read = classify_line(line, sent);
    if (!read) continue;
    if (read->kind == LineKind::fault) return std::string(read->fault);
    if (read->kind == LineKind::no_data) return "no-data";
    if (read->kind == LineKind::banner) return "adapter-reset";
    if (read->kind == LineKind::unknown) return "unknown-command";
  }
  return reply.lines.empty() ? "empty-reply" : "";
}

bool contains(const ElmReply& reply, std::string_view word) {
  return std::any_of(reply.lines.begin(), reply.lines.end(),
                     [&](const std::string& line) { return squeeze(line) == word; });
}

}  // namespace

ReplyContext BaySession::context(const std::string& sent) const {
  return {adapter_.protocol ? adapter_.protocol->bus : Bus::none, adapter_.headers, sent, 0};
}

void BaySession::next_setup_step(bool refused, Micros now) {
  if (refused) ++setup_refused_;
  if (++setup_at_ < setup_steps) return;
  if (setup_refused_ == setup_steps) return not_adapter("", now);
  phase_ = Phase::search;
  search_tries_ = 0;
  changed_ = true;
}

void BaySession::on_setup_answer(const ElmAnswer& answer, Micros now) {
  const bool refused = contains(answer.reply, "?") || contains(answer.reply, "ERROR");
  const auto reading = read_adapter(answer.sent, answer.reply);
  if (refused) adapter_.missing.push_back(answer.sent);
  if (refused && answer.sent == "ATH1") adapter_.headers = false;
  if (answer.sent == "ATI")
    if (const auto* id = reading.find("adapter_id")) adapter_.id = id->text.substr(0, 64);
  if (answer.sent == "ATRV") {
    voltage_at_us_ = now;
    if (const auto* v = reading.find("adapter_voltage"); v && v->number > 0)
      adapter_.voltage_mv = static_cast<int>(v->number * 1'000 + 0.5);
  }
  next_setup_step(refused, now);
}

void BaySession::on_search_answer(const ElmAnswer& answer, Micros now) {
  asked_.reset();
  const auto word = adapter_word(answer.reply, answer.sent);
  if (word == "adapter-reset") return restart_adapter(word, now);
  if (word == "no-data" || is_bus_fault(word)) return car_missing(word == "no-data" ? "" : word, now);
  search_reply_ = answer.reply;
  if (adapter_.protocol == nullptr) {
    phase_ = Phase::which;
    return;
  }
  const ObdRequest request{{0x01, 0x00}, 0};
  const auto reading = read_obd(request, context(answer.sent), answer.reply);
  if (reading.values.empty()) {
    ++refused_;
    if (!adapter_.headers && first_fault(reading) == "contradiction") return not_adapter("no-headers", now);
    if (++search_tries_ > max_search_tries) return car_missing("garbled", now);
    return;
  }
  if (!car_known_ && !report_) facts_ = {};
  target().take(request, reading, "supported", now);
  car_found(now);
}

void BaySession::on_protocol_answer(const ElmAnswer& answer, Micros now) {
  const auto reading = read_adapter("ATDPN", answer.reply);
  const auto* number = reading.find("protocol_number");
  adapter_.protocol = number ? protocol_by_number(static_cast<int>(number->number)) : nullptr;
  // Taking lines apart by guess is how wrong values are made.
  if (adapter_.protocol == nullptr) return not_adapter("protocol-unknown", now);
  phase_ = Phase::search;
  on_search_answer({"0100", std::exchange(search_reply_, {}), false, answer.asked_us, now}, now);
}

void BaySession::on_voltage_answer(const ElmAnswer& answer, Micros now) {
  voltage_at_us_ = now;
  const auto before = adapter_.voltage_mv;
  adapter_.voltage_mv.reset();
  const auto reading = read_adapter("ATRV", answer.reply);
  if (const auto* v = reading.find("adapter_voltage"); v && v->number > 0)
    adapter_.voltage_mv = static_cast<int>(v->number * 1'000 + 0.5);
  changed_ = changed_ || before != adapter_.voltage_mv;
  if (adapter_.protocol == nullptr || state_ == BayState::ignition_off)
    phase_ = Phase::search;
  else if (!queue_.empty() || report_)
    phase_ = Phase::questions;
  else
    phase_ = live_on_ && !round_.empty() ? Phase::live : Phase::search;
}

void BaySession::on_car_answer(const ElmAnswer& answer, Micros now) {
  const ObdRequest request{asked_->question.request, 0};
  const auto reading = read_obd(request, context(answer.sent), answer.reply);
  note_step(answer, reading, now);
  if (first_fault(reading) == "adapter-reset") return restart_adapter("adapter-reset", now);
  if (car_failed(reading, now)) return;
  if (again(reading)) {
    ++refused_;
    if (reading.spoilt) link_.resync(now);
    return;
  }
  if (!reading.values.empty()) {
    car_failures_ = 0;
    missing_since_us_ = 0;
    unanswered_.clear();
    if (state_ == BayState::lost)
      set_state(phase_ == Phase::live && !report_ ? BayState::ready : BayState::reading, "");
  }
  const auto question = asked_->question;
  target().take(request, reading, question.step, now);
  if (phase_ == Phase::live) live_answered(request, reading);
  drop_question(now);
}

// The question under way is done with, one way or another.
void BaySession::drop_question(Micros now) {
  if (!asked_) return;
  if (!queue_.empty() && queue_.front().request == asked_->question.request) queue_.pop_front();
  asked_.reset();
  if (report_ && phase_ == Phase::questions) {
    ++report_->done;
    report_->of = report_->done + queue_.size();
  }
  if (phase_ == Phase::live && ++round_at_ >= round_.size()) next_live_round(now);
  changed_ = changed_ || phase_ == Phase::questions;
}

// Worth the same question once more: a spoilt line, or a unit that asked for time.
bool BaySession::again(const ObdReading& reading) {
  const auto fault = first_fault(reading);
  const bool waiting = reading.values.empty() && (fault == "negative-78" || fault == "negative-21");
  if (waiting) return asked_->tries < max_pending_tries;
  if (!reading.spoilt || asked_->tries >= max_tries) return false;
  // Some adapters cannot send, and some cars cannot answer, more than one identifier.
  if (phase_ == Phase::live && asked_->question.request.size() > 2) return false;
  return true;
}

// True when the answer was the car's silence or the bus's trouble, and has been dealt with.
bool BaySession::car_failed(const ObdReading& reading, Micros now) {
  const bool bus = is_bus_fault(first_fault(reading));
  if (!bus && !reading.no_data) return false;
  if (!bus || asked_->tries >= max_tries) {
    if (unanswered_.size() < max_car_failures) unanswered_.push_back(asked_->question);
    drop_question(now);
  }
  if (++car_failures_ < max_car_failures) return true;
  phase_ = Phase::search;  // is it the question, or is the car gone?
  return true;
}

void BaySession::live_answered(const ObdRequest& request, const ObdReading& reading) {
  if (request.bytes.size() <= 2 || !together_) return;
  const bool all = std::all_of(request.bytes.begin() + 1, request.bytes.end(), [&](std::uint8_t pid) {
    return std::any_of(reading.values.begin(), reading.values.end(),
                       [&](const ObdValue& v) { return v.key == request_text(ByteView(&pid, 1)); });
  });
  if (!all) together_ = false;
}

void BaySession::note_step(const ElmAnswer& answer, const ObdReading& reading, Micros now) {
  constexpr std::size_t max_steps = 400, max_lines = 700;  // a report stays far below a message's limit
  if (!report_ || report_->facts.steps.size() >= max_steps) return;
  BayStep step{asked_->question.step, answer.sent,       "ok", answer.asked_us - report_->started_us,
               now - answer.asked_us, answer.reply.lines};
  if (step.lines.size() > max_lines) step.lines.resize(max_lines);
  if (reading.no_data)
    step.result = "no-data";
  else if (reading.values.empty())
    step.result = reading.faults.empty() ? "no-value" : first_fault(reading);
  report_->facts.steps.push_back(std::move(step));
}

}  // namespace outpost::dev
