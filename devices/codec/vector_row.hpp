// One recorded exchange as a line of text: how captured traffic is kept, replayed and decoded by tools and
// tests. Tab separated: case, protocol ("CAN11_500", "ISO9141"..., "J1939",
// "ADAPTER"), headers ("on", "off"),
// request, raw lines.
#pragma once

#include "devices/codec/obd.hpp"

namespace outpost::dev {

struct VectorRow {
  std::string name;
  std::string protocol;
  bool headers = true;
  std::string request;
  std::string raw;  ///< lines joined by '|'; `\0` is a NUL; FLOOD:TEXT:N is TEXT as N lines
};

/// Error `row-malformed`.
Result<VectorRow> parse_vector_row(std::string_view line);

/// Feeds the raw lines through the reader, as the wire would, and decodes. A bad protocol or request is a
/// fault of the whole reply.
ObdReading decode_vector(const VectorRow& row);

/// What a tool prints: `case<TAB>name<TAB>value<TAB>unit` lines, or one `case<TAB>error<TAB>reason`, or
/// `case<TAB>nodata`. Names carry `@source` where several units answered, also when one of them was refused.
/// `all`: details too.
std::string vector_report(const VectorRow& row, const ObdReading& reading, bool all);

}  // namespace outpost::dev
