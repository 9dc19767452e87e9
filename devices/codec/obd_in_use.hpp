// In-use performance (service 09, types 08 and 0B): how often the self-tests ran, and how often they could
// have run.
#pragma once

#include "devices/codec/obd_value.hpp"

namespace outpost::dev {

/// `iupr.NAME` values from counters of two bytes each, in the order of SAE J1979; `compression`: type 0B, of
/// diesel engines, else 08. Counters behind the last one with a name are left out. The first four are what
/// every reader wants, the rest is detail.
std::vector<ObdValue> in_use_counters(bool compression, ByteView data);

}  // namespace outpost::dev
