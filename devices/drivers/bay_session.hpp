// The conversation with an adapter and the car behind it: set up the adapter, find the protocol, read the
// car, stream live values, make a report, and find the way back after every kind of silence. Pure: bytes and
// time in, bytes and facts out.
#pragma once

#include "devices/drivers/bay_facts.hpp"
#include "devices/drivers/bay_plan.hpp"
#include "devices/drivers/bay_state.hpp"
#include "devices/drivers/elm_link.hpp"

#include <deque>

namespace outpost::dev {

struct AdapterFacts {
  std::string id;                    ///< "ELM327 v1.5"; "" = it has not said
  std::vector<std::string> missing;  ///< commands that it answered with "?"
  bool headers = true;               ///< false: units cannot be told apart
  std::optional<int> voltage_mv;
  const Protocol* protocol = nullptr;
};

struct BayReport {
  BayFacts facts;
  Micros started_us = 0, ended_us = 0;
  std::size_t done = 0, of = 0;
  std::string step;    ///< what is being asked
  std::string reason;  ///< "" = complete; else why it is partial or failed
};

class BaySession {
public:
  explicit BaySession(std::function<void(std::string_view)> write) : link_(std::move(write)) {}

  void on_open(Micros now);
  void on_close(Micros now);
  void on_bytes(ByteView bytes, Micros now);
  void on_tick(Micros now);
  std::optional<Micros> next_deadline() const;

  /// Error `busy` while another report is made.
  Result<void> start_report(Micros now);
  /// Ends a report as it stands, with this reason.
  void end_report(std::string reason, Micros now);
  /// Which live values to stream; an empty list means the usual ten.
  void stream(std::vector<std::uint8_t> pids, bool on);

  BayState state() const { return state_; }
  const std::string& reason() const { return reason_; }
  const AdapterFacts& adapter() const { return adapter_; }
  const BayFacts& facts() const { return facts_; }
  /// The report in progress, or nullptr.
  const BayReport* report() const { return report_ ? &*report_ : nullptr; }
  /// Live rounds a second over the last seconds.
  double rate_hz(Micros now) const;
  Micros last_answer_us() const { return last_answer_us_; }
  const ElmLink& link() const { return link_; }
  std::int64_t refused_answers() const { return refused_; }

  /// True once after something that a screen shows has changed.
  bool take_changed() { return std::exchange(changed_, false); }
  /// True once after a round of live values.
  bool take_live() { return std::exchange(live_due_, false); }
  std::optional<BayReport> take_report() { return std::exchange(finished_, std::nullopt); }
  /// True once: the port should be closed and opened again.
  bool take_reopen() { return std::exchange(reopen_, false); }

private:
  enum class Phase { closed, greet, setup, search, which, voltage, questions, live, pause };
  struct Asked {
    BayQuestion question;
    int tries = 0;
    Micros at_us = 0;
  };

  void pump(Micros now);
  bool ask_next(Micros now);
  bool ask_command(std::string_view text, Micros now);
  bool ask_question(BayQuestion question, Micros now);
  void on_answer(const ElmAnswer& answer, Micros now);
  void on_setup_answer(const ElmAnswer& answer, Micros now);
  void on_search_answer(const ElmAnswer& answer, Micros now);
  void on_protocol_answer(const ElmAnswer& answer, Micros now);
  void on_voltage_answer(const ElmAnswer& answer, Micros now);
  void on_car_answer(const ElmAnswer& answer, Micros now);
  void on_silence(Micros now);
  void on_dead(Micros now);
  void note_step(const ElmAnswer& answer, const ObdReading& reading, Micros now);
  bool again(const ObdReading& reading);
  bool car_failed(const ObdReading& reading, Micros now);
  void car_found(Micros now);
  void car_missing(std::string reason, Micros now);
  void questions_done(Micros now);
  void begin_questions();
  void begin_live(Micros now);
  void next_live_round(Micros now);
  void restart_adapter(std::string reason, Micros now);
  void leave_pause(Micros now);
  void pause(Micros now);
  void next_setup_step(bool refused, Micros now);
  void drop_question(Micros now);
  void live_answered(const ObdRequest& request, const ObdReading& reading);
  void not_adapter(std::string reason, Micros now);
  void set_state(BayState state, std::string reason);
  BayFacts& target() { return report_ ? report_->facts : facts_; }
  ReplyContext context(const std::string& sent) const;

  ElmLink link_;
  Phase phase_ = Phase::closed;
  BayState state_ = BayState::no_adapter;
  std::string reason_;
  AdapterFacts adapter_;
  BayFacts facts_;
  std::optional<BayReport> report_, finished_;
  bool report_rest_added_ = false;

  std::size_t setup_at_ = 0, setup_refused_ = 0;
  bool car_known_ = false;  // facts_ are of the car that is there
  int search_tries_ = 0, dead_count_ = 0;
  ElmReply search_reply_;
  std::deque<BayQuestion> queue_;
  std::set<std::uint8_t> support_asked_;
  std::optional<Asked> asked_;  // the question under way; kept over a loss, to be asked again
  int car_failures_ = 0;

  std::vector<std::uint8_t> live_chosen_;
  bool live_on_ = true, together_ = true;
  std::vector<BayQuestion> unanswered_;  // NO DATA since the last answer: asked again if the car was away
  std::vector<BayQuestion> round_;
  std::size_t round_at_ = 0;
  std::deque<Micros> rounds_;
  Micros voltage_at_us_ = 0, pause_until_us_ = 0, missing_since_us_ = 0;
  Micros last_answer_us_ = 0;
  std::int64_t refused_ = 0;
  bool changed_ = false, live_due_ = false, reopen_ = false;
};

}  // namespace outpost::dev
