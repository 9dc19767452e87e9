// A print job as ESC/POS bytes. Cut into parts at the ends of lines, so that a question about the printer's
// state may be put between two parts without landing inside a command.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/result.hpp"
#include "edge/contract/ipc/print_job.hpp"

#include <vector>

namespace outpost::dev::escpos {

inline constexpr std::size_t max_part_bytes = 4'096;  ///< what one write to a printer may be

struct Receipt {
  std::vector<Bytes> parts;  ///< in order; each ends at the end of a line and has at most max_part_bytes
  int replaced_glyphs = 0;   ///< characters that the printer's font lacks
  int lines = 0;             ///< printed lines, for an estimate of the time

  std::size_t size() const;
};

/// `columns`: of the paper in the printer (32 on 58 mm, 48 on 80 mm); longer lines wrap. Error
/// `text-not-utf8`.
Result<Receipt> encode_receipt(const ipc::PrintJob& job, int columns);

}  // namespace outpost::dev::escpos
