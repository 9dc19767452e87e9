#include "edge/core/code_payment.hpp"

#include "edge/core/code_payment_table.hpp"

#include <algorithm>

namespace outpost::core {
namespace {

constexpr std::string_view alarm_amount = "provider-amount";  // a sum that was not asked for
constexpr std::string_view alarm_kept =
    "payment-not-reversible";  // paid after all while it was being reversed
constexpr std::string_view alarm_late = "payment-after-reverse";   // paid after the reversal was confirmed
constexpr std::string_view alarm_refund = "refund-refused";        // the provider will not give it back
constexpr std::string_view alarm_stuck = "payment-stuck";          // no definite answer for very long
constexpr std::string_view alarm_unwanted = "payment-not-wanted";  // paid, but the order needs it no more

void enter(CodeAttempt& a, CodePhase phase, CodeView view, CodeAsk next, Micros at_us) {
  a.phase = phase, a.view = view, a.next = next, a.next_at_us = at_us, a.tries = 0;
}

void finish(CodeAttempt& a, CodeView view) { enter(a, CodePhase::final, view, CodeAsk::query, 0); }

void ask(CodeAttempt& a, CodeAsk next, Micros at_us) { a.next = next, a.next_at_us = at_us; }

void start_reversing(CodeAttempt& a, Micros now_us, const CodeTimings& t) {
  enter(a, CodePhase::reversing, CodeView::unknown, CodeAsk::reverse,
        std::max(now_us, a.since_us + t.reverse_not_before_us));
}

void start_refunding(CodeAttempt& a, const ProviderReply& r, Micros now_us) {
  a.taken_fen = r.amount_fen.value_or(a.amount_fen);
  // What people were told stays: "reversed" or "declined" is true again once the refund is done.
  enter(a, CodePhase::refunding, a.view, CodeAsk::refund, now_us);
}

void start_watching(CodeAttempt& a, CodeView view, Micros now_us, const CodeTimings& t) {
  enter(a, CodePhase::watching, view, CodeAsk::query, now_us + t.watch_us[0]);
}

Micros doubled(const CodeAttempt& a, const CodeTimings& t) {
  return std::min(t.again_most_us, t.again_us << std::min(a.tries, 10));
}

void again(CodeAttempt& a, CodeAsk next, Micros now_us, const CodeTimings& t) {
  ask(a, next, now_us + doubled(a, t));
  a.tries++;
}

/// Still charging: look again, or give up at the limit. An order that the provider has not seen by the time
/// it may be reversed is given up then: waiting longer helps no customer.
void look_again(CodeAttempt& a, const ProviderReply& r, Micros now_us, const CodeTimings& t) {
  bool paying = r.say == CodeSay::paying;
  bool missing = r.say == CodeSay::not_found && a.next == CodeAsk::query;
  Micros give_up_us = a.since_us + (missing ? t.reverse_not_before_us : t.limit_us);
  if (now_us >= give_up_us) return start_reversing(a, now_us, t);
  std::size_t look = static_cast<std::size_t>(a.tries++);
  Micros wait_us = !paying                                 ? t.look_unknown_us
                   : look < t.first_looks_paying_us.size() ? t.first_looks_paying_us[look]
                                                           : t.look_paying_us;
  a.view = paying ? CodeView::pending : CodeView::unknown;
  ask(a, CodeAsk::query, std::min(now_us + wait_us, give_up_us));
}

void watch_on(CodeAttempt& a, Micros now_us, const CodeTimings& t) {
  std::size_t look = static_cast<std::size_t>(++a.tries);
  if (look >= t.watch_us.size()) return finish(a, a.view);
  ask(a, CodeAsk::query, now_us + t.watch_us[look]);
}

bool wrong_amount(const CodeAttempt& a, const ProviderReply& r) {
  if (r.say == CodeSay::paid) return r.amount_fen != a.amount_fen;  // also when it is missing
  return r.say == CodeSay::paying && r.amount_fen && *r.amount_fen != a.amount_fen;
}

std::string_view apply(CodeEffect effect, CodeAttempt& a, const ProviderReply& r, Micros now_us,
                       const CodeTimings& t) {
  switch (effect) {
  case CodeEffect::approve:
    a.reason.clear();  // of looks that did not work out
    finish(a, CodeView::approved);
    break;
  case CodeEffect::decline: finish(a, CodeView::declined); break;
  case CodeEffect::gone: finish(a, CodeView::reversed); break;
  case CodeEffect::look: look_again(a, r, now_us, t); break;
  case CodeEffect::close: ask(a, CodeAsk::close, now_us); break;
  case CodeEffect::query: ask(a, CodeAsk::query, now_us); break;
  case CodeEffect::reverse_again: again(a, CodeAsk::reverse, now_us, t); break;
  case CodeEffect::watch_reversed: start_watching(a, CodeView::reversed, now_us, t); break;
  case CodeEffect::watch_closed: start_watching(a, CodeView::declined, now_us, t); break;
  case CodeEffect::watch_on: watch_on(a, now_us, t); break;
  case CodeEffect::watch_again: ask(a, CodeAsk::query, now_us + t.again_most_us); break;
  case CodeEffect::refund_kept: start_refunding(a, r, now_us); return alarm_kept;
  case CodeEffect::refund_late: start_refunding(a, r, now_us); return alarm_late;
  case CodeEffect::refund_now:
    a.taken_fen = r.amount_fen.value_or(a.amount_fen);
    ask(a, CodeAsk::refund, now_us);
    break;
  case CodeEffect::refund_again: again(a, CodeAsk::query, now_us, t); break;
  case CodeEffect::refund_refused: {
    bool first = a.tries == 0;
    again(a, CodeAsk::query, now_us, t);
    return first ? alarm_refund : std::string_view{};
  }
  case CodeEffect::refunded:
    finish(a, a.view == CodeView::declined ? CodeView::declined : CodeView::reversed);
    break;
  }
  return {};
}

}  // namespace

CodeTimings code_timings() {
  constexpr Micros s = us_per_s;
  return {5 * s, {1 * s, 2 * s, 3 * s}, 5 * s, 45 * s, 15 * s, 5 * s, 60 * s, {10 * s, 60 * s}, 600 * s};
}

CodeTimings scaled(const CodeTimings& t, std::int64_t part, std::int64_t whole) {
  auto by = [&](Micros us) { return std::max<Micros>(1, us * part / whole); };
  return {by(t.look_unknown_us),
          {by(t.first_looks_paying_us[0]), by(t.first_looks_paying_us[1]), by(t.first_looks_paying_us[2])},
          by(t.look_paying_us),
          by(t.limit_us),
          by(t.reverse_not_before_us),
          by(t.again_us),
          by(t.again_most_us),
          {by(t.watch_us[0]), by(t.watch_us[1])},
          by(t.stuck_us)};
}

CodeAttempt begin_code_attempt(Fen amount_fen, Micros now_us) {
  CodeAttempt a;
  a.amount_fen = amount_fen;
  a.since_us = a.next_at_us = now_us;
  return a;
}

CodeAttempt resume_code_attempt(Fen amount_fen, CodePhase phase, CodeView view, Micros now_us,
                                const CodeTimings& t) {
  CodeAttempt a = begin_code_attempt(amount_fen, now_us);
  a.phase = phase, a.view = view, a.taken_fen = amount_fen;
  bool reversing = phase == CodePhase::reversing;
  ask(a, reversing ? CodeAsk::reverse : CodeAsk::query,
      reversing ? now_us + t.reverse_not_before_us : now_us);
  return a;
}

CodeStep take_reply(CodeAttempt& a, const ProviderReply& r, Micros now_us, const CodeTimings& t) {
  CodePhase phase = a.phase;
  CodeView view = a.view;
  std::string_view alarm;
  if (!r.provider_trade.empty()) a.provider_trade = r.provider_trade;
  if (!r.reason.empty()) a.reason = r.reason;
  if (phase == CodePhase::charging && wrong_amount(a, r)) {
    a.reason = alarm_amount;
    start_reversing(a, now_us, t);
    alarm = alarm_amount;
  } else {
    alarm = apply(code_effect(phase, a.next, r.say), a, r, now_us, t);
  }
  if (alarm.empty() && !a.stuck && a.phase != CodePhase::final && now_us - a.since_us >= t.stuck_us) {
    a.stuck = true;
    alarm = alarm_stuck;
  }
  return {a.phase != phase || a.view != view || !alarm.empty(), alarm};
}

CodeStep give_back(CodeAttempt& a, Micros now_us, const CodeTimings& t) {
  a.reason = alarm_unwanted;
  start_reversing(a, now_us, t);
  return {true, alarm_unwanted};
}

std::optional<CodeBrand> brand_of(std::string_view code) {
  bool digits = std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || code.size() < 16 || code.size() > 24) return std::nullopt;
  int prefix = (code[0] - '0') * 10 + (code[1] - '0');
  if (code.size() == 18 && prefix >= 10 && prefix <= 15) return CodeBrand::wechat;
  if (prefix >= 25 && prefix <= 30) return CodeBrand::alipay;
  return std::nullopt;
}

}  // namespace outpost::core
