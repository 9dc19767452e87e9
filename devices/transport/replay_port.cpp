#include "devices/transport/replay_port.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace outpost::dev {

Result<void> ReplayPort::open(Micros now) {
  std::ifstream in(path_, std::ios::binary);
  if (!in) return fail(Code::not_found, "port-absent", path_ + ": " + std::strerror(errno) + ".");
  std::ostringstream text;
  text << in.rdbuf();
  auto steps = parse_replay(text.view());
  if (!steps) return fail(Code::invalid, "bad-port", path_ + ": " + steps.error().text);
  steps_ = std::move(*steps);
  next_ = matched_ = 0;
  last_ = now;
  inbox_.clear();
  open_ = true;
  return {};
}

Wait ReplayPort::wait(Micros now, bool want_write) const {
  Wait w;
  const auto* step = current();
  if (!inbox_.empty() || want_write)
    w.until = now;
  else if (step && step->kind != ReplayStep::Kind::from_host)
    w.until = due(*step);
  return w;
}

Result<void> ReplayPort::step(Micros now) {
  while (open_) {
    const auto* step = current();
    if (!step || step->kind == ReplayStep::Kind::from_host || due(*step) > now) break;
    if (step->kind == ReplayStep::Kind::unplug) {
      if (!inbox_.empty()) break;  // what was said before the cable went must be heard first
      return fail(Code::io, "port-unplugged", path_ + ": unplugged, as captured.");
    }
    inbox_.insert(inbox_.end(), step->bytes.begin(), step->bytes.end());
    advance(due(*step));
  }
  return {};
}

Result<std::size_t> ReplayPort::read(std::span<std::uint8_t> into, Micros now) {
  OUTPOST_CHECK(step(now));
  const auto n = std::min({into.size(), inbox_.size(), max_read_bytes});
  std::copy_n(inbox_.begin(), n, into.begin());
  inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(n));
  return n;
}

Result<std::size_t> ReplayPort::write(ByteView bytes, Micros now) {
  for (const auto b : bytes) {
    const auto* step = current();
    if (!step || step->kind != ReplayStep::Kind::from_host)
      continue;  // more than was captured: nobody listens
    if (strict_ && step->bytes[matched_] != b)
      return fail(Code::io, "replay-mismatch", path_ + ": the host wrote something else than was captured.");
    if (++matched_ == step->bytes.size()) advance(now);
  }
  return bytes.size();
}

}  // namespace outpost::dev
