#include "devices/vision/stream.hpp"

#include <algorithm>
#include <utility>

namespace outpost::dev::vision {
namespace {

// Nobody puts a product back onto the same tenth of its length: the reader had lost it.
constexpr float moved_lengths = 0.1F;

Point middle(const Corners& c) {
  return {(c[0].x + c[1].x + c[2].x + c[3].x) / 4, (c[0].y + c[1].y + c[2].y + c[3].y) / 4};
}

}  // namespace

std::vector<StreamEvent> Stream::on_frame(const FrameCodes& frame) {
  ++frame_;
  advance(frame.at_us);
  current_ = &frame;
  events_.clear();
  locks_.release(now_ - settings_.release_us);
  votes_.next_frame();
  auto seen = inside(frame);
  find_rivals(seen);
  contradict(seen);
  std::vector<std::string> keys;
  for (const auto& s : seen)
    if (std::find(keys.begin(), keys.end(), s.key) == keys.end()) keys.push_back(s.key);
  for (const auto& key : keys) settle(key, seen);
  for (const auto& s : seen)
    if (s.rival) tell(StreamEvent::Kind::rival, s);
  current_ = nullptr;
  std::stable_sort(events_.begin(), events_.end(),
                   [](const StreamEvent& a, const StreamEvent& b) { return a.code < b.code; });
  return std::exchange(events_, {});
}

void Stream::on_unchanged(Micros at_us) {
  advance(at_us);
  locks_.renew(frame_, now_);
  locks_.release(now_ - settings_.release_us);
}

void Stream::advance(Micros at) {
  if (last_at_ && at > *last_at_) {
    // Unsigned: the difference of two clocks that lie may not fit.
    const auto passed = static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(*last_at_);
    const auto most = static_cast<std::uint64_t>(std::max<Micros>(settings_.release_us, 0) + 1) / 2;
    now_ += static_cast<Micros>(std::min(passed, most));
  }
  last_at_ = at;
}

std::vector<Stream::Seen> Stream::inside(const FrameCodes& frame) {
  std::vector<Seen> out;
  const auto n = std::min(frame.codes.size(), max_sightings);
  counters_.refused += static_cast<std::int64_t>(frame.codes.size() - n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto& c = frame.codes[i];
    Seen s{i, stream_key(c), place_of(c.corners), !is_matrix(c.symbology), c.strength == Strength::strong};
    const bool in =
        settings_.region.whole() ||
        (s.place.known && settings_.region.contains(middle(c.corners), frame.width, frame.height));
    if (in) {
      out.push_back(std::move(s));
      continue;
    }
    ++counters_.outside;
    for (auto* lock : locks_.of(s.key)) lock->outside = true;
  }
  return out;
}

/// Of two texts at one place in one frame at least one is wrong. QR and Data Matrix know when they are.
void Stream::find_rivals(std::vector<Seen>& seen) {
  for (auto& a : seen)
    for (auto& b : seen) {
      if (!a.linear || !b.linear || a.key == b.key || !overlap(a.place, b.place)) continue;
      if (b.strong || !a.strong) a.rival = true;
    }
  for (auto& s : seen) s.believed = s.strong && !s.rival;
}

/// What earlier frames showed at the place of a weak text, and the weak texts of earlier frames at the place
/// of any.
void Stream::contradict(std::vector<Seen>& seen) {
  for (auto& s : seen) {
    if (!s.linear) continue;
    const bool voted_against = votes_.contradict(s.key, s.place);
    if (s.strong && !s.rival) {
      counters_.rivals += voted_against;  // the rival is the text of the vote, which is not in this frame
      continue;
    }
    s.rival = s.rival || voted_against || locks_.held_by_other(s.key, s.place, frame_, Votes::window);
  }
}

/// The places at which a text is seen, the surest sighting of each; one place unless items are counted.
Stream::Copies Stream::copies_of(const std::string& key, std::vector<Seen>& seen) const {
  Copies out;
  for (const bool believed : {true, false})
    for (auto& s : seen) {
      if (s.key != key || s.believed != believed) continue;
      const bool known = std::any_of(out.begin(), out.end(), [&](const Seen* o) {
        return !settings_.basket || !s.place.known || !o->place.known || overlap(o->place, s.place);
      });
      if (!known) out.push_back(&s);
    }
  return out;
}

/// Gives the copies to the locks, nearest first; what is left over is new.
void Stream::settle(const std::string& key, std::vector<Seen>& seen) {
  auto copies = copies_of(key, seen);
  auto locks = locks_.of(key);
  while (!copies.empty() && !locks.empty()) {
    std::size_t copy = 0, lock = 0;
    float least = -1;
    for (std::size_t c = 0; c < copies.size(); ++c)
      for (std::size_t l = 0; l < locks.size(); ++l) {
        const float apart = lengths_apart(copies[c]->place, locks[l]->place);
        if (least < 0 || apart < least) least = apart, copy = c, lock = l;
      }
    keep(*locks[lock], *copies[copy]);
    copies.erase(copies.begin() + static_cast<std::ptrdiff_t>(copy));
    locks.erase(locks.begin() + static_cast<std::ptrdiff_t>(lock));
  }
  for (auto* copy : copies) {
    if (!copy->believed && !copy->rival) copy->believed = votes_.look(key, copy->place);
    if (copy->believed) admit(*copy);
  }
}

void Stream::keep(Lock& lock, const Seen& copy) {
  const bool elsewhere =
      lock.outside || !copy.place.known || lengths_apart(lock.place, copy.place) > moved_lengths;
  if (now_ - lock.seen_us >= again_after && elsewhere) tell(StreamEvent::Kind::again, copy);
  lock.seen_us = now_;
  lock.seen_frame = frame_;
  lock.outside = false;
  if (copy.place.known) lock.place = copy.place;
}

void Stream::admit(Seen& copy) {
  if (locks_.full()) {
    ++counters_.refused;
    return;
  }
  votes_.drop(copy.key);
  locks_.add({copy.key, copy.place, copy.linear, now_, frame_, false});
  tell(StreamEvent::Kind::accepted, copy);
}

void Stream::tell(StreamEvent::Kind kind, const Seen& seen) {
  switch (kind) {
  case StreamEvent::Kind::accepted: ++counters_.accepted; break;
  case StreamEvent::Kind::again: ++counters_.again; break;
  case StreamEvent::Kind::rival: ++counters_.rivals; break;
  }
  events_.push_back(
      {kind, seen.code, crop_of(current_->codes[seen.code].corners, current_->width, current_->height)});
}

}  // namespace outpost::dev::vision
