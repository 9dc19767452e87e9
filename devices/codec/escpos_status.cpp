#include "devices/codec/escpos_status.hpp"

namespace outpost::dev::escpos {

Bytes ask_status(Ask ask) { return {0x10, 0x04, static_cast<std::uint8_t>(ask)}; }

bool take_status(Ask ask, std::uint8_t b, PrinterStatus& s) {
  if (!is_status_byte(b)) return false;
  switch (ask) {
  case Ask::printer: s.offline = (b & 0x08) != 0; break;
  case Ask::offline_cause:
    s.cover_open = (b & 0x04) != 0;
    s.other_error = (b & 0x40) != 0;
    break;
  case Ask::error_cause:
    s.cutter_error = (b & 0x08) != 0;
    s.fatal_error = (b & 0x20) != 0;
    break;
  case Ask::paper:
    s.paper_near_end = (b & 0x0C) != 0;
    s.paper_out = (b & 0x60) != 0;
    break;
  }
  return true;
}

std::string_view hindrance(const PrinterStatus& s) {
  if (s.paper_out) return "paper-out";
  if (s.cover_open) return "cover-open";
  if (s.cutter_error) return "cutter";
  if (s.fatal_error) return "printer-fatal";
  if (s.other_error) return "printer-error";
  return s.offline ? "printer-offline" : "";
}

}  // namespace outpost::dev::escpos
