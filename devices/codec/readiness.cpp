#include "devices/codec/readiness.hpp"

#include "devices/data/data.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

struct Row {
  unsigned bit;
  std::string_view name, en, zh;
};
// Byte B: bit n = available, bit n+4 = not complete.
constexpr std::array<Row, 3> continuous = {{
    {0, "misfire", "Misfire", "失火监测"},
    {1, "fuel_system", "Fuel system", "燃油系统监测"},
    {2, "components", "Components", "综合部件监测"},
}};
// Byte C: available, byte D: not complete. Bits that have no meaning for the kind of engine are left out.
constexpr std::array<Row, 8> spark = {{
    {0, "catalyst", "Catalyst", "催化器"},
    {1, "heated_catalyst", "Heated catalyst", "加热型催化器"},
    {2, "evaporative_system", "Evaporative system", "燃油蒸发系统"},
    {3, "secondary_air", "Secondary air", "二次空气系统"},
    {4, "gasoline_particulate_filter", "Petrol particle filter", "汽油颗粒捕集器"},
    {5, "oxygen_sensor", "Oxygen sensor", "氧传感器"},
    {6, "oxygen_sensor_heater", "Oxygen sensor heater", "氧传感器加热器"},
    {7, "egr_vvt", "EGR or valve timing", "废气再循环/可变气门正时"},
}};
constexpr std::array<Row, 6> compression = {{
    {0, "nmhc_catalyst", "NMHC catalyst", "碳氢催化器"},
    {1, "nox_aftertreatment", "NOx aftertreatment", "氮氧化物后处理"},
    {3, "boost_pressure", "Boost pressure", "增压系统"},
    {5, "exhaust_gas_sensor", "Exhaust gas sensor", "排气传感器"},
    {6, "particulate_filter", "Particle filter", "颗粒捕集器"},
    {7, "egr_vvt", "EGR or valve timing", "废气再循环/可变气门正时"},
}};

template <class Rows>
void add(std::vector<Monitor>& out, const Rows& rows, unsigned available, unsigned incomplete) {
  for (const auto& r : rows)
    out.push_back({r.name, r.en, r.zh, (available >> r.bit & 1) != 0, (incomplete >> r.bit & 1) == 0});
}

}  // namespace

Result<Readiness> read_readiness(ByteView data) {
  if (data.size() != 4) return fail(Code::corrupt, "data-length", "The state of the self-tests has 4 bytes.");
  Readiness out;
  out.compression_ignition = (data[1] & 0x08) != 0;
  add(out.monitors, continuous, data[1], data[1] >> 4);
  if (out.compression_ignition)
    add(out.monitors, compression, data[2], data[3]);
  else
    add(out.monitors, spark, data[2], data[3]);
  return out;
}

Advice readiness_advice(std::string_view monitor) {
  static const auto table = table_rows(data_file("readiness_advice.tsv"));
  const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r[0] == monitor; });
  return row == table.end() ? Advice{} : Advice{(*row)[1], (*row)[2]};
}

}  // namespace outpost::dev
