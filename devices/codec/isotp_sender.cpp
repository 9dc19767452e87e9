#include "devices/codec/isotp_sender.hpp"

#include "devices/codec/isotp.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::uint8_t go_on = 0, wait = 1, overflow = 2;  // flow status

}  // namespace

Micros isotp_separation_us(std::uint8_t st_min) {
  if (st_min <= 0x7F) return st_min * us_per_ms;
  if (st_min >= 0xF1 && st_min <= 0xF9) return (st_min - 0xF0) * 100;
  return 127 * us_per_ms;
}

Error IsoTpSender::stop(std::string name, std::string text) {
  state_ = State::idle;
  return fail(Code::io, std::move(name), std::move(text));
}

Result<void> IsoTpSender::start(ByteView message) {
  if (busy()) return fail(Code::busy, "isotp-busy", "Another message is being sent.");
  if (message.empty() || message.size() > isotp_max_message_bytes)
    return fail(Code::invalid, "isotp-length",
                fmt::format("A message of {} bytes cannot be sent.", message.size()));
  message_.assign(message.begin(), message.end());
  sent_ = 0;
  number_ = 1;
  waits_ = 0;
  state_ = State::begin;
  return {};
}

Result<void> IsoTpSender::on_frame(ByteView frame, Micros now) {
  const auto body = isotp_body(address_, frame);
  if (state_ != State::awaiting || body.empty() || body[0] >> 4 != 3) return {};
  if (body.size() < 3) return stop("isotp-short", "A flow control frame is too short.");
  switch (body[0] & 0x0F) {
  case go_on:
    block_ = block_left_ = body[1];
    gap_us_ = isotp_separation_us(body[2]);
    waits_ = 0;
    state_ = State::sending;
    at_us_ = now;
    return {};
  case wait:
    if (++waits_ > isotp_max_waits) return stop("isotp-waits", "The receiver asks for time without end.");
    at_us_ = now + isotp_n_bs_us;
    return {};
  case overflow: return stop("isotp-overflow", "The receiver has no room for the message.");
  default:
    return stop("isotp-flow-status",
                fmt::format("Flow control begins with {:02X}: no such status.", body[0]));
  }
}

// The PCI bytes and as much of the message as goes behind them.
Bytes IsoTpSender::frame(Bytes pci) {
  const auto n = std::min(address_.room() - pci.size(), message_.size() - sent_);
  const auto from = message_.begin() + static_cast<std::ptrdiff_t>(sent_);
  pci.insert(pci.end(), from, from + static_cast<std::ptrdiff_t>(n));
  sent_ += n;
  return isotp_frame(address_, pci, pad_);
}

Bytes IsoTpSender::first_frame(Micros now) {
  const auto length = message_.size();
  if (length < address_.room()) {
    state_ = State::idle;
    return frame({static_cast<std::uint8_t>(length)});
  }
  state_ = State::awaiting;
  at_us_ = now + isotp_n_bs_us;
  return frame({static_cast<std::uint8_t>(0x10 | (length >> 8)), static_cast<std::uint8_t>(length)});
}

Bytes IsoTpSender::consecutive_frame(Micros now) {
  auto out = frame({static_cast<std::uint8_t>(0x20 | (number_ & 0x0F))});
  ++number_;
  if (sent_ == message_.size()) {
    state_ = State::idle;
  } else if (block_ != 0 && --block_left_ == 0) {
    state_ = State::awaiting;
    at_us_ = now + isotp_n_bs_us;
  } else {
    at_us_ = now + gap_us_;
  }
  return out;
}

Result<std::optional<Bytes>> IsoTpSender::next(Micros now) {
  switch (state_) {
  case State::idle: return std::optional<Bytes>();
  case State::begin: return std::optional(first_frame(now));
  case State::awaiting:
    if (now < at_us_) return std::optional<Bytes>();
    return stop("isotp-timeout-bs", "The receiver did not say in time that it is ready.");
  case State::sending: break;
  }
  if (now < at_us_) return std::optional<Bytes>();
  return std::optional(consecutive_frame(now));
}

}  // namespace outpost::dev
