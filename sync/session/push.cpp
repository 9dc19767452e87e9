#include "sync/session/push.hpp"

#include <algorithm>

namespace outpost::session {

using namespace wire;

void Push::open(const std::vector<IncHead>& heads, const std::vector<IncCursor>& at_hq,
                std::uint64_t credit_bytes, Micros now) {
  close();
  lanes_.clear();
  for (const auto& head : heads) {
    const auto cursor =
        std::find_if(at_hq.begin(), at_hq.end(), [&](const auto& c) { return c.inc == head.inc; });
    const std::uint64_t received = cursor == at_hq.end() ? 0 : cursor->received;
    lanes_.push_back({head.inc, head.last, received, received});
  }
  open_ = true;
  credit_bytes_ = credit_bytes;
  ++round_;
  waiting_since_us_ = last_progress_us_ = now;
}

void Push::close() {
  open_ = false;
  flights_.clear();
  flying_bytes_ = 0;
  fetch_.reset();
  fetches_unanswered_ = 0;
  fetch_not_before_us_ = 0;
}

Push::Lane* Push::lane_of(const Id& inc) {
  const auto found = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return l.inc == inc; });
  return found == lanes_.end() ? nullptr : &*found;
}

/// Older incarnations first, and a younger one only when headquarters has all of the older: projections at
/// headquarters may rely on the order of a store's own history.
Push::Lane* Push::active() {
  const auto found =
      std::find_if(lanes_.begin(), lanes_.end(), [](const Lane& l) { return l.received < l.last; });
  return found == lanes_.end() ? nullptr : &*found;
}

bool Push::on_head(const local::Head& head, Micros now) {
  if (!open_) return true;
  Lane* lane = lane_of(head.inc);
  if (!lane) return false;
  if (lane->sent >= lane->last) waiting_since_us_ = now;
  if (waiting_events() == 0) last_progress_us_ = now;
  lane->last = std::max(lane->last, head.last);
  return true;
}

bool Push::worth_sending(const Lane& lane, Micros now) const {
  return flights_.empty() || lane.last - lane.sent >= options_.batch_events ||
         now - waiting_since_us_ >= options_.linger_us;
}

void Push::pump(Micros now, StoreOut& out) {
  if (!open_ || now < fetch_not_before_us_) return;
  if (fetch_ && now - fetch_->since_us >= options_.fetch_timeout_us) {
    fetch_.reset();
    ++fetches_unanswered_;
  }
  const Lane* lane = active();
  if (fetch_ || !lane || lane->sent >= lane->last) return;
  if (flying_bytes_ >= credit_bytes_ || !worth_sending(*lane, now)) return;
  // The rest of a credit is not worth a batch of crumbs: the next acknowledgement makes room for a whole one.
  if (!flights_.empty() && credit_bytes_ - flying_bytes_ < options_.batch_bytes / 4) return;
  const auto room = std::min<std::uint64_t>(options_.batch_bytes, credit_bytes_ - flying_bytes_);
  fetch_ = PendingFetch{++request_, now};
  out.to_edge.push_back(
      local::Fetch{request_, lane->inc, lane->sent, options_.batch_events, static_cast<std::uint32_t>(room)});
}

void Push::on_rows(local::Rows rows, Micros now, StoreOut& out) {
  if (!open_ || !fetch_ || rows.request != fetch_->request) return;
  fetch_.reset();
  fetches_unanswered_ = 0;
  Lane* lane = lane_of(rows.inc);
  if (!lane || rows.count == 0 || rows.first != lane->sent + 1) {
    fetch_not_before_us_ = now + options_.refetch_pause_us;
    return;
  }
  send(*lane, std::move(rows), now, out);
  pump(now, out);
}

void Push::send(Lane& lane, local::Rows rows, Micros now, StoreOut& out) {
  lane.sent = rows.first + rows.count - 1;
  lane.last = std::max({lane.last, rows.last, lane.sent});
  flights_.push_back({lane.inc, lane.sent, rows.records.size(), now});
  flying_bytes_ += rows.records.size();
  waiting_since_us_ = now;
  Message m;
  m.inc = lane.inc;
  m.seq = rows.first;
  m.body = Batch{rows.count, round_, rows.prev, lane.last, std::move(rows.records), {}};
  out.to_hq.push_back(std::move(m));
}

void Push::on_trouble(std::uint64_t request, Micros now) {
  if (!fetch_ || fetch_->request != request) return;
  fetch_.reset();
  ++fetches_unanswered_;
  fetch_not_before_us_ = now + options_.refetch_pause_us;
}

void Push::land(const Lane& lane) {
  std::erase_if(flights_, [&](const Flight& f) {
    if (f.inc != lane.inc || f.last > lane.received) return false;
    flying_bytes_ -= f.bytes;
    return true;
  });
}

/// A gap's answer is the one case in which headquarters' cursor may be lower than what was acknowledged
/// before: it is believed.
void Push::rewind(Lane& lane, std::uint64_t received) {
  lane.received = lane.sent = received;
  std::erase_if(flights_, [&](const Flight& f) {
    if (f.inc != lane.inc) return false;
    flying_bytes_ -= f.bytes;
    return true;
  });
  fetch_.reset();
  ++round_;
}

void Push::on_ack(const Ack& ack, Micros now) {
  if (!open_) return;
  credit_bytes_ = ack.credit_bytes;
  for (const auto& cursor : ack.incs) {
    Lane* lane = lane_of(cursor.inc);
    if (!lane) continue;
    if (cursor.received > lane->received) {
      lane->received = cursor.received;
      lane->sent = std::max(lane->sent, lane->received);
      last_progress_us_ = now;
    }
    land(*lane);
  }
  // Batches that were on the way behind the gap are answered too; their round is over by then.
  if (ack.gap && ack.round == round_ && !ack.incs.empty())
    if (Lane* lane = lane_of(ack.incs.front().inc)) rewind(*lane, ack.incs.front().received);
  if (waiting_events() == 0) last_progress_us_ = now;
}

bool Push::ack_overdue(Micros now) const {
  return open_ && !flights_.empty() &&
         now - std::max(last_progress_us_, flights_.front().sent_us) >= options_.ack_timeout_us;
}

std::uint64_t Push::waiting_events() const {
  std::uint64_t n = 0;
  for (const auto& l : lanes_) n += l.last > l.received ? l.last - l.received : 0;
  return n;
}

}  // namespace outpost::session
