// The course of a bay session: what is asked first when a car is found, and a report from its first chapter
// to its end.
#include "devices/drivers/bay/bay_session.hpp"

#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/bay_plan_wwh.hpp"
#include "devices/drivers/bay/car_search.hpp"

#include <algorithm>
#include <utility>

namespace outpost::dev {
namespace {

// A report stays far below the limit of a message (1 MiB).
constexpr std::size_t max_steps = 400, max_line_bytes = 500'000;
constexpr int max_rechecks = 3;

bool report_complete(const BayReport& report) { return report.reason.empty(); }

/// Of the text as a JSON string: signs that are no letters are written as six.
std::size_t json_bytes(const std::string& text) {
  constexpr std::size_t around = 3, escaped = 6;
  const auto odd = [](char c) { return c < 0x20 || c >= 0x7F || c == '"' || c == '\\'; };
  const auto n = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), odd));
  return around + text.size() + n * (escaped - 1);
}

}  // namespace

void BaySession::note_step(const CarAnswer& answer) {
  constexpr std::size_t max_lines = 700;
  if (!report_ || report_->facts.steps.size() >= max_steps) return;
  BayStep step{asked_->question.step,
               request_key(answer.request),
               "ok",
               std::string(bus_name(manner().bus)),
               link_.adapter().headers,
               answer.asked_us - report_->started_us + report_->earlier_us,
               answer.answered_us - answer.asked_us,
               answer.lines};
  if (step.lines.size() > max_lines) step.lines.resize(max_lines);
  if (answer.silent)
    step.result = "silent";
  else if (answer.reading.no_data)
    step.result = "no-data";
  else if (answer.reading.values.empty())
    step.result = answer.reading.faults.empty() ? "no-value" : first_fault(answer.reading);
  keep_step(std::move(step));
}

// What a broken adapter said without end is left out as a whole: half a line is worse than none.
void BaySession::keep_step(BayStep step) {
  std::size_t bytes = 0;
  for (const auto& line : step.lines) bytes += json_bytes(line);
  if (report_->line_bytes + bytes > max_line_bytes) {
    step.lines.clear();
    bytes = 0;
  }
  report_->line_bytes += bytes;
  report_->facts.steps.push_back(std::move(step));
}

void BaySession::begin_questions() {
  chapter_ = BayChapter::codes;
  lists_asked_.clear();
  queue_.clear();
  asked_.reset();
  put_back_.reset();
  doubtful_ = false;
  together_ = true;
  rate_.clear();
  live_ = false;
  changed_ = true;
}

void BaySession::questions_done(Micros now) {
  // The last answers were NO DATA: were these questions too many, or is the car gone? The link finds out.
  if (!unanswered_.empty() && rechecks_++ < max_rechecks) {
    queue_.push_back({"supported", search_question(manner().wwh).request(), 0});
    return;
  }
  unanswered_.clear();
  rechecks_ = 0;
  const auto last = report_ ? BayChapter::end : BayChapter::types;  // the first screen needs no more
  while (chapter_ < last) {
    const auto questions = chapter_questions(chapter_, target(), manner(), lists_asked_);
    if (questions.empty() || !has_rounds(chapter_))
      chapter_ = static_cast<BayChapter>(static_cast<int>(chapter_) + 1);
    if (questions.empty()) continue;
    queue_.assign(questions.begin(), questions.end());
    if (report_) report_->of = report_->done + queue_.size();
    return;
  }
  if (report_)
    end_report(report_->facts.units.empty() ? "lost" : "", now);  // nothing could be read: that is no report
  else
    begin_live(now);
}

Result<void> BaySession::start_report(Micros now, std::vector<BayStep> before, Micros earlier_us) {
  if (report_ || clear_)
    return fail(Code::busy, "busy", "A report is being made, or codes are being erased.");
  report_ = BayReport{};
  report_->started_us = now;
  report_->earlier_us = earlier_us;
  if (link_.adapter().truck) report_->facts = facts_;  // what it has said; there is nothing to ask
  chapter_ = BayChapter::codes;
  answered_before_.clear();
  lists_asked_.clear();
  asked_again_.clear();
  unanswered_.clear();
  queue_.clear();
  put_back_.reset();
  doubtful_ = false;
  if (asked_ && !asked_->out) asked_.reset();
  replay(std::move(before), now);
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
  put_back_.reset();
  doubtful_ = false;
  if (report_complete(report)) {
    auto live = std::move(facts_.live);
    facts_ = report.facts;
    facts_.live = std::move(live);
    facts_.steps.clear();
  }
  finished_ = std::move(report);
  changed_ = true;
  answered_before_.clear();
  if (!live_ && !report_complete(*finished_)) {
    // Whoever is there now is read from the beginning, and by scales of its own.
    facts_ = {};
    scale_ = {};
    begin_questions();
  } else {
    begin_live(now);
  }
}

// The raw lines of an earlier life are read again, by the rules of today; what was answered is not asked
// again.
void BaySession::replay(std::vector<BayStep> steps, Micros now) {
  for (auto& step : steps) {
    const auto request = parse_obd_request(step.request);
    if (!request) continue;
    auto reading = read_obd(*request, {bus_by_name(step.bus), step.headers, request_text(request->bytes), 0},
                            ElmReply{step.lines, false});
    const bool answered = !reading.values.empty() || reading.no_data;
    scale_.learn(reading.values);
    scale_.apply(reading.values);
    if (answered) report_->facts.take(*request, reading, step.step, now);
    if (answered) answered_before_.insert(step.request);
    ++report_->done;
    keep_step(std::move(step));
  }
  const auto mark = mark_of(report_->facts);
  doubtful_ = link_.state() == BayState::ready && contradict(mark, mark_);
  if (link_.state() != BayState::ready && !mark.empty()) mark_ = mark;
  if (doubtful_ && report_->facts.vin.empty()) return end_report("other-car", now);
  if (report_->facts.vin.empty()) return;
  // Is it still the same car?
  const bool wwh = answered_before_.contains("22F802") || answered_before_.contains("22F190");
  for (const auto& question : same_car_questions(wwh)) {
    answered_before_.erase(request_key(question.request));
    queue_.push_back(question);
  }
}

Result<void> BaySession::start_clear(ClearOrder order, Micros now) {
  if (report_ || clear_)
    return fail(Code::busy, "busy", "A report is being made, or codes are being erased.");
  if (link_.state() != BayState::ready)
    return fail(Code::unavailable, std::string(bay_state_name(link_.state())), "No car answers.");
  // What needs no car is said before the car is asked.
  OUTPOST_CHECK(check_clear_grounds({order.person, order.snapshot, order.vin, order.vin, 0.0, 0.0, 0}));
  clear_.emplace(std::move(order), now);
  if (asked_ && !asked_->out) asked_.reset();
  changed_ = true;
  after(now);
  return {};
}

// Whatever came of it, what is shown of the car is read anew.
void BaySession::end_clear() {
  cleared_ = std::move(*clear_);
  clear_.reset();
  facts_ = {};
  begin_questions();
}

}  // namespace outpost::dev
