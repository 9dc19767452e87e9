// A car is found, perhaps again: is it the one that was there before?
#include "devices/drivers/bay/bay_plan_wwh.hpp"
#include "devices/drivers/bay/bay_session.hpp"

#include <utility>

namespace outpost::dev {
namespace {

// 0902; of a WWH-OBD car F802 or F190.
bool asks_vin(const ObdRequest& r) {
  static const std::set<Bytes> all = {{0x09, 0x02}, {0x22, 0xF8, 0x02}, {0x22, 0xF1, 0x90}};
  return r.to == 0 && all.contains(r.bytes);
}

}  // namespace

void BaySession::car_found() {
  unanswered_.clear();
  if (clear_) clear_->give_up("lost");  // whoever is there now did not agree to it
  if (!report_) {
    facts_ = {};
    scale_ = {};
    return begin_questions();
  }
  // Is it still the same car? Until it has said so, nothing that was shown before holds.
  facts_ = {};
  live_ = false;
  if (asked_) put_back_ = std::exchange(asked_, std::nullopt);
  const bool asks_it = !queue_.empty() && asks_vin(queue_.front().request);
  changed_ = true;
  if (report_->facts.vin.empty() || asks_it) return;
  const auto questions = same_car_questions(manner().wwh);
  queue_.insert(queue_.begin(), questions.begin(), questions.end());
}

// The link has looked for the car and tells what it said.
void BaySession::take_found(const CarAnswer& answer, Micros now) {
  BayFacts said;
  said.take(answer.request, answer.reading, "supported", now);
  const auto mark = mark_of(said);
  const bool other = contradict(mark_, mark);
  const bool begun = report_ && !report_->facts.steps.empty();
  if (other && begun && report_->facts.vin.empty()) live_ = false, end_report("other-car", now);
  if (other) car_found();
  doubtful_ = other && begun && report_;
  if (doubtful_) return;  // its number will tell
  mark_ = mark;
  // A report asks for itself, and only when it is known whom.
  if (!report_) facts_.take(answer.request, answer.reading, "supported", now);
  if (!working() && live_on_ && round_.empty()) next_live_round(now);
}

// The report's car was gone for a moment. True: this is another one, or cannot say that it is the same.
bool BaySession::another_car(const CarAnswer& answer) {
  if (!report_ || report_->facts.vin.empty() || !asks_vin(answer.request)) return false;
  if (says_another_car(answer.reading, report_->facts.vin)) return true;
  return std::exchange(doubtful_, false) && answer.reading.find("vin") == nullptr;
}

}  // namespace outpost::dev
