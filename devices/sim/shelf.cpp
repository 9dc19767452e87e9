#include "devices/sim/shelf.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr Micros hand_us = 400 * us_per_ms;  // a hand rests on the shelf
constexpr Micros ring_us = 700 * us_per_ms;  // and leaves it swinging
constexpr std::size_t max_out = 32 << 10;    // what a USB buffer holds; the oldest is lost behind it

constexpr std::array<std::string_view, 15> words = {
    "silent", "speak", "unplug", "plug", "reset", "bad-crc",      "gap",        "shake",
    "calm",   "hot",   "cool",   "open", "close", "unknown-type", "wrong-count"};
constexpr std::array<std::string_view, 4> lane_words = {"stuck-", "saturate-", "ones-", "ok-"};

bool is_action(std::string_view a) {
  if (std::find(words.begin(), words.end(), a) != words.end()) return true;
  return std::any_of(lane_words.begin(), lane_words.end(), [&](std::string_view w) {
    return a.starts_with(w) && a.size() > w.size() && a.find_first_not_of("0123456789", w.size()) == a.npos;
  });
}

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

}  // namespace

Result<std::unique_ptr<Simulator>> ShelfBoard::make(const SimArgs& args) {
  OUTPOST_TRY(const auto seed, args.number("seed", 1, 0, 1'000'000'000));
  OUTPOST_TRY(const auto lanes, args.number("lanes", 8, 1, shelf_max_channels));
  OUTPOST_TRY(const auto period, args.number("period_s", 20, 0, 86'400));
  OUTPOST_TRY(const auto noise, args.number("noise", 120, 0, 100'000));
  OUTPOST_TRY(const auto rate, args.number("rate", 10, 10, 80));
  if (rate != 10 && rate != 80) return bad("sim:shelf: rate must be 10 or 80");
  std::unique_ptr<ShelfBoard> sim(new ShelfBoard(static_cast<std::uint64_t>(seed)));
  sim->period_us_ = period * us_per_s;
  sim->noise_mg_ = static_cast<double>(noise);
  sim->sample_us_ = us_per_s / rate;
  for (std::int64_t i = 0; i < lanes; ++i) {
    Lane lane;
    lane.item_mg = 1'000 * static_cast<std::int64_t>(sim->uniform(60, 650));
    lane.capacity = 6;
    lane.items = static_cast<int>(sim->uniform(2, 6));
    lane.shown_mg = static_cast<double>(lane.items) * static_cast<double>(lane.item_mg);
    sim->lanes_.push_back(lane);
  }
  const auto script = args.text("script");
  for (std::string_view rest = script; !rest.empty();) {
    const auto item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    const auto at = item.find('@');
    int seconds = -1;
    if (at != std::string_view::npos)
      std::from_chars(item.data() + at + 1, item.data() + item.size(), seconds);
    if (seconds < 0 || !is_action(item.substr(0, at)))
      return bad(fmt::format("sim:shelf: \"{}\" is no step of a script", item));
    sim->script_.push_back({seconds * us_per_s, std::string(item.substr(0, at))});
  }
  return std::unique_ptr<Simulator>(std::move(sim));
}

double ShelfBoard::uniform(double low, double high) {
  return low + (high - low) * static_cast<double>(random_.next() >> 11) / static_cast<double>(1ull << 53);
}

bool ShelfBoard::act_lane(std::string_view word, std::size_t n) {
  if (n >= lanes_.size()) return false;
  auto& lane = lanes_[n];
  lane.frozen = reading(lane);
  lane.fault = word == "ok" ? "" : std::string(word);
  return true;
}

Result<void> ShelfBoard::act(std::string_view a, Micros now) {
  now_ = std::max(now_, now);
  if (!is_action(a)) return bad(fmt::format("sim:shelf: \"{}\" is nothing that can happen", a));
  for (const auto word : lane_words) {
    if (!a.starts_with(word)) continue;
    std::size_t n = 0;
    std::from_chars(a.data() + word.size(), a.data() + a.size(), n);
    if (!act_lane(word.substr(0, word.size() - 1), n)) return bad("sim:shelf: no such lane");
    return {};
  }
  if (a == "silent" || a == "speak") silent_ = a == "silent";
  if (a == "unplug" || a == "plug") plugged_ = a == "plug";
  if (a == "reset") board_base_ms_ = 0, board_since_us_ = now_, seq_ = 0;
  if (a == "bad-crc") bad_crc_ = true;
  if (a == "gap") seq_ = static_cast<std::uint8_t>(seq_ + 3);
  if (a == "shake" || a == "calm") shake_mg_ = a == "shake" ? 20'000 : 0;
  if (a == "hot" || a == "cool") temperature_centi_c_ = a == "hot" ? 7'100 : 2'150;
  if (a == "unknown-type") say(ShelfUnknown{0x55});
  if (a == "wrong-count")
    say(ShelfSample{seq_, board_ms(), 0, std::vector<std::int32_t>(shelf_max_channels), 0, {}});
  if (a == "open" || a == "close") {
    door_open_ = a == "open";
    say(ShelfDoor{++seq_, board_ms(), static_cast<std::uint8_t>(door_open_ ? 1 : 0)});
  }
  return {};
}

void ShelfBoard::set_items(std::size_t n, int items) {
  lanes_[n].items = items;
  lanes_[n].touched_us = now_;
}

std::uint32_t ShelfBoard::board_ms() const {
  return board_base_ms_ + static_cast<std::uint32_t>((now_ - board_since_us_) / us_per_ms);
}

void ShelfBoard::on_plug(Micros now) {
  now_ = now;
  if (first_plug_us_ < 0) {
    first_plug_us_ = board_since_us_ = now;
    next_visit_us_ = now + period_us_;
  }
  next_sample_us_ = now + sample_us_;
  out_.clear();
}

void ShelfBoard::on_bytes(ByteView bytes, Micros now) {
  now_ = std::max(now_, now);
  reader_.feed(bytes, [&](const Result<ShelfFrame>& frame) {
    if (!frame) return;
    const auto* rate = std::get_if<ShelfSetRate>(&*frame);
    if (rate) sample_us_ = us_per_s / (rate->fast ? 80 : 10);
    if (!rate && !std::holds_alternative<ShelfGetHello>(*frame)) return;
    ShelfHello hello;
    hello.channels = static_cast<int>(lanes_.size());
    hello.rate_deci_hz = static_cast<int>(10 * us_per_s / sample_us_);
    hello.board = {0x4F, 0x50, 0x53, 0x49, 0x4D, 0, 0, 0, 0, 0, 0, 1};
    hello.firmware = 0x0102;
    say(hello);
  });
}

void ShelfBoard::say(const ShelfFrame& frame) {
  if (silent_) return;
  auto bytes = encode_shelf(frame);
  if (std::exchange(bad_crc_, false)) {
    auto& byte = bytes[bytes.size() / 2];
    byte = static_cast<std::uint8_t>(
        byte ^ (byte == 0x01 ? 0x02 : 0x01));  // and never a zero, which would end the frame
  }
  if (out_.size() + bytes.size() > max_out) out_.clear();
  out_.insert(out_.end(), bytes.begin(), bytes.end());
}

std::int32_t ShelfBoard::reading(Lane& lane) {
  if (lane.fault == "stuck") return lane.frozen;
  if (lane.fault == "saturate") return 0x7FFFFF;
  if (lane.fault == "ones") return -1;
  const auto truth = static_cast<double>(lane.items) * static_cast<double>(lane.item_mg);
  const auto since = now_ - lane.touched_us;
  double mg = truth;
  if (since < hand_us) {
    mg = lane.shown_mg + uniform(-30'000, 120'000);  // the hand itself
  } else {
    lane.shown_mg = truth;
    if (since < hand_us + ring_us)
      mg += 15'000 * std::exp(-static_cast<double>(since - hand_us) / 150'000.0) *
            std::sin(static_cast<double>(since) / 21'000.0);
  }
  // The sum of a few uniform numbers is near enough to what amplifiers do.
  const double noise = noise_mg_ * (uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1)) / 2;
  const double shake = shake_mg_ == 0 ? 0 : shake_mg_ * std::sin(static_cast<double>(now_) / 33'000.0);
  return static_cast<std::int32_t>(std::lround((mg + noise + shake) / mg_per_count));
}

void ShelfBoard::sample() {
  ShelfSample f;
  f.seq = ++seq_;
  f.t_ms = board_ms();
  for (auto& lane : lanes_) f.raw.push_back(reading(lane));
  f.temperature_centi_c = temperature_centi_c_;
  say(f);
}

// Somebody takes a piece or puts one back.
void ShelfBoard::visit() {
  auto& lane = lanes_[random_.next() % lanes_.size()];
  const bool put_back = lane.items == 0 || (lane.items < lane.capacity && random_.next() % 2 == 0);
  lane.items += put_back ? 1 : -1;
  lane.touched_us = now_;
}

void ShelfBoard::on_tick(Micros now) {
  now_ = std::max(now_, now);
  while (script_at_ < script_.size() && first_plug_us_ >= 0 &&
         now_ - first_plug_us_ >= script_[script_at_].at_us)
    if (const auto done = act(script_[script_at_++].action, now_); !done) break;
  if (first_plug_us_ < 0) return;
  if (period_us_ > 0 && now_ >= next_visit_us_) {
    visit();
    next_visit_us_ = now_ + period_us_ / 2 + static_cast<Micros>(uniform(0, static_cast<double>(period_us_)));
  }
  if (now_ < next_sample_us_) return;
  sample();
  // After a long sleep of the host the board does not send what it would have sent meanwhile.
  next_sample_us_ = std::max(next_sample_us_ + sample_us_, now_);
}

std::optional<Micros> ShelfBoard::next_deadline() const {
  auto due = next_sample_us_;
  if (period_us_ > 0) due = std::min(due, next_visit_us_);
  if (script_at_ < script_.size()) due = std::min(due, first_plug_us_ + script_[script_at_].at_us);
  return due;
}

}  // namespace outpost::dev
