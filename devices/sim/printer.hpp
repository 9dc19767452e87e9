// `sim:printer` - a receipt printer at the other end of the wire. It reads ESC/POS byte by byte, answers the
// real-time questions, runs out of paper, and leaves each receipt as a PNG in a folder.
//
//   width_columns=48      paper: 48 on 80 mm, 32 on 58 mm (the unit's setting unless the port says otherwise)
//   copy_dir=DIR          UNIT-000001.png ...; empty: nothing is drawn
//   paper_lines=N         the roll ends after N lines
//   mute=1                never answers a question (a printer without the way back)
//   scenario=FILE         steps (scenario.hpp): paper_out paper_ok cover_open cover_closed unplug plug mute
//   unmute
//                         stop go (takes no more bytes, takes them again) say HEX (noise on the wire)
#pragma once

#include "devices/sim/escpos_reader.hpp"
#include "devices/sim/paper_image.hpp"
#include "devices/sim/scenario.hpp"
#include "devices/transport/simulator.hpp"

namespace outpost::dev {

struct PrinterSetup {
  int columns = 48;
  std::string unit = "printer";  ///< begins the names of the pictures: several printers may share a folder
  std::string copy_dir;
  std::int64_t paper_lines = -1;  ///< -1: no end
  bool mute = false;
  Scenario scenario;
};

class PrinterSimulator final : public Simulator {
public:
  /// Errors: `bad-port`, `bad-scenario`, `cannot-write` (copy_dir).
  static Result<std::unique_ptr<Simulator>> make(const SimArgs& args);
  explicit PrinterSimulator(PrinterSetup setup);

  void on_plug(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  Bytes take_output() override { return std::exchange(output_, {}); }
  std::optional<Micros> next_deadline() const override { return setup_.scenario.next_deadline(); }
  bool plugged() const override { return plugged_; }
  bool accepts() const override { return !stopped_ && backlog_.size() < buffer_bytes; }

  /// All that was ever cut off, for tests.
  const std::vector<paper::Sheet>& sheets() const { return done_; }
  const EscposReader& reader() const { return reader_; }
  void act(const ScenarioStep& step);

private:
  static constexpr std::size_t buffer_bytes = 8 << 10;  // what such printers hold

  bool can_print() const { return paper_left_ != 0 && !cover_open_; }
  void hear_questions(ByteView bytes);
  void answer(std::uint8_t question);
  void print();
  void keep(paper::Sheet sheet);

  PrinterSetup setup_;
  EscposReader reader_;
  std::unique_ptr<paper::Painter> painter_;
  Bytes backlog_;  // received, not printed
  Bytes output_;
  Bytes question_;  // a question cut in half by a write
  std::vector<paper::Sheet> done_;
  std::int64_t paper_left_;
  bool cover_open_ = false, plugged_ = true, stopped_ = false, mute_;
};

}  // namespace outpost::dev
