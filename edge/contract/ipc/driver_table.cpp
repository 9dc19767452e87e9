#include "edge/contract/ipc/driver_table.hpp"

#include <algorithm>

namespace outpost::ipc {
namespace {

bool has(const std::vector<std::string_view>& v, std::string_view x) {
  return std::find(v.begin(), v.end(), x) != v.end();
}

}  // namespace

const std::vector<DriverRow>& driver_table() {
  static const std::vector<DriverRow> table = {
      // driver, zh, en, readings, outcomes, commands, silent is stale, leases, guarded
      {"scan_camera",
       "扫码摄像头",
       "Scan camera",
       {"scan", "again", "picture", "preview"},
       {},
       {},
       false,
       {"preview"}},
      {"escpos", "小票打印机", "Receipt printer", {"printer"}, {"print"}, {"print"}, false},
      {"obd_bay",
       "检测工位",
       "Diagnostic bay",
       {"bay", "live", "step"},
       {"report", "live", "stop", "clear"},
       {"report", "live", "stop", "clear"},
       false,
       {},
       {"report", "clear"}},
      {"shelf_stream",
       "智能货架",
       "Smart shelf",
       {"weight", "door"},
       {"tare", "rate"},
       {"tare", "rate"},
       true},
  };
  return table;
}

const DriverRow* find_driver(std::string_view driver) {
  const auto& t = driver_table();
  const auto i = std::find_if(t.begin(), t.end(), [&](const DriverRow& r) { return r.driver == driver; });
  return i == t.end() ? nullptr : &*i;
}

bool may_read(const DriverRow& row, std::string_view reading) { return has(row.readings, reading); }
bool may_end(const DriverRow& row, std::string_view outcome) { return has(row.outcomes, outcome); }
bool may_do(const DriverRow& row, std::string_view command) { return has(row.commands, command); }
bool may_ask(const DriverRow& row, std::string_view command) {
  return may_do(row, command) && !has(row.guarded, command);
}
bool may_lease(const DriverRow& row, std::string_view lease) { return has(row.leases, lease); }

}  // namespace outpost::ipc
