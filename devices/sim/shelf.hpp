// A shelf board with goods on it: samples with noise, hands that take things and put them back, vibration,
// and faults.
//
//   sim:shelf?lanes=8&seed=1&period_s=20&noise=120&rate=10&script=reset@30,silent@40,speak@45,stuck-2@50
//
// The cells are ideal: 2.5 mg a count, empty = 0. Moves only with the time it is given.
#pragma once

#include "devices/codec/shelf_frame.hpp"
#include "devices/transport/simulator.hpp"
#include "edge/base/id.hpp"

namespace outpost::dev {

class ShelfBoard final : public Simulator {
public:
  static constexpr double mg_per_count = 2.5;

  static Result<std::unique_ptr<Simulator>> make(const SimArgs& args);

  void on_plug(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  Bytes take_output() override { return std::exchange(out_, {}); }
  std::optional<Micros> next_deadline() const override;
  bool plugged() const override { return plugged_; }

  /// silent, speak, unplug, plug, reset, bad-crc, gap, stuck-N, saturate-N, ones-N, ok-N, shake, calm, hot,
  /// cool, open, close, unknown-type, wrong-count. Error `bad-port` for another word.
  Result<void> act(std::string_view action, Micros now);

  /// Puts so many pieces on lane `n` by hand.
  void set_items(std::size_t n, int items);
  int items(std::size_t n) const { return lanes_[n].items; }
  std::int64_t true_mg(std::size_t n) const { return lanes_[n].items * lanes_[n].item_mg; }
  std::size_t lanes() const { return lanes_.size(); }
  /// Hands that move on their own. 0 = nobody comes.
  void set_period(Micros period_us) { period_us_ = period_us; }
  /// For the wrap of the board's clock.
  void set_board_ms(std::uint32_t t_ms) { board_base_ms_ = t_ms, board_since_us_ = now_; }

private:
  struct Lane {
    std::int64_t item_mg = 0;
    int items = 0, capacity = 0;
    double shown_mg = 0;  // follows the true weight through the springs
    Micros touched_us = -1'000'000'000;
    std::string fault;  // "", "stuck", "saturate", "ones"
    std::int32_t frozen = 0;
  };
  struct Step {
    Micros at_us;
    std::string action;
  };

  explicit ShelfBoard(std::uint64_t seed) : random_(seed) {}
  void say(const ShelfFrame& frame);
  void sample();
  void visit();
  std::int32_t reading(Lane& lane);
  double uniform(double low, double high);
  std::uint32_t board_ms() const;
  bool act_lane(std::string_view word, std::size_t lane);

  SeededRandom random_;
  std::vector<Lane> lanes_;
  Micros period_us_ = 0, sample_us_ = 100 * us_per_ms, board_since_us_ = 0, now_ = 0, next_sample_us_ = 0,
         next_visit_us_ = 0;
  Micros first_plug_us_ = -1;
  std::uint32_t board_base_ms_ = 1'000;
  double noise_mg_ = 120, shake_mg_ = 0;
  std::uint8_t seq_ = 0;
  bool plugged_ = true, silent_ = false, bad_crc_ = false, door_open_ = false;
  int temperature_centi_c_ = 2'150;
  std::vector<Step> script_;
  std::size_t script_at_ = 0;
  ShelfReader reader_;
  Bytes out_;
};

}  // namespace outpost::dev
