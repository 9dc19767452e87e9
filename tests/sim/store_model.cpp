#include "tests/sim/store_model.hpp"

#include <algorithm>

namespace outpost::sim {

namespace local = wire::local;

void StoreModel::commit(std::vector<wire::Event> events) {
  power_.write([&] {
    auto& current = disk_.incs.back().events;
    current.insert(current.end(), events.begin(), events.end());
  });
}

void StoreModel::restore(const StoreDisk& backup, Id fresh) {
  disk_ = backup;
  if (fault_ != Fault::seq_reused) disk_.incs.push_back({fresh, {}});
}

local::State StoreModel::state() const {
  local::State s;
  s.store = id_;
  s.gen = disk_.gen;
  for (const auto& inc : disk_.incs) {
    const bool current = &inc == &disk_.incs.back();
    if (fault_ == Fault::old_incarnation_dropped && !current) continue;
    const auto cursor = disk_.cursors.find(inc.id);
    s.incs.push_back(
        {inc.id, 1, inc.events.size(), current, cursor == disk_.cursors.end() ? 0 : cursor->second.received});
  }
  s.down.push_back({"prices", disk_.down_gen, disk_.down_seq});
  return s;
}

local::Rows StoreModel::rows(const local::Fetch& fetch) const {
  local::Rows out;
  out.request = fetch.request;
  out.inc = fetch.inc;
  const auto inc =
      std::find_if(disk_.incs.begin(), disk_.incs.end(), [&](const auto& i) { return i.id == fetch.inc; });
  if (inc == disk_.incs.end()) return out;
  out.last = inc->events.size();
  if (fetch.after > 0 && fetch.after <= inc->events.size())
    out.prev = wire::hash_of(inc->events[fetch.after - 1]);
  for (auto i = fetch.after; i < inc->events.size() && out.count < fetch.most_events; ++i, ++out.count)
    wire::append_record(out.records, inc->events[i]);
  if (out.count) out.first = fetch.after + 1;
  return out;
}

void StoreModel::keep(const local::StoreAck& ack) {
  power_.write([&] {
    if (disk_.gen != ack.gen) disk_.cursors.clear();
    disk_.gen = ack.gen;
    for (const auto& c : ack.incs) {
      auto& kept = disk_.cursors.try_emplace(c.inc, c).first->second;
      kept.received = std::max(kept.received, c.received);
      kept.applied = std::max(kept.applied, c.applied);
    }
  });
}

void StoreModel::apply_items(const local::DownApply& page) {
  for (const auto& item : page.items) {
    disk_.totals[item.kind] = item.body;
    ++disk_.changes_applied[{page.gen, item.seq}];
  }
}

void StoreModel::move_cursor(const local::DownApply& page) {
  disk_.down_gen = page.gen;
  disk_.down_seq = page.to;
}

local::DownState StoreModel::apply(const local::DownApply& page) {
  const std::uint64_t at = disk_.down_gen == page.gen ? disk_.down_seq : 0;
  const bool fits = page.from == at;
  if (fits && fault_ == Fault::down_cursor_first) {
    power_.write([&] { move_cursor(page); });
    power_.write([&] { apply_items(page); });
  } else if (fits && fault_ == Fault::down_applied_twice) {
    power_.write([&] { apply_items(page); });
    power_.write([&] { move_cursor(page); });
  } else if (fits) {
    power_.write([&] {
      apply_items(page);
      move_cursor(page);
    });
  }
  return {{page.topic, disk_.down_gen, disk_.down_seq}};
}

std::vector<local::Body> StoreModel::answer(const local::Body& body) {
  if (std::get_if<local::Open>(&body)) return {state()};
  if (const auto* fetch = std::get_if<local::Fetch>(&body)) return {rows(*fetch)};
  if (const auto* page = std::get_if<local::DownApply>(&body)) return {apply(*page)};
  if (std::get_if<local::LinkState>(&body)) return {head()};
  if (const auto* ack = std::get_if<local::StoreAck>(&body)) {
    keep(*ack);
    return {local::AckStored{ack->gen}};
  }
  return {};
}

}  // namespace outpost::sim
