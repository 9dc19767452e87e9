#include "devices/drivers/escpos_poll.hpp"

#include <utility>

namespace outpost::dev::escpos {

void StatusPoll::start(Micros now) {
  round_ = {};
  ask(Ask::printer, now);
}

void StatusPoll::ask(Ask question, Micros now) {
  ask_ = question;
  sent_ = false;
  due_ = now + answer_limit;
}

Bytes StatusPoll::take_question() {
  if (!ask_ || std::exchange(sent_, true)) return {};
  return ask_status(*ask_);
}

void StatusPoll::on_bytes(ByteView bytes, Micros now) {
  for (const auto b : bytes) {
    if (!ask_ || !sent_) return;
    if (take_status(*ask_, b, round_)) next(now);  // noise is passed over; the limit goes on running
  }
}

void StatusPoll::next(Micros now) {
  switch (*ask_) {
  case Ask::printer:
    if (round_.offline) return ask(Ask::offline_cause, now);
    return ask(Ask::paper, now);
  case Ask::offline_cause: return ask(Ask::error_cause, now);
  case Ask::error_cause: return ask(Ask::paper, now);
  case Ask::paper:
    ask_.reset();
    answered_ = true;
    status_ = round_;
  }
}

void StatusPoll::on_tick(Micros now) {
  if (!ask_ || now < due_) return;
  ask_.reset();
  answered_ = false;
  ++timeouts_;
}

}  // namespace outpost::dev::escpos
