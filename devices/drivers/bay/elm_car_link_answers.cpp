// What the way to a car makes of each answer of the adapter.
#include "devices/drivers/bay/elm_car_link.hpp"

#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/elm_header.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::size_t setup_steps = 8;
constexpr int max_failures = 3;      // NO DATA or a bus error in a row, then the car is looked for
constexpr int max_search_tries = 3;  // answers to the search that cannot be read, or none

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

bool refused(const ElmReply& reply) { return contains(reply, "?") || contains(reply, "ERROR"); }

}  // namespace

ReplyContext ElmCarLink::context(const std::string& sent) const {
  return {adapter_.protocol ? adapter_.protocol->bus : Bus::none, adapter_.headers, sent, 0};
}

void ElmCarLink::on_elm_answer(const ElmAnswer& answer, Micros now) {
  if (answer.silent) return on_silence(answer, now);
  last_answer_us_ = now;
  dead_count_ = 0;
  if (answer.reply.overflow) set(BayState::lost, "flood");
  if (phase_ == Phase::setup) return on_setup_answer(answer, now);
  if (answer.sent == "ATDPN") return on_protocol_answer(answer, now);
  if (answer.sent == "ATRV") return take_voltage(answer, now);
  if (phase_ == Phase::car && !headers_.empty()) return on_header_answer(answer);
  if (answer.sent.starts_with("AT")) return;
  if (phase_ == Phase::search) return on_search_answer(answer, now);
  if (question_) on_car_answer(answer, now);
}

void ElmCarLink::on_setup_answer(const ElmAnswer& answer, Micros now) {
  const auto reading = read_adapter(answer.sent, answer.reply);
  const bool no = refused(answer.reply);
  if (no) adapter_.missing.push_back(answer.sent);
  if (no && answer.sent == "ATH1") adapter_.headers = false;
  if (answer.sent == "ATI") {
    if (const auto* id = reading.find("adapter_id")) adapter_.id = id->text.substr(0, 64);
    profile_ = profiles_.find(adapter_.id);
  }
  if (answer.sent == "ATRV") take_voltage(answer, now);
  next_setup_step(no, now);
}

void ElmCarLink::next_setup_step(bool no, Micros now) {
  if (no) ++setup_refused_;
  if (++setup_at_ < setup_steps) return;
  if (setup_refused_ == setup_steps) return not_adapter("", now);
  remembered_failed_ = false;
  begin_search();
}

void ElmCarLink::on_search_answer(const ElmAnswer& answer, Micros now) {
  const auto word = adapter_word(answer.reply, answer.sent);
  if (word == "adapter-reset") return restart(word, now);
  if (word == "no-data" || is_bus_fault(word)) return car_missing(word == "no-data" ? "" : word, now);
  search_reply_ = answer.reply;
  if (adapter_.protocol == nullptr) {
    phase_ = Phase::which;
    return;
  }
  auto reading = read_obd({{0x01, 0x00}, 0}, context(answer.sent), answer.reply);
  if (reading.values.empty()) {
    if (!adapter_.headers && first_fault(reading) == "contradiction") return not_adapter("no-headers", now);
    if (++search_tries_ > max_search_tries) return car_missing("garbled", now);
    return;
  }
  car_found(now);
  answer_ = CarAnswer{{{0x01, 0x00}, 0}, std::move(reading), answer.reply.lines, false, answer.asked_us, now};
}

void ElmCarLink::on_protocol_answer(const ElmAnswer& answer, Micros now) {
  const auto reading = read_adapter("ATDPN", answer.reply);
  const auto* number = reading.find("protocol_number");
  adapter_.protocol = number ? protocol_by_number(static_cast<int>(number->number)) : nullptr;
  // Taking lines apart by guess is how wrong values are made.
  if (adapter_.protocol == nullptr) return not_adapter("protocol-unknown", now);
  phase_ = Phase::search;
  on_search_answer({"0100", std::exchange(search_reply_, {}), false, answer.asked_us, now}, now);
}

void ElmCarLink::take_voltage(const ElmAnswer& answer, Micros now) {
  voltage_at_us_ = now;
  adapter_.voltage_mv.reset();
  const auto reading = read_adapter("ATRV", answer.reply);
  if (const auto* v = reading.find("adapter_voltage"); v && v->number > 0)
    adapter_.voltage_mv = static_cast<int>(v->number * 1'000 + 0.5);
  if (phase_ == Phase::voltage) begin_search();
}

void ElmCarLink::on_header_answer(const ElmAnswer& answer) {
  headers_.pop_front();
  const bool needed = answer.sent.starts_with("ATSH") || answer.sent.starts_with("ATCRA");
  if (!needed || !refused(answer.reply)) return;
  // The adapter cannot ask this unit: nothing may be sent, or others would be asked instead.
  ObdReading reading;
  reading.faults.push_back({"", "header-unsupported", "The adapter cannot ask a single control unit."});
  headers_.clear();
  to_ = unknown_header;
  deliver(answer, std::move(reading));
}

void ElmCarLink::on_car_answer(const ElmAnswer& answer, Micros now) {
  const auto& request = question_->request.request();
  auto reading = read_obd(request, context(answer.sent), answer.reply);
  if (first_fault(reading) == "adapter-reset") {
    deliver(answer, std::move(reading));
    return restart("adapter-reset", now);
  }
  if (count_was_wrong(reading)) return;  // it is asked again without the count
  be_patient(reading);
  const bool failed = reading.no_data || is_bus_fault(first_fault(reading));
  if (!reading.values.empty()) failures_ = 0;
  if (!answer.reply.overflow && state_ == BayState::lost) set(BayState::ready, "");
  deliver(answer, std::move(reading));
  if (failed && ++failures_ >= max_failures) begin_search();  // is it the question, or is the car gone?
}

// An adapter that does not know the digit behind a request says "?", or stops listening too early: then the
// same question without the digit is answered.
bool ElmCarLink::count_was_wrong(const ObdReading& reading) {
  const auto fault = first_fault(reading);
  if (std::exchange(count_suspect_, false) && !reading.values.empty()) {
    profile_.counts_answers = false;
    learn(profile_);
  }
  if (!counted_ || (fault != "unknown-command" && fault != "isotp-incomplete" && fault != "stopped"))
    return false;
  count_suspect_ = true;
  question_->frames = 0;
  return true;
}

// A unit that asks for time is given the longest that the adapter can wait, until it has answered.
void ElmCarLink::be_patient(const ObdReading& reading) {
  const bool waits = reading.pending > 0 && reading.values.empty();
  if (waits && !std::exchange(patient_, true)) headers_.emplace_back("ATSTFF");
  if (!reading.values.empty() && std::exchange(patient_, false)) headers_.emplace_back("ATST32");
}

void ElmCarLink::deliver(const ElmAnswer& answer, ObdReading reading) {
  if (!question_) return;
  answer_ = CarAnswer{question_->request.request(),
                      std::move(reading),
                      answer.reply.lines,
                      answer.silent,
                      answer.asked_us,
                      answer.answered_us};
  question_.reset();
}

void ElmCarLink::on_silence(const ElmAnswer& answer, Micros now) {
  switch (phase_) {
  case Phase::setup: return next_setup_step(true, now);
  case Phase::voltage:
    voltage_at_us_ = now;
    begin_search();
    break;
  case Phase::which:
  case Phase::search:
    phase_ = Phase::search;
    if (++search_tries_ > max_search_tries) return car_missing("silent", now);
    break;
  default:
    if (answer.sent == "ATRV") voltage_at_us_ = now;
    headers_.clear();
    to_ = to_ == 0 ? 0 : unknown_header;
    deliver(answer, {});
  }
  set(BayState::lost, "silent");
}

}  // namespace outpost::dev
