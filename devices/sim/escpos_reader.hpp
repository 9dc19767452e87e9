// Reads ESC/POS the way a printer does: a stream of bytes, cut anywhere, with garbage in it; lines of paper
// out. Independent of the encoder in devices/codec, so that the one checks the other. Pure; never fails,
// never allocates without a bound.
#pragma once

#include "devices/sim/paper.hpp"
#include "edge/base/bytes.hpp"

#include <optional>
#include <vector>

namespace outpost::dev {

class EscposReader {
public:
  static constexpr std::size_t max_command_bytes = 64 << 10;  ///< the longest is a stored QR code or an image
  static constexpr std::size_t max_items = 4'000;             ///< then the sheet is torn off by itself

  explicit EscposReader(int columns) : columns_(columns) { reset(); }

  /// Takes bytes; how many lines of paper they moved.
  int feed(ByteView bytes);
  /// Sheets that were cut off since the last call.
  std::vector<paper::Sheet> take_sheets() { return std::exchange(sheets_, {}); }
  /// The sheet that still hangs in the printer.
  const paper::Sheet& current() const { return sheet_; }
  /// Questions `DLE EOT n` (their n) since the last call.
  std::vector<std::uint8_t> take_questions() { return std::exchange(questions_, {}); }
  /// Characters for which no printer has a glyph, and bytes that were no command.
  int missing_glyphs() const { return missing_; }
  int unknown_bytes() const { return unknown_; }
  /// Power off and on: what was received and not printed is gone.
  void power_cycle();

private:
  std::size_t step(ByteView b);
  std::size_t text(ByteView b);
  std::size_t command(ByteView b, std::size_t arguments);
  std::size_t variable(ByteView b);
  std::size_t bit_image(ByteView b) const;
  void apply(std::uint8_t lead, std::uint8_t code, ByteView arguments);
  void apply_group(std::uint8_t code, ByteView arguments);
  void qr(ByteView data);
  void raster(std::size_t row_bytes, ByteView bits);
  void put(const std::string& character, int cells);
  void end_line();
  void add(paper::Item item, int lines);
  void cut();
  void reset();

  int columns_;
  Bytes pending_;
  paper::Sheet sheet_;
  std::vector<paper::Sheet> sheets_;
  std::vector<std::uint8_t> questions_;
  int moved_ = 0, missing_ = 0, unknown_ = 0;
  // what ESC @ resets
  paper::Line line_;
  paper::Align align_ = paper::Align::left;
  paper::Run look_;  // of the next character; its text is unused
  bool chinese_ = true;
  paper::Qr qr_;
};

}  // namespace outpost::dev
