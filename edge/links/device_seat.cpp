#include "edge/links/device_seat.hpp"

namespace outpost::links {
namespace {

const char* name_of(Dropped why) {
  switch (why) {
  case Dropped::flood: return "edge_flood";
  case Dropped::lie: return "edge_not_allowed";
  case Dropped::old: return "edge_too_old";
  case Dropped::malformed: return "edge_malformed";
  case Dropped::replay: return "edge_repeated";
  }
  return "edge_dropped";
}

bool is_gauge(const ipc::Message& m) { return m.name == "weight" || m.name == "live"; }

}  // namespace

bool Seat::admit(const ipc::Message& m, Micros now_us) {
  using ipc::Kind;
  const bool reading = m.kind == Kind::reading;
  auto& bucket = reading && m.name == "scan"      ? scans
                 : reading && m.name == "preview" ? previews
                 : reading && m.name == "step"    ? steps
                 : reading && is_gauge(m)         ? gauges
                                                  : others;
  if (!bucket.take(now_us)) {
    ++dropped[Dropped::flood];
    return false;
  }
  const bool allowed = m.kind == Kind::hello || m.kind == Kind::beat || m.kind == Kind::state ||
                       (reading && ipc::may_read(*driver, m.name)) ||
                       (m.kind == Kind::outcome && ipc::may_end(*driver, m.name) && !m.id.is_nil());
  if (!allowed) ++dropped[Dropped::lie];
  return allowed;
}

std::map<std::string, std::int64_t> Seat::all_counters() const {
  auto out = counters;
  for (const auto& [why, n] : dropped) out[name_of(why)] = n;
  return out;
}

}  // namespace outpost::links
