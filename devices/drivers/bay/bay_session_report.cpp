// The course of a bay session: what is asked first when a car is found, and a report from its first chapter
// to its end.
#include "devices/drivers/bay/bay_session.hpp"

#include "devices/drivers/bay/bay_faults.hpp"

#include <utility>

namespace outpost::dev {

void BaySession::note_step(const CarAnswer& answer) {
  constexpr std::size_t max_steps = 400, max_lines = 700;  // a report stays far below a message's limit
  if (!report_ || report_->facts.steps.size() >= max_steps) return;
  BayStep step{asked_->question.step,
               request_text(answer.request.bytes),
               "ok",
               answer.asked_us - report_->started_us,
               answer.answered_us - answer.asked_us,
               answer.lines};
  if (step.lines.size() > max_lines) step.lines.resize(max_lines);
  if (answer.silent)
    step.result = "silent";
  else if (answer.reading.no_data)
    step.result = "no-data";
  else if (answer.reading.values.empty())
    step.result = answer.reading.faults.empty() ? "no-value" : first_fault(answer.reading);
  report_->facts.steps.push_back(std::move(step));
}

void BaySession::begin_questions() {
  chapter_ = BayChapter::first;
  lists_asked_.clear();
  queue_.clear();
  asked_.reset();
  together_ = true;
  rate_.clear();
  live_ = false;
  changed_ = true;
}

void BaySession::questions_done(Micros now) {
  // The last answers were NO DATA: were these questions too many, or is the car gone? The link finds out.
  if (!unanswered_.empty()) {
    queue_.push_back({"supported", {{0x01, 0x00}, 0}, 0});
    return;
  }
  const auto last = report_ ? BayChapter::end : BayChapter::types;  // the first screen needs no more
  while (chapter_ != last) {
    const auto questions = chapter_questions(chapter_, target(), manner(), lists_asked_);
    if (questions.empty() || !has_rounds(chapter_))
      chapter_ = static_cast<BayChapter>(static_cast<int>(chapter_) + 1);
    if (questions.empty()) continue;
    queue_.assign(questions.begin(), questions.end());
    if (report_) report_->of = report_->done + queue_.size();
    return;
  }
  if (report_)
    end_report("", now);
  else
    begin_live(now);
}

Result<void> BaySession::start_report(Micros now) {
  if (report_) return fail(Code::busy, "busy", "A report is being made.");
  report_ = BayReport{};
  report_->started_us = now;
  chapter_ = BayChapter::first;
  lists_asked_.clear();
  unanswered_.clear();
  queue_.clear();
  if (asked_ && !asked_->out) asked_.reset();
  changed_ = true;
  const auto way = link_.state();
  if (way == BayState::no_adapter || way == BayState::not_obd)
    end_report(std::string(bay_state_name(way)), now);
  after(now);
  return {};
}

void BaySession::end_report(std::string reason, Micros now) {
  if (!report_) return;
  auto report = std::move(*report_);
  report_.reset();
  report.ended_us = now;
  report.reason = std::move(reason);
  queue_.clear();
  if (asked_ && !asked_->out) asked_.reset();
  unanswered_.clear();
  if (report.reason.empty()) {
    auto live = std::move(facts_.live);
    facts_ = report.facts;
    facts_.live = std::move(live);
    facts_.steps.clear();
  }
  finished_ = std::move(report);
  changed_ = true;
  if (link_.state() == BayState::ready) begin_live(now);
}

}  // namespace outpost::dev
