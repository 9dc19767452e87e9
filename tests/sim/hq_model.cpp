#include "tests/sim/hq_model.hpp"

#include <algorithm>

namespace outpost::sim {
namespace {

constexpr std::size_t page_items = 2;  // small, so that a snapshot takes several
constexpr int commits_per_sync = 4;    // of the disk that lies

}  // namespace

HqDisk::Lane& HqModel::lane_of(HqDisk& disk, const std::string& store, const Id& inc) {
  auto& lanes = disk.stores[store];
  const auto found = std::find_if(lanes.begin(), lanes.end(), [&](const auto& l) { return l.inc == inc; });
  if (found != lanes.end()) return *found;
  lanes.push_back({});
  lanes.back().inc = inc;
  return lanes.back();
}

void HqModel::write(const std::vector<Change>& work) {
  power_.write([&] {
    for (const auto& change : work) change(disk_);
    if (fault_ == Fault::hq_loses_tail && ++commits_ % commits_per_sync == 0) synced_ = disk_;
  });
}

void HqModel::commit() {
  const auto work = std::exchange(work_, {}), cursor_work = std::exchange(cursor_work_, {});
  if (fault_ == Fault::cursor_before_apply && !cursor_work.empty()) {
    write(cursor_work);
    write(work);
  } else if (fault_ == Fault::apply_before_cursor && !cursor_work.empty()) {
    write(work);
    write(cursor_work);
  } else if (!work.empty() || !cursor_work.empty()) {
    auto all = work;
    all.insert(all.end(), cursor_work.begin(), cursor_work.end());
    write(all);
  }
}

void HqModel::lose_power() {
  work_.clear();
  cursor_work_.clear();
  if (fault_ == Fault::hq_loses_tail) {
    const Id gen = disk_.gen;
    disk_ = synced_;
    disk_.gen = gen;
  }
}

void HqModel::restore(const HqDisk& backup, Id gen) {
  work_.clear();
  cursor_work_.clear();
  const Id before = disk_.gen;
  disk_ = backup;
  disk_.gen = fault_ == Fault::generation_ignored ? before : gen;
  synced_ = disk_;
}

void HqModel::publish(const std::string& key, const std::string& value) {
  begin();
  work_.push_back([=](HqDisk& d) { d.published.push_back({key, 1, 0, d.published.size() + 1, value}); });
  commit();
}

std::uint64_t HqModel::durable_received(const std::string& store, const Id& inc) const {
  const HqDisk& disk = fault_ == Fault::hq_loses_tail ? synced_ : disk_;
  const auto lanes = disk.stores.find(store);
  if (lanes == disk.stores.end()) return 0;
  for (const auto& lane : lanes->second)
    if (lane.inc == inc) return lane.received;
  return 0;
}

std::string HqModel::log_fault() const {
  for (const auto& [store, lanes] : disk_.stores)
    for (const auto& lane : lanes) {
      std::uint64_t next = 1;
      for (const auto& row : lane.log) {
        if (row.first != next)
          return store + ": the intake log has a hole or an overlap at " + std::to_string(next);
        next = row.last + 1;
      }
      if (lane.received + 1 != next) return store + ": the cursor does not stand at the end of the log";
      if (lane.applied > lane.received) return store + ": applied is beyond received";
    }
  return {};
}

std::vector<session::StoredCursor> HqModel::cursors(const std::string& store) {
  std::vector<session::StoredCursor> out;
  for (const auto& l : disk_.stores[store])
    out.push_back({{l.inc, l.received, l.applied, l.received, l.quarantined}, l.tail});
  return out;
}

void HqModel::append(const std::string& store, const session::IntakeRow& row, Micros now) {
  hq::LogRow log{row.first, row.last, now, Bytes(row.packed.begin(), row.packed.end())};
  work_.push_back([store, inc = row.inc, tail = row.tail, log = std::move(log)](HqDisk& d) {
    auto& lane = lane_of(d, store, inc);
    lane.received = log.last;
    lane.tail = tail;
    lane.log.push_back(log);
  });
}

wire::Changes HqModel::changes(const std::string&, const std::string& topic, std::uint64_t after,
                               std::uint32_t) {
  wire::Changes out;
  out.topic = topic;
  out.from = after;
  for (auto i = after; i < disk_.published.size() && out.items.size() < page_items; ++i)
    out.items.push_back(disk_.published[i]);
  out.to = out.items.empty() ? after : out.items.back().seq;
  if (fault_ == Fault::page_skips && out.to < disk_.published.size()) ++out.to;
  return out;
}

std::vector<hq::Lane> HqModel::lanes_behind(std::size_t most) {
  std::vector<hq::Lane> out;
  for (const auto& [store, lanes] : disk_.stores)
    for (const auto& l : lanes)
      if (l.applied < l.received && out.size() < most) {
        out.push_back({store, l.inc, l.applied, l.received});
        break;
      }
  return out;
}

std::optional<hq::LogRow> HqModel::log_row(const hq::Lane& lane, std::uint64_t seq) {
  for (const auto& row : lane_of(disk_, lane.store, lane.inc).log)
    if (row.first <= seq && seq <= row.last) return row;
  return std::nullopt;
}

Result<void> HqModel::project(const hq::EventRef& ref, const hq::Projection&, const wire::Event& event,
                              Micros) {
  work_.push_back([ref, body = event.body](HqDisk& d) {
    lane_of(d, ref.store, ref.inc).tables[ref.seq].push_back(body);
  });
  return {};
}

void HqModel::quarantine(const hq::EventRef& ref, const std::string&, const std::string&, ByteView raw,
                         Micros) {
  if (fault_ == Fault::poison_stops) throw std::runtime_error("poison");
  const auto event = wire::decode_record(raw);
  work_.push_back([ref, body = event ? event->body : ""](HqDisk& d) {
    lane_of(d, ref.store, ref.inc).tables[ref.seq].push_back(body);
  });
}

void HqModel::set_applied(const hq::Lane& lane, std::uint64_t applied, std::uint64_t newly_quarantined,
                          Micros) {
  cursor_work_.push_back([=](HqDisk& d) {
    auto& l = lane_of(d, lane.store, lane.inc);
    l.applied = applied;
    l.quarantined += newly_quarantined;
  });
}

}  // namespace outpost::sim
