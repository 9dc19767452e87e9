#include "tests/bench/obd/one_by_one.hpp"

namespace outpost::bench {
namespace {

constexpr int max_tries = 6;  // of a question that a unit answers with "wait"

}  // namespace

using namespace dev;

void OneByOne::after(Micros now) {
  while (const auto answer = link_.take_answer()) take(*answer, now);
  if (done() || !link_.free() || (queue_.empty() && !plan())) {
    if (done() && ended_us == 0) ended_us = now;
    return;
  }
  if (began_us == 0) began_us = now;
  out_ = true;
  ++requests;
  link_.ask(SafeRequest::make(queue_.front().request).value(), 0, now);
}

// False at the end.
bool OneByOne::plan() {
  while (chapter_ != BayChapter::end) {
    const auto questions =
        chapter_questions(chapter_, facts_, {link_.adapter().protocol->bus, false, true}, asked_);
    if (questions.empty() || !has_rounds(chapter_))
      chapter_ = static_cast<BayChapter>(static_cast<int>(chapter_) + 1);
    if (questions.empty()) continue;
    queue_.assign(questions.begin(), questions.end());
    return true;
  }
  return false;
}

void OneByOne::take(const CarAnswer& answer, Micros now) {
  const auto step = out_ && !queue_.empty() ? queue_.front().step : "supported";
  facts_.take(answer.request, answer.reading, step, now);
  if (!std::exchange(out_, false)) return;
  const bool waits = answer.reading.values.empty() && answer.reading.pending > 0;
  if (waits && ++tries_ < max_tries) return;
  tries_ = 0;
  queue_.pop_front();
}

}  // namespace outpost::bench
