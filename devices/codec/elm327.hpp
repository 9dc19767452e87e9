// What an ELM327 and its many clones and heirs say: lines ended by CR (or LF, or CR CR LF), a reply ended by
// the prompt
// '>'. Nothing here asks what a line means for a car; it only says what kind of line it is, and bounds how
// much a broken adapter can make us hold.
#pragma once

#include "edge/base/bytes.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace outpost::dev {

inline constexpr std::size_t elm_max_line_bytes = 4 << 10;    ///< the longest legal line is below 100
inline constexpr std::size_t elm_max_reply_bytes = 64 << 10;  ///< eight units with 4 KiB each, as hex text

enum class LineKind {
  data,       ///< hexadecimal (or meant to be): for the frame reader to judge
  ok,         ///< OK
  no_data,    ///< the car did not answer
  searching,  ///< SEARCHING... alone, BUS INIT: without a verdict, or FC: (flow control it has sent)
  fault,      ///< the adapter says that something went wrong; `fault` names it
  unknown,    ///< "?": the adapter does not know the command
  banner,     ///< ELM327 v..., STN...: it has just been reset, or was asked who it is
  text,       ///< anything else
};

struct ElmLine {
  LineKind kind = LineKind::text;
  std::string text;  ///< data: the hexadecimal part without blanks, upper case; else the line as it came
  std::string_view fault;  ///< "bus-error", "data-error"..., of static storage; "" when none
};

/// One complete reply: the lines before a prompt.
struct ElmReply {
  std::vector<std::string> lines;  ///< as they came, without NULs and line ends, empty ones left out
  bool overflow = false;           ///< a cap was hit: something is missing and nothing may be believed
};

/// Bytes of the adapter to replies. Bounded whatever comes. One thread.
class ElmReader {
public:
  void feed(ByteView bytes);
  /// The next complete reply, oldest first.
  std::optional<ElmReply> next();
  /// Lines of the reply that is still open (for "SEARCHING..." and for adapters that lose a prompt).
  const ElmReply& open_reply() const { return open_; }
  /// The line that is still open.
  const std::string& open_line() const { return line_; }
  /// True when nothing is waiting and nothing has come since the last prompt.
  bool idle() const { return done_.empty() && open_.lines.empty() && line_.empty() && !open_.overflow; }
  /// Forgets everything: the port was opened again, or the stream is being resynchronised.
  void reset();
  /// Bytes dropped at a cap since the start.
  std::uint64_t dropped_bytes() const { return dropped_; }

private:
  void take(std::string_view run);
  void end_line();

  std::deque<ElmReply> done_;
  ElmReply open_;
  std::string line_;
  std::size_t open_bytes_ = 0;
  std::uint64_t dropped_ = 0;
};

/// What LineScanner says of a line; the views end with the next scan.
struct ElmLineView {
  LineKind kind = LineKind::text;
  std::string_view text;   ///< data: the hexadecimal part without blanks, upper case; "" for other kinds
  std::string_view fault;  ///< of static storage
};

/// Says what the lines of one reply are. `request` is what was sent (without CR): its echo at the front of a
/// line is taken off first. Keeps one buffer for all lines, because a bay reads thousands of them a second.
class LineScanner {
public:
  explicit LineScanner(std::string_view request);
  /// Nothing for a pure echo.
  std::optional<ElmLineView> scan(std::string_view line);

private:
  std::string asked_;
  std::string squeezed_;
};

/// The same for a single line.
std::optional<ElmLine> classify_line(std::string_view line, std::string_view request);

/// Upper case, without blanks; what the comparisons work on.
std::string squeeze(std::string_view text);
/// The value of a hexadecimal digit (upper case); -1 for anything else.
constexpr int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
/// True for one or more hexadecimal digits only (upper case).
bool is_hex(std::string_view text);

/// "12.4V", "12.4", "12 V" to millivolts. Errors `voltage-malformed`, also for a whole number without the V.
/// 0 V and below 6 V are left to the caller to judge: an adapter without the divider says 0.0V.
Result<int> parse_voltage_mv(std::string_view text);
/// "6", "A6" (A: found by itself) to the protocol number 1..12; 0 = none chosen yet. Error
/// `protocol-malformed`.
Result<int> parse_protocol_number(std::string_view text);

}  // namespace outpost::dev
