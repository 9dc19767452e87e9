#include "devices/drivers/bay/elm_link.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr Micros quiet_us = 120 * us_per_ms;  // two characters at 9600 baud and a slow bridge are far below
// A line just opened has been emptied by that, and the silence behind the prompt catches what still comes.
constexpr Micros open_quiet_us = 40 * us_per_ms;
constexpr Micros probe_us = 900 * us_per_ms;      // an idle adapter prompts within a few milliseconds
constexpr int max_probes = 2;                     // 2 x (quiet + probe) stays just over the 2 s of detection
constexpr Micros max_drain_us = us_per_s;         // a device that never falls quiet is no adapter
constexpr Micros command_us = 900 * us_per_ms;    // AT commands are answered at once
constexpr Micros request_us = 1'800 * us_per_ms;  // the car's answer; NO DATA comes long before
constexpr Micros search_us = 13 * us_per_s;       // SEARCHING is shown for 12 s at most
constexpr Micros pending_us = 5'200 * us_per_ms;  // P2* behind "still working" (7F xx 78), and the way
constexpr Micros max_pending_us = 65 * us_per_s;  // however often a unit asks for time
constexpr Micros trickle_us = 500 * us_per_ms;    // a long answer may go on while it goes on
// And yet not for ever: a live value is one frame or two; codes of eight units at 9600 baud take below 3 s.
constexpr Micros max_live_us = 1'900 * us_per_ms;
constexpr Micros max_answer_us = 4 * us_per_s;
constexpr std::size_t max_heard = 256;
constexpr std::size_t max_header =
    13;  // digits before the service byte: an identifier, a long frame's length
constexpr std::size_t max_noise_lines = 8;  // of others before the first line that is an answer
constexpr std::size_t flood_bytes = 1'500;  // a device that is no adapter, and is well, says far less in 2 s
// An empty line would make an ELM327 repeat its last command; this is answered with "?" or OK and changes
// nothing.
constexpr std::string_view harmless = "AT\r";

}  // namespace

std::string_view noise_word(ElmNoise noise) {
  switch (noise) {
  case ElmNoise::flood: return "flood";
  case ElmNoise::signs: return "garbage";
  case ElmNoise::device: return "foreign-device";
  case ElmNoise::none: break;
  }
  return "silent";
}

void ElmLink::open(Micros now) {
  reader_.reset();
  answer_.reset();
  banner_ = false;
  last_byte_us_ = 0;
  resync(now);
  calm_us_ = open_quiet_us;
}

void ElmLink::close() {
  state_ = State::closed;
  reader_.reset();
  answer_.reset();
}

void ElmLink::resync(Micros now) {
  if (state_ != State::closed || resyncs_ == 0) ++resyncs_;
  state_ = State::syncing;
  probing_ = prompted_ = false;
  probes_ = 0;
  sync_since_us_ = now;
  calm_us_ = quiet_us;
  heard_.clear();
  heard_bytes_ = 0;
}

void ElmLink::listen(ByteView bytes) {
  const auto text = as_text(bytes);
  heard_.append(text.substr(0, max_heard - std::min(max_heard, heard_.size())));
  heard_bytes_ += bytes.size();
}

ElmNoise ElmLink::noise() const {
  if (heard_bytes_ == 0) return ElmNoise::none;
  if (heard_bytes_ >= flood_bytes) return ElmNoise::flood;
  const auto good = std::count_if(heard_.begin(), heard_.end(), [](char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t';
  });
  return static_cast<std::size_t>(good) * 4 >= heard_.size() * 3 ? ElmNoise::device : ElmNoise::signs;
}

void ElmLink::on_bytes(ByteView bytes, Micros now) {
  if (state_ == State::closed || bytes.empty()) return;
  last_byte_us_ = now;
  reader_.feed(bytes);
  listen(bytes);
  if (state_ == State::waiting) {
    if (auto reply = reader_.next()) return finish(std::move(*reply), false, now);
    // A flood is not worth waiting for its end.
    if (reader_.open_reply().overflow) finish(reader_.open_reply(), false, now);
    return;
  }
  while (const auto reply = reader_.next()) {
    prompted_ = true;
    for (const auto& line : reply->lines) {
      const auto read = classify_line(line, harmless.substr(0, 2));
      banner_ = banner_ || (read && read->kind == LineKind::banner);
    }
  }
  // Something nobody asked for: the next answer could be of an older question.
  if (state_ == State::idle || state_ == State::dead) resync(now);
}

void ElmLink::finish(ElmReply reply, bool silent, Micros now) {
  const bool clean = !silent && !reply.overflow && reader_.idle();
  auto heard = silent ? noise() : ElmNoise::none;
  if (heard == ElmNoise::device) heard = ElmNoise::none;  // a part of an answer, most likely
  answer_ = ElmAnswer{sent_, std::move(reply), silent, heard, asked_us_, now};
  state_ = State::idle;
  if (!clean) resync(now);
}

void ElmLink::ask(const AdapterCommand& command, Micros now) { ask(command.text(), command_us, now); }
void ElmLink::ask(const SafeRequest& request, int count, Micros now) {
  ask(request.text() + (count > 0 ? fmt::format("{:X}", count) : ""), request_us, now);
  if (request.request().service() != 0x01) most_us_ = max_answer_us;
}

void ElmLink::ask(std::string text, Micros timeout_us, Micros now) {
  sent_ = std::move(text);
  asked_us_ = now;
  timeout_us_ = timeout_us;
  most_us_ = max_live_us;
  state_ = State::waiting;
  heard_.clear();
  heard_bytes_ = 0;
  write_(sent_ + "\r");
}

bool ElmLink::searching() const {
  const auto progress = [](const std::string& line) {
    return line.find("SEARCHING") != std::string::npos || line.find("BUS INIT") != std::string::npos ||
           line.find("BUSINIT") != std::string::npos;
  };
  const auto& lines = reader_.open_reply().lines;
  return progress(reader_.open_line()) || std::any_of(lines.begin(), lines.end(), progress);
}

// What has come looks like an answer to this question: only then a long one may go on.
bool ElmLink::answering() const {
  if (sent_.starts_with("AT")) return false;
  const auto service = fmt::format("{:X}", hex_digit(sent_[0]) + 4) + sent_[1];
  const auto& lines = reader_.open_reply().lines;
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(std::min(max_noise_lines, lines.size()));
  return std::any_of(lines.begin(), first,
                     [&](const std::string& line) { return squeeze(line).find(service) < max_header; });
}

// The last line says "still working": some adapters go on listening, others prompt.
bool ElmLink::asked_for_time() const {
  const auto& lines = reader_.open_reply().lines;
  if (lines.empty() || sent_.starts_with("AT")) return false;
  return squeeze(lines.back()).find("7F" + sent_.substr(0, 2) + "78") != std::string::npos;
}

Micros ElmLink::wait_until() const {
  if (searching()) return asked_us_ + search_us;
  if (asked_for_time()) return std::min(last_byte_us_ + pending_us, asked_us_ + max_pending_us);
  const auto normal = asked_us_ + timeout_us_;
  if (last_byte_us_ < asked_us_ || !answering()) return normal;
  return std::clamp(last_byte_us_ + trickle_us, normal, asked_us_ + most_us_);
}

void ElmLink::on_tick(Micros now) {
  if (state_ == State::waiting && now >= wait_until()) finish({}, true, now);
  if (state_ == State::syncing) sync_tick(now);
}

void ElmLink::sync_tick(Micros now) {
  const bool quiet = now - std::max(last_byte_us_, sync_since_us_) >= (probing_ ? quiet_us : calm_us_);
  if (probing_ && prompted_ && quiet) {
    reader_.reset();
    heard_.clear();
    heard_bytes_ = 0;
    state_ = State::idle;
    return;
  }
  if (!probing_ && !quiet && now - sync_since_us_ < max_drain_us) return;
  if (probing_ && now - sync_since_us_ < probe_us) return;
  if (probes_ == max_probes) {
    state_ = State::dead;
    return;
  }
  ++probes_;
  probing_ = true;
  prompted_ = false;
  reader_.reset();
  sync_since_us_ = now;
  write_(harmless);
}

std::optional<Micros> ElmLink::next_deadline() const {
  if (state_ == State::waiting) return wait_until();
  if (state_ != State::syncing) return std::nullopt;
  const auto quiet_at = std::max(last_byte_us_, sync_since_us_) + (probing_ ? quiet_us : calm_us_);
  if (!probing_) return std::min(quiet_at, sync_since_us_ + max_drain_us);
  return prompted_ ? std::min(quiet_at, sync_since_us_ + probe_us) : sync_since_us_ + probe_us;
}

}  // namespace outpost::dev
