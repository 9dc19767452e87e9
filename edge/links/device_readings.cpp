#include "edge/links/device_readings.hpp"

#include "edge/app/bay_sessions.hpp"
#include "edge/app/kept.hpp"
#include "edge/app/unit_json.hpp"
#include "edge/links/preview_work.hpp"
#include "edge/links/scan_work.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace outpost::links {
namespace {

using nlohmann::json;

constexpr std::size_t max_channels = 64;           // of one shelf; boards have 32
constexpr std::size_t max_values = 64;             // of one `live`
constexpr std::size_t max_state_bytes = 64 << 10;  // of a bay's word about itself
constexpr std::size_t max_counters = 64;
constexpr std::size_t max_parts = 32;
// A hand that trembles before the camera is told once, not ten times.
constexpr Micros again_every_us = us_per_s;
constexpr std::array<std::string_view, 8> states = {"disabled", "absent", "opening", "ready",
                                                    "busy",     "stale",  "faulted", "unreachable"};

json object_of(const std::string& body) {
  auto j = json::parse(body, nullptr, false);
  return j.is_object() ? j : json::object();
}

std::string text_of(const json& j, const char* key, std::size_t most = 200) {
  const auto i = j.find(key);
  return i != j.end() && i->is_string() ? i->get<std::string>().substr(0, most) : std::string();
}

/// A channel may be named by a number or a word.
std::string name_of(const json& j, const char* key) {
  const auto i = j.find(key);
  return i != j.end() && i->is_number_unsigned() ? std::to_string(i->get<unsigned>()) : text_of(j, key, 32);
}

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

std::map<std::string, std::int64_t> counters_of(const json& j) {
  std::map<std::string, std::int64_t> out;
  const auto found = j.find("counters");
  if (found == j.end() || !found->is_object()) return out;
  for (const auto& [name, value] : found->items())
    if (out.size() < max_counters && name.size() <= 64 && value.is_number_integer() &&
        !name.starts_with("edge_"))
      out[name] = value.get<std::int64_t>();
  return out;
}

std::vector<app::UnitPart> parts_of(const json& j) {
  std::vector<app::UnitPart> out;
  const auto found = j.find("devices");
  if (found == j.end() || !found->is_array()) return out;
  for (const auto& p : *found)
    if (p.is_object() && out.size() < max_parts)
      out.push_back(
          {text_of(p, "device"), text_of(p, "label"), text_of(p, "state", 32), text_of(p, "reason")});
  return out;
}

std::optional<app::ShelfChannel> channel_of(const json& c, Micros at_us) {
  if (!c.is_object()) return std::nullopt;
  app::ShelfChannel out;
  out.channel = name_of(c, "channel");
  if (out.channel.empty()) return std::nullopt;
  if (const auto w = c.find("weight_mg"); w != c.end() && w->is_number_integer())
    out.weight_mg = w->get<std::int64_t>();
  out.stable = c.value("stable", json(false)) == json(true);
  const std::string fault = text_of(c, "fault", 32);
  const bool suspect = c.value("suspect", json(false)) == json(true);
  out.state = !fault.empty() ? fault : suspect ? "suspect" : "ok";
  out.at_us = at_us;
  return out;
}

}  // namespace

void DeviceReadings::on_state(Seat& seat, const ipc::Message& m) {
  const json j = object_of(m.body);
  if (const auto kept = j.find("kept"); kept != j.end() && kept->is_object()) return keep(seat, dump(*kept));
  const std::string state = text_of(j, "state", 32);
  if (std::find(states.begin(), states.end(), state) == states.end()) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  seat.said_state = state;
  seat.said_reason = text_of(j, "reason", 64);
  seat.counters = counters_of(j);
  const auto last_data = j.value("last_data_boot_us", json());
  core_.board.change(seat.info.unit, [&](app::UnitView& v) {
    v.parts = parts_of(j);
    if (last_data.is_number_unsigned() && last_data.get<std::uint64_t>() > 0)
      v.last_data_us = core_.wall_of(
          static_cast<Micros>(std::min<std::uint64_t>(last_data.get<std::uint64_t>(), INT64_MAX)));
  });
  core_.show(seat);
}

void DeviceReadings::keep(Seat& seat, std::string kept) {
  if (kept == seat.kept) return;
  if (kept.size() > app::most_kept_bytes) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  seat.kept = kept;
  core_.writer.submit(
      store::Lane::bulk, [unit = seat.info.unit, kept](store::Tx& tx) { return app::keep(tx, unit, kept); },
      [](const Result<void>&) {});  // lost with a full disk: the device says it again when it binds anew
}

void DeviceReadings::on_reading(Seat& seat, const ipc::Message& m) {
  if (m.seq <= seat.last_seq) {
    ++seat.dropped[Dropped::replay];
    return;
  }
  seat.last_seq = m.seq;
  core_.board.change(seat.info.unit, [&](app::UnitView& v) { v.last_data_us = core_.wall_of(m.boot_us); });
  if (m.name == "scan" || m.name == "again") return scan(seat, m);
  if (m.name == "picture") return picture(seat, m);
  if (m.name == "preview") return take_preview(core_, seat, m);
  if (m.name == "weight") return weight(seat, m);
  if (m.name == "door") return door(seat, m);
  if (m.name == "bay") return bay(seat, m);
  if (m.name == "step") return step(seat, m);
  if (m.name == "live") return live(seat, m);
}  // `printer` is progress that ends in an outcome: its time was all there is to it

void DeviceReadings::scan(Seat& seat, const ipc::Message& m) {
  const json j = object_of(m.body);
  app::Scan scan{seat.info.unit,
                 seat.info.station,
                 m.boot,
                 m.seq,
                 text_of(j, "text", 4'096),
                 text_of(j, "symbology", 32),
                 0};
  scan.age_us = core_.clock.boot_us() - m.boot_us;
  const bool of_the_future = scan.age_us < -us_per_s;
  if (scan.text.empty() || of_the_future) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  scan.age_us = std::max<Micros>(0, scan.age_us);
  if (scan.age_us > app::oldest_scan_us) {
    ++seat.dropped[Dropped::old];
    return;
  }
  if (m.name == "scan") return take_scan(core_, std::move(scan));
  const Micros now = core_.clock.boot_us();
  const auto text = std::hash<std::string>()(scan.text);
  const bool soon = now - std::exchange(seat.again_us, now) < again_every_us;
  if (std::exchange(seat.again_of, text) != text || !soon) take_again(core_, std::move(scan));
}

/// A still picture without a code: the customer must hear that, or would wait.
void DeviceReadings::picture(Seat& seat, const ipc::Message& m) {
  const json j = object_of(m.body);
  if (j.value("ok", json(true)) != json(false)) return;
  const json event = {
      {"topic", "scan"}, {"type", "refused"}, {"station", seat.info.station},      {"unit", seat.info.unit},
      {"code", ""},      {"symbology", ""},   {"reason", text_of(j, "reason", 64)}};
  core_.news.event({"scan", seat.info.station, dump(event)});
}

void DeviceReadings::weight(Seat& seat, const ipc::Message& m) {
  const json j = object_of(m.body);
  const auto channels = j.find("channels");
  if (channels == j.end() || !channels->is_array() || channels->size() > max_channels) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  const Micros at = core_.wall_of(m.boot_us);
  core_.board.change(seat.info.unit, [&](app::UnitView& v) {
    v.channels.clear();
    for (const auto& c : *channels)
      if (auto channel = channel_of(c, at)) v.channels.push_back(*std::move(channel));
    if (const auto d = text_of(j, "door", 16); d == "open" || d == "closed") v.door = d;
  });
  tell_shelf(seat);
}

void DeviceReadings::door(Seat& seat, const ipc::Message& m) {
  const std::string door = text_of(object_of(m.body), "door", 16);
  if (door != "open" && door != "closed") return;
  core_.board.change(seat.info.unit, [&](app::UnitView& v) { v.door = door; });
  tell_shelf(seat);
}

void DeviceReadings::tell_shelf(const Seat& seat) {
  const auto view = core_.board.one(seat.info.unit);
  json event = json::parse(app::shelf_json(*view));
  event["topic"] = "shelf", event["type"] = "weight";
  core_.news.gauge("shelf " + seat.info.unit, {"shelf", seat.info.station, dump(event)});
}

void DeviceReadings::bay(Seat& seat, const ipc::Message& m) {
  if (m.body.size() > max_state_bytes) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  const auto view = core_.board.change(seat.info.unit, [&](app::UnitView& v) { v.bay = m.body; });
  seat.vin = text_of(object_of(m.body), "vin", 17);
  core_.news.event({"bay", seat.info.station,
                    "{\"topic\":\"bay\",\"type\":\"state\",\"station\":\"" + seat.info.station +
                        "\",\"unit\":\"" + seat.info.unit + "\",\"bay\":" + app::bay_json(*view) + "}"});
}

/// A step of a report that is being made: on disk before the next, as far as the disk keeps up.
void DeviceReadings::step(Seat& seat, const ipc::Message& m) {
  auto step = app::read_step(m.body);
  if (!step.ok()) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  core_.writer.submit(
      store::Lane::sales,
      [from = app::StepSource{seat.info.unit, seat.info.station, m.boot, seat.vin},
       step = *std::move(step)](store::Tx& tx) { return app::keep_step(tx, from, step); },
      [](const Result<void>&) {});  // lost with a full disk: the outcome has every step again
}

void DeviceReadings::live(Seat& seat, const ipc::Message& m) {
  const json j = object_of(m.body);
  const auto values = j.find("values");
  if (values == j.end() || !values->is_array() || values->size() > max_values ||
      m.body.size() > max_state_bytes) {
    ++seat.dropped[Dropped::malformed];
    return;
  }
  const json event = {{"topic", "bay"},
                      {"type", "live"},
                      {"station", seat.info.station},
                      {"unit", seat.info.unit},
                      {"values", *values}};
  core_.news.gauge("live " + seat.info.unit, {"bay", seat.info.station, dump(event)});
}

}  // namespace outpost::links
