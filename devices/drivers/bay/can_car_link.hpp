// A car on a CAN interface of the box itself: no adapter in between, ISO-TP by our own hand. The wire carries
// records of devices/codec/can_frame.hpp.
#pragma once

#include "devices/codec/can_frame.hpp"
#include "devices/codec/isotp_reader.hpp"
#include "devices/drivers/bay/car_link.hpp"
#include "devices/drivers/bay/car_search.hpp"
#include "devices/drivers/bay/foreign_answers.hpp"
#include "devices/drivers/bay/truck_listener.hpp"

#include <functional>
#include <map>

namespace outpost::dev {

class CanCarLink final : public CarLink {
public:
  explicit CanCarLink(std::function<void(ByteView)> write);

  void on_open(Micros now) override;
  void on_close(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  std::optional<Micros> next_deadline() const override;

  BayState state() const override { return state_; }
  const std::string& reason() const override { return reason_; }
  const AdapterFacts& adapter() const override { return adapter_; }
  int finds() const override { return finds_; }

  bool free() const override {
    return (phase_ == Phase::car || phase_ == Phase::truck) && !question_ && !answer_;
  }
  void ask(const SafeRequest& request, int frames, Micros now) override;
  std::optional<CarAnswer> take_answer() override { return std::exchange(answer_, std::nullopt); }
  std::optional<ObdReading> take_broadcast() override;
  void doubt(Micros) override {}  // frames have no place in a stream that could be lost
  bool take_reopen() override { return false; }

  void recall(std::string_view) override {}  // there is no adapter to know
  std::optional<std::string> take_learned() override { return std::nullopt; }

  Micros last_answer_us() const override { return last_answer_us_; }
  std::int64_t resyncs() const override { return 0; }
  std::int64_t dropped_bytes() const override {
    return stream_.refused() * static_cast<std::int64_t>(can_record_bytes);
  }

private:
  enum class Phase { closed, search, car, truck, pause };
  /// What one unit has said to the question that is out.
  struct Unit {
    IsoTpReader reader;
    bool answered = false;
    int waits = 0;             // "still working" answers
    Micros wait_until_us = 0;  // of the last one
  };
  struct Question {
    ObdRequest request;
    int frames = 0;
    Micros asked_us = 0;
    std::map<std::uint32_t, Unit> units;
    ElmReply reply;  ///< the frames as lines, as an adapter would give them
  };

  void send(ObdRequest request, int frames, Micros now);
  void put(std::uint32_t to, const Bytes& data);
  void on_frame(const CanFrame& frame, Micros now);
  void on_trouble(CanTrouble trouble, Micros now);
  void take_message(Unit& unit, const Bytes& message, Micros now);
  bool ours(const CanFrame& frame) const;
  static bool all_ended(const Question& question);
  bool complete(Micros now) const;
  std::optional<Micros> done_at() const;
  void finish(Micros now);
  void on_search_answer(ObdReading reading, const Question& question, Micros now);
  void search_on(const ObdReading& reading, Micros now);
  void search(Micros now);
  void take_found(CarAnswer found);
  void truck_found();
  void begin_search(Micros now);
  void car_missing(std::string reason, Micros now);
  void set(BayState state, std::string reason);

  std::function<void(ByteView)> write_;
  CanStream stream_;
  Phase phase_ = Phase::closed;
  BayState state_ = BayState::no_adapter;
  std::string reason_;
  AdapterFacts adapter_;
  const Protocol* trying_ = nullptr;
  int tries_ = 0;                       // questions of this search
  std::string missing_reason_;          // what it came to so far
  std::optional<CarAnswer> wwh_found_;  // somebody answered 22F400; does he answer 0100?

  std::optional<Question> question_;
  std::optional<CarAnswer> answer_;
  std::string trouble_;  // of the bus since the question went out
  ForeignWatch foreign_;
  TruckListener truck_;
  bool bus_off_ = false;  // the controller has left the bus and has not come back
  bool car_there_ = false;
  int finds_ = 0, failures_ = 0;
  Micros closed_us_ = 0, pause_until_us_ = 0, last_answer_us_ = 0;
};

}  // namespace outpost::dev
