#include "devices/sim/can_unit.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::uint8_t pad = 0x00;
constexpr Micros patience_us = us_per_s;  // N_Bs of ISO 15765-2
constexpr Micros least_pause_us = 300;    // a frame takes its time on the bus
constexpr unsigned max_waits = 10;        // N_WFTmax
constexpr std::size_t max_answers = 32;
constexpr std::uint8_t go_on = 0, wait = 1;

// STmin: 00 to 7F are milliseconds, F1 to F9 tenths of one; everything else counts as the longest.
Micros separation_us(std::uint8_t st) {
  if (st <= 0x7F) return st * us_per_ms;
  if (st >= 0xF1 && st <= 0xF9) return (st - 0xF0) * us_per_ms / 10;
  return 0x7F * us_per_ms;
}

}  // namespace

std::optional<Bytes> CanUnit::on_frame(ByteView data, bool functional, Micros now) {
  now_ = std::max(now_, now);
  if (data.empty()) return std::nullopt;
  const auto kind = data[0] >> 4;
  if (kind == 3) {
    if (!functional) on_flow_control(data, now);
    return std::nullopt;
  }
  if (functional && kind != 0) return std::nullopt;      // only what fits one frame may be asked of all
  if (kind != 2 && receiver_.open()) receiver_.reset();  // a new request ends the one that never came
  auto message = receiver_.on_frame(data);
  if (!message) {
    receiver_.reset();
    return std::nullopt;
  }
  if (kind == 1) controls_.push_back(isotp_flow_control(pad));
  return std::move(*message);
}

void CanUnit::on_flow_control(ByteView data, Micros now) {
  if (state_ != State::waiting || deaf_ || data.size() < 3) return;
  const auto status = data[0] & 0x0F;
  if (status == wait && ++waits_ <= max_waits) {
    due_us_ = now + patience_us;
  } else if (status == go_on) {
    state_ = State::sending;
    block_left_ = data[1];
    pause_us_ = std::max(least_pause_us, separation_us(data[2]));
    due_us_ = now + least_pause_us;
    waits_ = 0;
  } else {
    end_answer(false);
  }
}

void CanUnit::send(Bytes payload, Micros at) {
  auto frames = isotp_split(payload, pad);
  if (!frames || answers_.size() >= max_answers) return;
  answers_.push_back({at, std::move(*frames)});
  if (state_ == State::idle) state_ = State::first;
}

void CanUnit::reset() {
  CanUnit fresh;
  fresh.given_up_ = given_up_;
  fresh.deaf_ = deaf_;
  *this = std::move(fresh);
}

void CanUnit::end_answer(bool complete) {
  if (!complete) ++given_up_;
  answers_.pop_front();
  next_ = 0;
  waits_ = 0;
  state_ = answers_.empty() ? State::idle : State::first;
}

std::optional<Micros> CanUnit::next_deadline() const {
  if (!controls_.empty()) return now_;
  switch (state_) {
  case State::idle: return std::nullopt;
  case State::first: return std::max(answers_.front().at_us, due_us_);
  default: return due_us_;
  }
}

std::optional<Bytes> CanUnit::take_due(Micros now) {
  now_ = std::max(now_, now);
  if (!controls_.empty()) {
    auto out = std::move(controls_.front());
    controls_.pop_front();
    return out;
  }
  const auto due = next_deadline();
  if (!due || *due > now) return std::nullopt;
  if (state_ == State::waiting) {  // nobody wants the rest
    end_answer(false);
    return std::nullopt;
  }
  const auto& frames = answers_.front().frames;
  auto frame = frames[next_++];
  due_us_ = *due + least_pause_us;
  if (next_ == frames.size()) {
    end_answer(true);
  } else if (state_ == State::first || (block_left_ != 0 && --block_left_ == 0)) {
    state_ = State::waiting;
    due_us_ = *due + patience_us;
  } else {
    due_us_ = *due + pause_us_;
  }
  return frame;
}

}  // namespace outpost::dev
