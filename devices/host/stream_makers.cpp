#include "devices/drivers/table.hpp"
#include "devices/host/program.hpp"
#include "devices/host/stream_unit.hpp"
#include "devices/sim/table.hpp"
#include "devices/transport/make_port.hpp"

namespace outpost::dev {
namespace {

/// What a simulator may want to know of the unit it stands behind.
SimArgs sim_defaults(const UnitSettings& settings) {
  SimArgs out;
  out.values["unit"] = settings.unit;
  for (const auto* key : {"copy_dir", "width_columns"})
    if (const auto v = settings.values.find(key); v != settings.values.end() && !v->second.empty())
      out.values[key] = v->second;
  return out;
}

Result<std::unique_ptr<Unit>> make_stream_unit(const StreamDriver& row, const UnitRequest& request) {
  PortOptions options{row.line, &simulators(), sim_defaults(request.settings)};
  const auto baud = request.settings.values.find("baud");
  if (baud != request.settings.values.end() && !baud->second.empty()) {
    OUTPOST_TRY(const auto speed, request.settings.number("baud", 1'200, 4'000'000));
    options.line.baud = static_cast<int>(speed);
  }
  OUTPOST_TRY(auto port, make_port(request.port, options));
  OUTPOST_TRY(auto driver, row.make(request.settings));
  const bool has_node = request.port.scheme == "serial" || request.port.scheme == "file";
  return std::unique_ptr<Unit>(new StreamUnit(request.settings.unit, std::move(port), std::move(driver),
                                              *request.random, has_node ? request.port.target : ""));
}

}  // namespace

UnitMakers stream_makers() {
  UnitMakers out;
  for (const auto& row : stream_drivers())
    out[std::string(row.name)] = [&row](const UnitRequest& request) {
      return make_stream_unit(row, request);
    };
  return out;
}

}  // namespace outpost::dev
