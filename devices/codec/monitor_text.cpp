#include "devices/codec/monitor_text.hpp"

#include "devices/codec/table_fields.hpp"
#include "devices/data/data.hpp"

#include <array>
#include <vector>

namespace outpost::dev {
namespace {

struct Test {
  std::int64_t from, to, test;  ///< monitors `from` to `to`
  MonitorText text;
};

}  // namespace

MonitorText monitor_text(std::uint8_t monitor) {
  static const auto table = [] {
    std::array<MonitorText, 256> t;
    for (const auto& row : table_rows(data_file("mode06_monitors.tsv")))
      t[static_cast<std::uint8_t>(table_hex(row[0]))] = {row[1], row[2]};
    return t;
  }();
  return table[monitor];
}

MonitorText monitor_test_text(std::uint8_t monitor, std::uint8_t test) {
  static const auto table = [] {
    std::vector<Test> t;
    for (const auto& row : table_rows(data_file("mode06_tests.tsv")))
      t.push_back({table_hex(row[0]), table_hex(row[1]), table_hex(row[2]), {row[3], row[4]}});
    return t;
  }();
  for (const auto& t : table)
    if (t.test == test && t.from <= monitor && monitor <= t.to) return t.text;
  return {};
}

}  // namespace outpost::dev
