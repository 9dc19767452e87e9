#include "devices/codec/isotp_reader.hpp"

namespace outpost::dev {

Result<std::optional<Bytes>> IsoTpReader::on_frame(ByteView frame, Micros now) {
  const auto body = isotp_body(address_, frame);
  if (address_.in && body.empty()) return std::optional<Bytes>();
  const bool was_open = receiver_.open();
  auto message = receiver_.on_frame(body);
  if (!message) {
    receiver_.reset();
    due_ = false;
    return message;
  }
  if (!receiver_.open()) {
    due_ = false;
    return message;
  }
  if (body[0] >> 4 == 3) return message;  // flow control of the peer is for our sender
  deadline_us_ = now + isotp_n_cr_us;
  if (!was_open) {
    in_block_ = 0;
    due_ = true;
  } else if (pace_.block_size != 0 && ++in_block_ == pace_.block_size) {
    in_block_ = 0;
    due_ = true;
  }
  return message;
}

std::optional<Bytes> IsoTpReader::flow_control() {
  if (!due_) return std::nullopt;
  due_ = false;
  const Bytes body = {0x30, pace_.block_size, pace_.st_min};
  return isotp_frame(address_, body, pad_);
}

Result<void> IsoTpReader::on_tick(Micros now) {
  if (!receiver_.open() || now < deadline_us_) return {};
  const auto missing = receiver_.incomplete();
  receiver_.reset();
  due_ = false;
  return fail(Code::timeout, "isotp-timeout-cr", missing.text);
}

}  // namespace outpost::dev
