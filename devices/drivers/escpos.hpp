// Receipt printers that speak ESC/POS, over TCP 9100, a serial line, /dev/usb/lp0 or the virtual printer.
// Command `print` (edge/contract/ipc/print_job.hpp); see README.md for the life of a job.
//
// The rule above all: paper is printed at most once. Nothing is sent to a printer that says it cannot print,
// a job that may be on paper is never sent again, and a job that waited too long is given back instead of
// coming out an hour later.
#pragma once

#include "devices/codec/escpos_receipt.hpp"
#include "devices/drivers/driver.hpp"
#include "devices/drivers/escpos_poll.hpp"
#include "devices/drivers/table.hpp"

#include <deque>

namespace outpost::dev {

class EscposDriver final : public DriverBase {
public:
  static constexpr std::size_t max_queue = 16;          ///< over it a job is refused as `busy`
  static constexpr Micros queue_limit = 15 * us_per_s;  ///< a customer waits no longer; then `printer-away`
  static constexpr Micros part_limit = 5 * us_per_s;    ///< without any progress of a part
  static constexpr Micros poll_every = 2 * us_per_s;
  static constexpr Micros poll_mute_every = 30 * us_per_s;  ///< of a printer that never answered

  explicit EscposDriver(int columns) : columns_(columns) {}
  /// Reads `width_columns`; error `bad-setting`.
  static Result<std::unique_ptr<Driver>> make(const UnitSettings& settings);

  void on_open(Micros now) override;
  void on_close(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  void on_command(const Command& command, Micros now) override;
  void on_bind(const Binding&, Micros) override {}
  void on_written(std::size_t count, Micros now) override;
  Snapshot snapshot() const override;
  std::optional<Micros> next_deadline() const override;

private:
  /// Of the job at the front of the queue.
  enum class Phase {
    away,        ///< no wire
    idle,        ///< nothing to do but ask now and then
    checking,    ///< asked whether it can print; nothing sent
    sending,     ///< a part is on its way
    between,     ///< a part is sent, asked whether it still can
    settling,    ///< all sent; time for the paper to run out
    confirming,  ///< asked how it is now
  };
  struct Job {
    Id id;
    escpos::Receipt receipt;
    Micros since = 0;
    std::size_t part = 0;
    bool touched = false;  ///< a byte of it has left: it may be on paper
  };

  void poll(Phase phase, Micros now);
  void on_poll_end(Micros now);
  void begin(Micros now);
  void send_part(Micros now);
  void part_sent(Micros now);
  void end_job(std::string_view state, std::string_view reason);
  void give_up(std::string_view reason);
  void refuse(const Command& command, std::string_view reason);
  void progress(std::string_view state);
  void expire(Micros now);
  std::string_view trouble() const;

  int columns_;
  Phase phase_ = Phase::away;
  std::deque<Job> jobs_;
  escpos::StatusPoll poll_;
  bool first_round_ = true;  // nothing known about this printer since it was opened
  bool can_answer_ = false;  // it has answered since it was opened
  Micros next_poll_ = 0;     // while idle
  Micros due_ = 0;           // of sending and settling
  Micros last_data_ = 0;
  std::map<std::string, std::int64_t, std::less<>> counters_;
};

}  // namespace outpost::dev
