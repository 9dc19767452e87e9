#include "edge/app/attempt_desk.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

using core::CodeAsk;
using core::CodePhase;
using core::CodeView;

// A save fails for now when the disk is full or the writer's queue is; both last seconds at least.
constexpr Micros save_again_us = 1 * us_per_s;
constexpr Micros save_again_most_us = 30 * us_per_s;

/// Errors after which the same change can never be saved: a rule or broken data is against it.
bool never(Code code) {
  return code == Code::conflict || code == Code::refused || code == Code::not_found ||
         code == Code::invalid || code == Code::internal;
}

}  // namespace

AttemptDesk::Due& AttemptDesk::queue_of(const Entry& e) {
  if (e.doing == Doing::unsaved) return saves_;
  return e.attempt.next == CodeAsk::charge ? charges_ : questions_;
}

void AttemptDesk::wait(const Id& id, Entry& e) {
  e.doing = Doing::waiting;
  queue_of(e).emplace(e.attempt.next_at_us, id);
}

void AttemptDesk::begin(const Id& id, Fen amount_fen, AuthCode code, Micros now_us) {
  auto [it, fresh] = entries_.try_emplace(id);
  if (!fresh) return;
  it->second.attempt = core::begin_code_attempt(amount_fen, now_us);
  it->second.code = std::move(code);
  wait(id, it->second);
}

void AttemptDesk::resume(const OpenAttempt& open, Micros now_us) {
  if (open.phase == CodePhase::final) return;
  auto [it, fresh] = entries_.try_emplace(open.id);
  if (!fresh) return;
  it->second.attempt = core::resume_code_attempt(open.amount_fen, open.phase, open.view, now_us, timings_);
  it->second.saved_view = open.view;
  wait(open.id, it->second);
}

std::optional<Question> AttemptDesk::take_question(Micros now_us, bool charges_only) {
  auto due = [&](const Due& q) { return !q.empty() && q.begin()->first <= now_us; };
  Due* queue = due(charges_) ? &charges_ : !charges_only && due(questions_) ? &questions_ : nullptr;
  if (!queue) return std::nullopt;
  Id id = queue->begin()->second;
  queue->erase(queue->begin());
  Entry& e = entries_.at(id);
  e.doing = Doing::asking;
  bool refund = e.attempt.next == CodeAsk::refund;
  return Question{
      e.attempt.next, {id, refund ? e.attempt.taken_fen : e.attempt.amount_fen}, std::move(e.code)};
}

AttemptChange AttemptDesk::start_saving(const Id& id, Entry& e, std::string_view alarm) {
  const auto& a = e.attempt;
  e.doing = Doing::saving;
  e.change = {id, a.phase, a.view, a.reason, a.provider_trade, std::string(alarm), a.taken_fen};
  return e.change;
}

std::optional<AttemptChange> AttemptDesk::take_reply(const Id& id, const core::ProviderReply& reply,
                                                     Micros now_us) {
  auto it = entries_.find(id);
  if (it == entries_.end() || it->second.doing != Doing::asking) return std::nullopt;
  Entry& e = it->second;
  auto step = core::take_reply(e.attempt, reply, now_us, timings_);
  if (step.save) return start_saving(id, e, step.alarm);
  wait(id, e);
  return std::nullopt;
}

std::optional<AttemptChange> AttemptDesk::saved(const Id& id, const Result<void>& result, Micros now_us) {
  auto it = entries_.find(id);
  if (it == entries_.end() || it->second.doing != Doing::saving) return std::nullopt;
  Entry& e = it->second;
  if (!result.ok() && e.change.view == CodeView::approved && never(result.error().code)) {
    auto step = core::give_back(e.attempt, now_us, timings_);
    return start_saving(id, e, step.alarm);
  }
  if (!result.ok()) {
    e.doing = Doing::unsaved;
    e.save_again_us = now_us + std::min(save_again_most_us, save_again_us << std::min(e.failed_saves++, 5));
    saves_.emplace(e.save_again_us, id);
    return std::nullopt;
  }
  e.failed_saves = 0;
  e.saved_view = e.change.view;
  if (e.attempt.phase == CodePhase::final)
    entries_.erase(it);
  else
    wait(id, e);
  return std::nullopt;
}

std::optional<AttemptChange> AttemptDesk::take_unsaved(Micros now_us) {
  if (saves_.empty() || saves_.begin()->first > now_us) return std::nullopt;
  Id id = saves_.begin()->second;
  saves_.erase(saves_.begin());
  Entry& e = entries_.at(id);
  e.doing = Doing::saving;
  return e.change;
}

std::optional<Micros> AttemptDesk::next_due_us(bool with_questions) const {
  std::optional<Micros> due;
  auto look = [&](const Due& q) {
    if (!q.empty() && (!due || q.begin()->first < *due)) due = q.begin()->first;
  };
  look(charges_);
  look(saves_);
  if (with_questions) look(questions_);
  return due;
}

bool AttemptDesk::decided(const Id& id) const {
  auto it = entries_.find(id);
  if (it == entries_.end()) return true;
  return it->second.saved_view != CodeView::pending && it->second.saved_view != CodeView::unknown;
}

}  // namespace outpost::app
