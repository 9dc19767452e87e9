// Driver `shelf_stream`: a shelf board that streams raw counts of 8 to 32 load cells. Readings are described
// in READINGS.md.
#pragma once

#include "devices/codec/shelf_frame.hpp"
#include "devices/drivers/driver.hpp"
#include "devices/drivers/shelf_channel.hpp"
#include "devices/drivers/table.hpp"

namespace outpost::dev {

class ShelfStream final : public DriverBase {
public:
  /// `fresh`: the calibration of channels that have none of their own yet.
  explicit ShelfStream(std::optional<ShelfCalibration> fresh) : fresh_(fresh) {}
  /// Reads `calibration` of the unit's section ("2.5@0": milligrams a count, empty reading). Error
  /// `bad-setting`.
  static Result<std::unique_ptr<Driver>> make(const UnitSettings& settings);

  void on_open(Micros now) override;
  void on_close(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  void on_command(const Command& command, Micros now) override;
  void on_bind(const Binding& binding, Micros now) override;
  Snapshot snapshot() const override;
  std::optional<Micros> next_deadline() const override;

private:
  struct Counters {
    std::int64_t frames = 0, gaps = 0, crc_errors = 0, bad_frames = 0, unknown = 0, resets = 0, naks = 0;
  };
  enum class Door { unknown, open, closed };

  void on_frame(const Result<ShelfFrame>& frame, Micros now);
  void on_hello(const ShelfHello& hello, Micros now);
  void on_sample(const ShelfSample& sample, Micros now);
  void on_door(const ShelfDoor& door, Micros now);
  void on_nak(const ShelfNak& nak);
  void count_error(const Error& error);
  void count_seq(std::uint8_t seq);
  Micros board_time(std::uint32_t t_ms, Micros now);
  void board_reset();
  void ask_hello(Micros now);
  void apply_kept();
  void say_weight(Micros now);
  void say_kept(Micros now);
  void tare(const Command& command, Micros now);
  void rate(const Command& command, Micros now);
  void end_command(const Command& command, std::string_view reason);
  void set_state(Status status);

  std::optional<ShelfCalibration> fresh_;
  std::string kept_ = "{}";
  ShelfReader reader_;
  std::optional<ShelfHello> hello_;
  std::vector<ShelfChannel> channels_;
  ShelfTuning tuning_;
  Counters counters_;
  Status status_{State::opening, ""};
  Door door_ = Door::unknown;
  std::optional<int> temperature_centi_c_;
  std::vector<ShelfChange> changes_;  // not said yet
  std::optional<Command> rate_command_;
  Micros rate_until_us_ = 0;

  bool open_ = false, reopened_ = false;
  std::optional<std::uint8_t> last_seq_;
  std::optional<std::uint32_t> last_t_ms_;
  Micros board_us_ = 0;  // unwrapped; goes on over a reset of the board
  Micros opened_us_ = 0, hello_at_us_ = 0, last_sample_us_ = 0, last_frame_us_ = 0;
  Micros said_us_ = 0, kept_said_us_ = 0;
  bool weight_due_ = false, say_at_once_ = false, kept_due_ = false;
};

}  // namespace outpost::dev
