// A car behind an ELM327 or one of its many relatives: greets the adapter and sets it up, finds the car's
// protocol, notices when adapter or car fall silent, and finds the way back.
#pragma once

#include "devices/drivers/bay/adapter_profile.hpp"
#include "devices/drivers/bay/car_link.hpp"
#include "devices/drivers/bay/car_search.hpp"
#include "devices/drivers/bay/elm_link.hpp"
#include "devices/drivers/bay/foreign_answers.hpp"
#include "devices/drivers/bay/unit_round.hpp"

#include <deque>

namespace outpost::dev {

class ElmCarLink final : public CarLink {
public:
  explicit ElmCarLink(std::function<void(std::string_view)> write) : link_(std::move(write)) {}

  void on_open(Micros now) override;
  void on_close(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  std::optional<Micros> next_deadline() const override;

  BayState state() const override { return state_; }
  const std::string& reason() const override { return reason_; }
  const AdapterFacts& adapter() const override { return adapter_; }
  int finds() const override { return finds_; }

  bool free() const override;
  void ask(const SafeRequest& request, int frames, Micros now) override;
  std::optional<CarAnswer> take_answer() override { return std::exchange(answer_, std::nullopt); }
  void doubt(Micros now) override { link_.resync(now); }
  bool take_reopen() override { return std::exchange(reopen_, false); }

  void recall(std::string_view kept) override { profiles_.from_json(kept); }
  std::optional<std::string> take_learned() override {
    return std::exchange(learned_, false) ? std::optional(profiles_.to_json()) : std::nullopt;
  }

  Micros last_answer_us() const override { return last_answer_us_; }
  std::int64_t resyncs() const override { return link_.resyncs(); }
  std::int64_t dropped_bytes() const override { return link_.dropped_bytes(); }

private:
  static constexpr Micros voltage_every_us = 5 * us_per_s;
  static constexpr int max_search_tries = 3;  ///< answers to the search that cannot be read, or none

  enum class Phase { closed, greet, setup, search, which, voltage, car, pause };
  struct Question {
    SafeRequest request;
    int frames;
  };

  void pump(Micros now);
  bool act(Micros now);
  bool act_in_car(Micros now);
  bool command(std::string_view text, Micros now);
  void refuse_header(const ElmAnswer& answer);
  void address();
  void on_banner(Micros now);
  void send(const Question& question, Micros now);
  void on_elm_answer(const ElmAnswer& answer, Micros now);
  void ask_one_by_one(const SafeRequest& whole);
  bool next_of_round();
  bool cut_short(const ObdReading& reading);
  std::string protocol_command();
  bool next_protocol();
  bool next_wwh_protocol(std::string reason);
  bool no_power() const;
  bool hears_others(const ElmAnswer& answer, const ObdReading& reading, Micros now);
  void note_unit(std::string_view source);
  void on_setup_answer(const ElmAnswer& answer, Micros now);
  void next_setup_step(bool refused, Micros now);
  void on_search_answer(const ElmAnswer& answer, Micros now);
  bool waits_for_list(Micros now);
  void tell_kind(const ElmAnswer& answer, Micros now);
  void take_found(CarAnswer found, Micros now);
  void on_protocol_answer(const ElmAnswer& answer, Micros now);
  void take_voltage(const ElmAnswer& answer, Micros now);
  void on_header_answer(const ElmAnswer& answer);
  void on_car_answer(const ElmAnswer& answer, Micros now);
  bool count_was_wrong(const ObdReading& reading, bool others);
  void be_patient(const ObdReading& reading);
  void on_silence(const ElmAnswer& answer, Micros now);
  void on_dead(Micros now);
  void begin_search();
  void doubt_car();
  void car_found(Micros now);
  void car_missing(std::string reason, Micros now);
  void restart(std::string reason, Micros now);
  void not_adapter(std::string reason, Micros now);
  void pause(Micros now);
  void leave_pause(Micros now);
  void set(BayState state, std::string reason);
  void deliver(const ElmAnswer& answer, ObdReading reading);
  void learn(const AdapterProfile& profile);
  ReplyContext context(const std::string& sent) const;

  ElmLink link_;
  Phase phase_ = Phase::closed;
  BayState state_ = BayState::no_adapter;
  std::string reason_;
  AdapterFacts adapter_;
  AdapterProfiles profiles_;
  AdapterProfile profile_;
  bool learned_ = false, reopen_ = false;
  bool reopening_ = false;  // the port will be closed because it was asked for

  std::size_t setup_at_ = 0, setup_refused_ = 0;
  int search_tries_ = 0;
  Micros waiting_since_us_ = 0;     // a unit asks for time before it lists its identifiers; 0 = it does not
  bool protocol_set_ = false;       // the adapter was told what to try
  bool remembered_ = false;         // that is the protocol of the last car
  bool remembered_failed_ = false;  // and no car answered on it
  bool greet_anew_ = false;         // it may have lost its settings without a word
  bool names_none_ = false;         // the adapter does not say which protocol it found
  std::size_t protocol_at_ = 0;     // then each is tried in turn
  int told_ = 0;                    // the one that it has agreed to try; 0 = none
  std::size_t wwh_at_ = 0;          // nobody answers 0100: which of wwh_protocols is tried, from 1; 0 = none
  bool wwh_again_ = false;          // the last car was of WWH-OBD: its protocol is tried with 22F400 too
  std::string missing_reason_;      // what the search with 0100 came to
  std::optional<CarAnswer> wwh_found_;  // somebody answered 22F400; does he answer 0100?
  ElmReply search_reply_;

  std::optional<Question> question_;  // to be sent, or under way
  std::deque<std::string> headers_;   // commands before it
  std::uint32_t to_ = 0;              // whom the adapter asks now, or will after headers_
  std::uint32_t from_ = 0;            // whom it asked before
  bool counted_ = false;              // the question went out with its count
  bool count_suspect_ = false;        // and was asked again without, as the answer was none
  bool patient_ = false;              // the adapter was told to wait long
  std::optional<CarAnswer> answer_;
  UnitRound round_;
  std::vector<std::uint32_t> units_;  // identifiers that the car's units are asked with
  int cut_short_ = 0;                 // long answers to all that came whole when each unit was asked alone
  int unreadable_ = 0;                // answers in a row
  ForeignWatch foreign_;
  bool car_there_ = false;
  int finds_ = 0, failures_ = 0, dead_count_ = 0;
  Micros closed_us_ = 0, voltage_at_us_ = 0, pause_until_us_ = 0, last_answer_us_ = 0, last_asked_us_ = 0;
  Micros crowded_until_us_ = 0;  // others were heard on the line
  Micros last_car_us_ = 0;       // when the car was last asked
};

}  // namespace outpost::dev
