// What is asked of the car in a bay and what becomes of the answers: the first screen, live values, reports.
// How the car is reached is the link's business (car_link.hpp). Pure: time and answers in, questions and
// facts out.
#pragma once

#include "devices/codec/value_scale.hpp"
#include "devices/drivers/bay/bay_clear.hpp"
#include "devices/drivers/bay/bay_facts.hpp"
#include "devices/drivers/bay/bay_plan.hpp"
#include "devices/drivers/bay/car_link.hpp"
#include "devices/drivers/bay/car_mark.hpp"
#include "devices/drivers/bay/live_rate.hpp"

#include <deque>

namespace outpost::dev {

struct BayReport {
  BayFacts facts;
  Micros started_us = 0, ended_us = 0;
  Micros earlier_us = 0;  ///< since an earlier life began it; 0 = this one did
  std::size_t done = 0, of = 0;
  std::string step;            ///< what is being asked
  std::string reason;          ///< "" = complete; else why it is partial or failed
  std::size_t line_bytes = 0;  ///< of the raw lines of all steps, as JSON
};

class BaySession {
public:
  explicit BaySession(CarLink& link) : link_(link) {}

  /// After anything that happened to the link: bytes, time, opening.
  void after(Micros now);
  /// The wire is gone. A report under way ends as it stands: whoever closes may be about to end the program.
  /// With `coming_back` the link itself wanted it closed and opened again, and the report waits for that.
  void on_close(Micros now, bool coming_back = false);
  std::optional<Micros> next_deadline() const;

  /// `before`: the steps of the same report in an earlier life, which began `earlier_us` ago; it goes on
  /// behind them. Error `busy` while another report is made, or codes are erased.
  Result<void> start_report(Micros now, std::vector<BayStep> before = {}, Micros earlier_us = 0);
  /// Ends a report as it stands, with this reason.
  void end_report(std::string reason, Micros now);
  /// Erases trouble codes. Errors `busy`, and the bay's state when no car is there.
  Result<void> start_clear(ClearOrder order, Micros now);
  /// Which live values to stream; an empty list means the usual ten.
  void stream(std::vector<std::uint8_t> pids, bool on);

  BayState state() const;
  const std::string& reason() const { return link_.reason(); }
  const CarLink& link() const { return link_; }
  const BayFacts& facts() const { return facts_; }
  /// The report in progress, or nullptr.
  const BayReport* report() const { return report_ ? &*report_ : nullptr; }
  /// Live rounds a second over the last seconds.
  double rate_hz(Micros now) const { return rate_.hz(now); }
  std::int64_t refused_answers() const { return refused_; }

  /// True once after something that a screen shows has changed.
  bool take_changed() { return std::exchange(changed_, false); }
  /// True once after a round of live values.
  bool take_live() { return std::exchange(live_due_, false); }
  std::optional<BayReport> take_report() { return std::exchange(finished_, std::nullopt); }
  std::optional<BayClear> take_clear() { return std::exchange(cleared_, std::nullopt); }

private:
  struct Asked {
    BayQuestion question;
    int tries = 0;
    bool out = false;  // with the link now
  };

  void note_state(Micros now);
  void car_found();
  void take_found(const CarAnswer& answer, Micros now);
  bool ask_next(Micros now);
  bool ask(BayQuestion question, Micros now);
  void on_answer(const CarAnswer& answer, Micros now);
  bool worth_another_try(const CarAnswer& answer) const;
  bool another_car(const CarAnswer& answer);
  void keep_step(BayStep step);
  void take(const CarAnswer& answer, Micros now);
  void take_broadcast(const ObdReading& reading);
  void note_step(const CarAnswer& answer);
  void drop_question(Micros now);
  void questions_done(Micros now);
  void begin_questions();
  void replay(std::vector<BayStep> steps, Micros now);
  void end_clear();
  bool goes_alone(const CarAnswer& answer) const;
  void read_again_alone(const std::string& step, const CarAnswer& answer);
  void begin_live(Micros now);
  void next_live_round(Micros now);
  bool working() const { return report_ || clear_ || !live_; }
  BayManner manner() const {
    const auto& a = link_.adapter();
    return {a.protocol ? a.protocol->bus : Bus::none, together_, report_.has_value(), a.wwh, a.truck};
  }
  BayFacts& target() { return report_ ? report_->facts : facts_; }

  CarLink& link_;
  BayFacts facts_;
  ValueScale scale_;
  std::optional<BayReport> report_, finished_;
  std::set<std::string> answered_before_;  // requests of the report's earlier life
  std::optional<BayClear> clear_, cleared_;
  int finds_ = 0;
  CarMark mark_;           // of the car that was found
  bool doubtful_ = false;  // the car of the report may be another one now

  BayChapter chapter_ = BayChapter::codes;
  std::set<Bytes> lists_asked_;
  std::deque<BayQuestion> queue_;
  std::optional<Asked> asked_;           // kept over a loss, to be asked again
  std::optional<Asked> put_back_;        // its tries so far, while the car is asked whether it is the same
  std::vector<BayQuestion> unanswered_;  // NO DATA since the last answer: asked again if the car was away

  std::set<std::string> asked_again_;  // for that reason; a car may have nothing to say to a question

  bool live_ = false;  // the questions of the first screen are answered
  std::vector<std::uint8_t> live_chosen_;
  bool live_on_ = true, together_ = true;
  std::vector<BayQuestion> round_;
  std::size_t round_at_ = 0;
  LiveRate rate_;

  BayState seen_state_ = BayState::no_adapter;
  std::string seen_reason_;
  std::optional<int> seen_voltage_;
  Micros missing_since_us_ = 0;  // 0 = the car is there
  int rechecks_ = 0;             // in a row: is the car gone, or has it nothing to say?
  std::int64_t refused_ = 0;
  bool changed_ = false, live_due_ = false;
};

}  // namespace outpost::dev
