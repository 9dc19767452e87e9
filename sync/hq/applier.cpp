#include "sync/hq/applier.hpp"

#include "edge/contract/sync/frame.hpp"

namespace outpost::hq {
namespace {

struct Tally {
  std::uint64_t applied = 0, quarantined = 0;
  Micros last_event_us = 0;
};

/// A log row that cannot be opened at all: each of its numbers is accounted for, its bytes are kept once.
Tally quarantine_row(ApplyStorage& storage, const Lane& lane, const LogRow& row, const std::string& why,
                     Micros now) {
  for (auto seq = lane.applied + 1; seq <= row.last; ++seq)
    storage.quarantine({lane.store, lane.inc, seq}, "", why,
                       seq == lane.applied + 1 ? ByteView(row.packed) : ByteView{}, now);
  return {row.last, row.last - lane.applied, 0};
}

void apply_record(ApplyStorage& storage, const EventRef& ref, ByteView record, Micros received_us, Micros now,
                  Tally& tally) {
  const auto event = wire::decode_record(record);
  Result<void> done = event.ok() ? Result<void>{} : Result<void>{event.error()};
  if (done) {
    tally.last_event_us = event->at_us;
    const auto projection = project(*event);
    done = projection.ok() ? storage.project(ref, *projection, *event, received_us)
                           : Result<void>{projection.error()};
  }
  if (done) return;
  ++tally.quarantined;
  storage.quarantine(ref, event ? event->kind : "", done.error().text, record, now);
}

Tally apply_row(ApplyStorage& storage, const Lane& lane, const LogRow& row, Micros now) {
  const auto plain = wire::unpack(row.packed, wire::max_payload_bytes);
  if (!plain) return quarantine_row(storage, lane, row, plain.error().text, now);
  const auto records = wire::split_records(*plain);
  if (!records || records->size() != row.last - row.first + 1)
    return quarantine_row(storage, lane, row, "the log row does not hold its events", now);
  Tally tally{lane.applied, 0, 0};
  for (auto seq = lane.applied + 1; seq <= row.last; ++seq) {
    const auto record = (*records)[static_cast<std::size_t>(seq - row.first)];
    apply_record(storage, {lane.store, lane.inc, seq}, record, row.received_us, now, tally);
    tally.applied = seq;
  }
  return tally;
}

}  // namespace

Applied apply_slice(ApplyStorage& storage, const ApplyBounds& bounds, Micros now) {
  Applied out;
  for (const auto& lane : storage.lanes_behind(bounds.lanes)) {
    if (out.events >= bounds.events) break;
    const auto row = storage.log_row(lane, lane.applied + 1);
    // A hole in our own log cannot be applied and must not be skipped: the store would never send it again.
    if (!row) continue;
    const Tally tally = apply_row(storage, lane, *row, now);
    storage.set_applied(lane, tally.applied, tally.quarantined, tally.last_event_us);
    out.events += tally.applied - lane.applied;
    out.quarantined += tally.quarantined;
    out.stores.push_back(lane.store);
  }
  return out;
}

}  // namespace outpost::hq
