#include "devices/drivers/shelf_stream.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

constexpr Micros say_every_us = 200 * us_per_ms;  // five a second
constexpr Micros kept_every_us = us_per_s;
constexpr Micros hello_every_us = us_per_s;  // until the board has said what it is
constexpr Micros stale_us = us_per_s, offline_us = 5 * us_per_s;
constexpr Micros max_board_jump_us = 10 * us_per_s;  // ahead of our own clock: the board started anew
constexpr std::size_t max_waiting_changes = 64;
constexpr int supported_version = 1;

}  // namespace

Result<std::unique_ptr<Driver>> ShelfStream::make(const UnitSettings& settings) {
  const auto found = settings.values.find("calibration");
  if (found == settings.values.end() || found->second.empty())
    return std::unique_ptr<Driver>(new ShelfStream(std::nullopt));
  const std::string_view text = found->second;
  const auto at = text.find('@');
  ShelfCalibration c;
  const auto number = [](std::string_view s, double& v) {
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
    return error == std::errc() && end == s.data() + s.size();
  };
  if (at == std::string_view::npos || !number(text.substr(0, at), c.mg_per_count) ||
      !number(text.substr(at + 1), c.zero_raw) || c.mg_per_count == 0 || std::abs(c.mg_per_count) > 10'000)
    return fail(Code::invalid, "bad-setting",
                fmt::format("[unit.{}] calibration must be written MILLIGRAMS@EMPTY, as 2.5@0, not \"{}\"",
                            settings.unit, text));
  return std::unique_ptr<Driver>(new ShelfStream(c));
}

void ShelfStream::on_open(Micros now) {
  drop_unsent();
  reader_.reset();
  open_ = true;
  opened_us_ = last_frame_us_ = now;
  last_sample_us_ = 0;
  hello_.reset();
  last_seq_.reset();
  set_state({State::opening, ""});
  ask_hello(now);
}

void ShelfStream::on_close(Micros now) {
  open_ = false;
  drop_unsent();
  for (auto& c : channels_) c.on_board_reset();  // nothing that was settled is current any more
  if (rate_command_) end_command(*std::exchange(rate_command_, std::nullopt), "lost");
  set_state({State::stale, "silent"});
  weight_due_ = say_at_once_ = true;
  on_tick(now);
}

void ShelfStream::ask_hello(Micros now) {
  hello_at_us_ = now;
  send(encode_shelf(ShelfGetHello{}));
}

void ShelfStream::set_state(Status status) {
  if (status == status_) return;
  status_ = std::move(status);
  weight_due_ = say_at_once_ = true;
}

void ShelfStream::on_bytes(ByteView bytes, Micros now) {
  reader_.feed(bytes, [&](const Result<ShelfFrame>& frame) { on_frame(frame, now); });
  on_tick(now);
}

void ShelfStream::on_frame(const Result<ShelfFrame>& frame, Micros now) {
  if (!frame) return count_error(frame.error());
  ++counters_.frames;
  last_frame_us_ = now;
  if (const auto* hello = std::get_if<ShelfHello>(&*frame)) return on_hello(*hello, now);
  if (const auto* sample = std::get_if<ShelfSample>(&*frame)) return on_sample(*sample, now);
  if (const auto* door = std::get_if<ShelfDoor>(&*frame)) return on_door(*door, now);
  if (const auto* nak = std::get_if<ShelfNak>(&*frame)) return on_nak(*nak);
  ++counters_.unknown;  // of a later board, or our own words coming back
}

void ShelfStream::count_error(const Error& error) {
  if (error.name == "shelf-crc")
    ++counters_.crc_errors;
  else
    ++counters_.bad_frames;
}

void ShelfStream::on_nak(const ShelfNak&) {
  ++counters_.naks;
  if (rate_command_) end_command(*std::exchange(rate_command_, std::nullopt), "refused-by-board");
}

void ShelfStream::on_hello(const ShelfHello& hello, Micros now) {
  if (hello.version != supported_version) {
    hello_.reset();
    return set_state({State::faulted, "board-version"});
  }
  const bool other_board = hello_ && hello_->board != hello.board;
  hello_ = hello;
  tuning_ = ShelfTuning::of_rate(hello.rate_deci_hz / 10.0);
  if (other_board || channels_.size() != static_cast<std::size_t>(hello.channels)) {
    channels_.clear();
    for (int i = 0; i < hello.channels; ++i) channels_.emplace_back(i);
    apply_kept();
  }
  if (rate_command_) {
    end_command(*std::exchange(rate_command_, std::nullopt), "");
    for (auto& c : channels_) c.on_board_reset();  // windows of the old rate mean nothing now
  }
  if (last_sample_us_ == 0) last_sample_us_ = now;
  weight_due_ = say_at_once_ = true;
}

void ShelfStream::count_seq(std::uint8_t seq) {
  if (last_seq_) counters_.gaps += static_cast<std::uint8_t>(seq - *last_seq_ - 1);
  last_seq_ = seq;
}

void ShelfStream::board_reset() {
  ++counters_.resets;
  last_seq_.reset();
  for (auto& c : channels_) c.on_board_reset();
}

// The board's clock wraps after 49.7 days and begins anew when the board does. Ours goes on.
Micros ShelfStream::board_time(std::uint32_t t_ms, Micros now) {
  if (last_t_ms_) {
    const Micros step = static_cast<Micros>(static_cast<std::uint32_t>(t_ms - *last_t_ms_)) * us_per_ms;
    const Micros passed = std::max<Micros>(0, now - last_sample_us_);
    if (step > passed + max_board_jump_us) {  // back (as a huge step ahead), or a leap
      board_reset();
      ask_hello(now);
      board_us_ += us_per_ms;
    } else {
      board_us_ += step;
    }
  }
  last_t_ms_ = t_ms;
  return board_us_;
}

void ShelfStream::on_sample(const ShelfSample& sample, Micros now) {
  if (!hello_) return;  // how many channels there are is not known yet
  if (sample.first + static_cast<int>(sample.raw.size()) > hello_->channels) {
    ++counters_.bad_frames;
    return;
  }
  const auto t_us = board_time(sample.t_ms, now);
  count_seq(sample.seq);
  last_sample_us_ = now;
  temperature_centi_c_ = sample.temperature_centi_c;
  set_state({State::ready, ""});
  for (std::size_t i = 0; i < sample.raw.size(); ++i) {
    auto& channel = channels_[static_cast<std::size_t>(sample.first) + i];
    const auto stable = channel.stable();
    const auto fault = channel.fault();
    const bool board_fault = sample.faults >> (static_cast<unsigned>(sample.first) + i) & 1;
    auto change = channel.on_sample(sample.raw[i], t_us, board_fault, sample.temperature_centi_c,
                                    door_ == Door::open, tuning_);
    say_at_once_ = say_at_once_ || fault != channel.fault() || (channel.stable() && !stable);
    if (!change) continue;
    if (changes_.size() < max_waiting_changes) changes_.push_back(*change);
    kept_due_ = say_at_once_ = true;
  }
  weight_due_ = true;
}

void ShelfStream::on_door(const ShelfDoor& frame, Micros now) {
  count_seq(frame.seq);
  const auto door = frame.bits & 1 ? Door::open : Door::closed;
  if (door == door_) return;
  door_ = door;
  Message m;
  m.name = "door";
  m.body = nlohmann::json{{"door", door == Door::open ? "open" : "closed"}, {"bits", frame.bits}}.dump();
  emit(std::move(m));
  weight_due_ = say_at_once_ = true;
  last_frame_us_ = now;
}

void ShelfStream::on_tick(Micros now) {
  if (open_) {
    if (!hello_ && now - hello_at_us_ >= hello_every_us) ask_hello(now);
    const auto silent = now - std::max(last_sample_us_, opened_us_);
    if (status_.reason != "board-version") {
      if (silent >= offline_us)
        set_state({State::unreachable, "silent"});
      else if (silent >= stale_us && last_sample_us_ != 0)
        set_state({State::stale, "silent"});
    }
    if (silent >= offline_us && now - opened_us_ >= 2 * offline_us) {
      opened_us_ = now;
      ask_reopen();
    }
    if (silent >= stale_us)
      for (auto& c : channels_) c.on_board_reset();
  }
  if (rate_command_ && now >= rate_until_us_)
    end_command(*std::exchange(rate_command_, std::nullopt), "no-answer");
  if (weight_due_ && (say_at_once_ || now - said_us_ >= say_every_us)) say_weight(now);
  if (kept_due_ && now - kept_said_us_ >= kept_every_us) say_kept(now);
}

std::optional<Micros> ShelfStream::next_deadline() const {
  std::optional<Micros> due;
  const auto sooner = [&](Micros at) { due = due ? std::min(*due, at) : at; };
  if (weight_due_) sooner(said_us_ + say_every_us);
  if (kept_due_) sooner(kept_said_us_ + kept_every_us);
  if (rate_command_) sooner(rate_until_us_);
  if (!open_) return due;
  if (!hello_) sooner(hello_at_us_ + hello_every_us);
  const auto heard = std::max(last_sample_us_, opened_us_);
  if (status_.state == State::ready) sooner(heard + stale_us);
  if (status_.state == State::stale || status_.state == State::opening) sooner(heard + offline_us);
  if (status_.state == State::unreachable) sooner(opened_us_ + 2 * offline_us);
  return due;
}

Snapshot ShelfStream::snapshot() const {
  Snapshot s;
  s.status = status_;
  s.last_data_us = last_sample_us_;
  s.counters = {{"frames", counters_.frames},         {"gaps", counters_.gaps},
                {"crc_errors", counters_.crc_errors}, {"bad_frames", counters_.bad_frames},
                {"resets", counters_.resets},         {"unknown_frames", counters_.unknown}};
  if (hello_)
    s.devices = nlohmann::json::array({{{"device", to_hex(hello_->board)},
                                        {"label", fmt::format("shelf board, {} channels", hello_->channels)},
                                        {"state", state_name(status_.state)}}})
                    .dump();
  return s;
}

}  // namespace outpost::dev
