// What the self-tests of service 06 are called: the monitor ("Catalyst, bank 1") and the test in it
// ("Switching time from rich to lean"). The tables are devices/data/mode06_monitors.tsv and mode06_tests.tsv.
#pragma once

#include <cstdint>
#include <string_view>

namespace outpost::dev {

struct MonitorText {
  std::string_view en, zh;  ///< of static storage; both empty when it has no standard name
};

/// Empty for an identifier that the standard leaves free or to the maker. Any thread.
MonitorText monitor_text(std::uint8_t monitor);

/// Empty for the maker's own tests, and for a standard test under a monitor that it does not belong to. Any
/// thread.
MonitorText monitor_test_text(std::uint8_t monitor, std::uint8_t test);

}  // namespace outpost::dev
