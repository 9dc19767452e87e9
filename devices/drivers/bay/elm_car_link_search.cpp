// How the way through an adapter finds the car: by the protocol of the last one, by the adapter's own search,
// and one protocol after the other where that finds nothing.
#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/bay_problems.hpp"
#include "devices/drivers/bay/elm_car_link.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr int no_power_below_mv = 6'000;

// The usual ones first; those that take long to try last.
constexpr std::array<int, 9> protocol_order = {6, 7, 8, 9, 2, 1, 5, 3, 4};
constexpr Micros search_wait_us = 10 * us_per_s;  // for a unit that asks for time; most take five at most

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

}  // namespace

// The car may be gone: the voltage tells first whether the adapter is still plugged into it.
void ElmCarLink::doubt_car() {
  begin_search();
  if (phase_ == Phase::search) phase_ = Phase::voltage;
}

void ElmCarLink::begin_search() {
  headers_.clear();
  round_.drop();
  if (to_ != 0) {
    phase_ = Phase::greet;  // whom the adapter asks is undone with everything else
    return;
  }
  phase_ = Phase::search;
  search_tries_ = 0;
  waiting_since_us_ = 0;
  protocol_set_ = false;
}

// What the adapter is told to try: the protocol of its last car, then its own search; one that never says
// what it found tries one after the other. Then those of WWH-OBD, which no adapter finds by itself.
std::string ElmCarLink::protocol_command() {
  told_ = 0;
  adapter_.wwh = std::exchange(wwh_again_, false) || wwh_at_ > 0;
  if (wwh_at_ > 0) return fmt::format("ATTP{}", wwh_protocols[wwh_at_ - 1]);
  remembered_ = profile_.protocol != 0 && !remembered_failed_;
  if (remembered_) return fmt::format("ATTP{}", profile_.protocol);
  if (names_none_) return fmt::format("ATTP{}", protocol_order[protocol_at_]);
  return "ATSP0";
}

// No car on this protocol: true when there is another to try.
bool ElmCarLink::next_protocol() {
  if (!names_none_ || car_there_ || ++protocol_at_ >= protocol_order.size()) return protocol_at_ = 0, false;
  begin_search();
  return true;
}

// Nobody answers 0100: true when there is a protocol to try with 22F400. A car that was there a moment ago
// answered its own question until then, so that its loss is said at once.
bool ElmCarLink::next_wwh_protocol(std::string reason) {
  if (wwh_at_ == 0 || reason == "no-obd") missing_reason_ = std::move(reason);
  if (car_there_ || no_power() || wwh_at_ == wwh_protocols.size()) return wwh_at_ = 0, false;
  ++wwh_at_;
  begin_search();
  return true;
}

bool ElmCarLink::no_power() const { return adapter_.voltage_mv && *adapter_.voltage_mv < no_power_below_mv; }

void ElmCarLink::on_search_answer(const ElmAnswer& answer, Micros now) {
  const auto word = adapter_word(answer.reply, answer.sent);
  if (word == "adapter-reset") return restart(word, now);
  if (wwh_found_) return tell_kind(answer, now);
  if (word == "no-data" || is_bus_fault(word)) return car_missing(word == "no-data" ? "" : word, now);
  search_reply_ = answer.reply;
  if (adapter_.protocol == nullptr && names_none_) adapter_.protocol = protocol_by_number(told_);
  if (adapter_.protocol == nullptr) {
    phase_ = Phase::which;
    return;
  }
  const auto& request = search_question(adapter_.wwh).request();
  auto reading = read_obd(request, context(answer.sent), answer.reply);
  if (reading.values.empty()) {
    if (!adapter_.headers && first_fault(reading) == "contradiction") return not_adapter("no-headers", now);
    if (refuses_list(reading)) return car_missing("no-obd", now);
    if (reading.pending > 0 && waits_for_list(now)) return;
    if (++search_tries_ > max_search_tries)
      return car_missing(only_noise(reading.faults) ? "" : "garbled", now);
    return;
  }
  CarAnswer found{request, std::move(reading), answer.reply.lines, false, answer.asked_us, now};
  if (!adapter_.wwh || car_there_) return take_found(std::move(found), now);
  // Some ordinary cars know these identifiers too, and this one may have been switched on a moment ago.
  wwh_found_ = std::move(found);
  adapter_.wwh = false;
}

bool ElmCarLink::waits_for_list(Micros now) {
  if (waiting_since_us_ == 0) waiting_since_us_ = now;
  return now - waiting_since_us_ < search_wait_us;
}

// Somebody answered 22F400, and this is what came to 0100: whoever answers that too is an ordinary car.
void ElmCarLink::tell_kind(const ElmAnswer& answer, Micros now) {
  const auto& request = search_question(false).request();
  auto reading = read_obd(request, context(answer.sent), answer.reply);
  const bool clear = !reading.values.empty() || reading.no_data || refuses_list(reading);
  if (!clear && ++search_tries_ <= max_search_tries) return;
  auto found = std::move(*std::exchange(wwh_found_, std::nullopt));
  adapter_.wwh = reading.values.empty();
  if (!adapter_.wwh)
    found = CarAnswer{request, std::move(reading), answer.reply.lines, false, answer.asked_us, now};
  take_found(std::move(found), now);
}

void ElmCarLink::take_found(CarAnswer found, Micros now) {
  if (!car_there_) units_.clear();
  for (const auto& v : found.reading.values) note_unit(v.source);
  car_found(now);
  answer_ = std::move(found);
}

void ElmCarLink::on_protocol_answer(const ElmAnswer& answer, Micros now) {
  const auto reading = read_adapter("ATDPN", answer.reply);
  const auto* number = reading.find("protocol_number");
  adapter_.protocol = protocol_by_number(number ? static_cast<int>(number->number) : told_);
  if (adapter_.protocol == nullptr && !number && !std::exchange(names_none_, true)) {
    adapter_.missing.emplace_back("ATDPN");
    return begin_search();  // it does as it is told, then it is known
  }
  // Taking lines apart by guess is how wrong values are made.
  if (adapter_.protocol == nullptr) return not_adapter("protocol-unknown", now);
  phase_ = Phase::search;
  const auto sent = search_question(adapter_.wwh).text();
  on_search_answer({sent, std::exchange(search_reply_, {}), false, ElmNoise::none, answer.asked_us, now},
                   now);
}

void ElmCarLink::car_found(Micros now) {
  if (!std::exchange(car_there_, true)) ++finds_;
  failures_ = 0;
  remembered_failed_ = false;
  wwh_at_ = 0;
  phase_ = Phase::car;
  unreadable_ = 0;
  voltage_at_us_ = std::max(voltage_at_us_, now - voltage_every_us);
  set(BayState::ready, "");
  if (profile_.protocol != adapter_.protocol->number || profile_.wwh != adapter_.wwh) {
    profile_.protocol = adapter_.protocol->number;
    profile_.wwh = adapter_.wwh;
    learn(profile_);
  }
}

void ElmCarLink::car_missing(std::string reason, Micros now) {
  adapter_.protocol = nullptr;  // the next car may speak another
  wwh_found_.reset();
  if (phase_ == Phase::search && !car_there_ && std::exchange(remembered_, false)) {
    wwh_again_ = profile_.wwh && !adapter_.wwh;
    remembered_failed_ = !wwh_again_;  // not the protocol of the last car: let the adapter look for it
    return begin_search();
  }
  if (wwh_at_ == 0 && next_protocol()) return;
  if (next_wwh_protocol(std::move(reason))) return;
  remembered_failed_ = false;
  car_there_ = false;
  greet_anew_ = missing_reason_ == "garbled";
  set(BayState::ignition_off, no_power() ? "no-power" : std::exchange(missing_reason_, {}));
  failures_ = 0;
  pause(now);
}

}  // namespace outpost::dev
