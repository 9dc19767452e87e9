#include "devices/drivers/bay/can_car_link.hpp"

#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/bay_problems.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr Micros first_frame_us = 100 * us_per_ms;  // P2 is 50 ms; as much again for busy queues
constexpr Micros still_working_us = 5 * us_per_s;   // P2*: after "still working" (7F xx 78)
constexpr int max_waits = 40;
// Of one question, however often a unit asks for time or begins its answer anew.
constexpr Micros longest_us = 65 * us_per_s;
constexpr Micros quiet_us =
    us_per_s;  // a session that asks nothing still wants to know whether the car is there
constexpr Micros forget_us = 15 * us_per_s;
constexpr int max_failures = 3;
constexpr std::size_t max_lines = 8 * 600;  // eight units with 4,095 bytes each
/// ISO 15765-2 recommends it: it needs the fewest stuff bits.
constexpr std::uint8_t pad = 0xCC;

std::uint32_t everybody(Bus bus) { return bus == Bus::can11 ? 0x7DF : 0x18DB33F1; }

/// Whom a unit hears that answers from `id`.
std::uint32_t request_id(Bus bus, std::uint32_t id) {
  return bus == Bus::can11 ? id - 8 : 0x18DA00F1 | (id & 0xFF) << 8;
}

std::string line_of(const CanFrame& frame) {
  return fmt::format(fmt::runtime(frame.wide ? "{:08X}" : "{:03X}"), frame.id) + request_text(frame.data);
}

bool still_working(const Bytes& message) {
  return message.size() == 3 && message[0] == 0x7F && message[2] == 0x78;
}

}  // namespace

CanCarLink::CanCarLink(std::function<void(ByteView)> write) : write_(std::move(write)) {
  adapter_.id = "CAN";
}

void CanCarLink::set(BayState state, std::string reason) {
  state_ = state;
  reason_ = std::move(reason);
}

void CanCarLink::on_open(Micros now) {
  stream_.reset();
  truck_.clear();
  bus_off_ = false;
  if (state_ != BayState::lost) set(BayState::connecting, "searching");
  begin_search(now);
}

void CanCarLink::on_close(Micros now) {
  phase_ = Phase::closed;
  closed_us_ = now;
  question_.reset();
  answer_.reset();
  if (car_there_ || state_ == BayState::lost)
    set(BayState::lost, "unplugged");
  else
    set(BayState::no_adapter, "");
  car_there_ = false;
}

void CanCarLink::on_bytes(ByteView bytes, Micros now) {
  for (const auto& frame : stream_.feed(bytes)) on_frame(frame, now);
  on_tick(now);
}

void CanCarLink::on_tick(Micros now) {
  if (phase_ == Phase::closed && state_ == BayState::lost && now - closed_us_ >= forget_us)
    set(BayState::no_adapter, "");
  if (phase_ == Phase::pause && now >= pause_until_us_) begin_search(now);
  if (phase_ == Phase::truck && now >= truck_.gone_us()) return car_missing("", now);
  if (phase_ == Phase::car && free() && now - last_answer_us_ >= quiet_us) begin_search(now);
  if (!question_) return;
  for (auto& [id, unit] : question_->units) (void)unit.reader.on_tick(now);  // the lines tell what is missing
  if (complete(now)) finish(now);
}

std::optional<Micros> CanCarLink::next_deadline() const {
  if (phase_ == Phase::closed && state_ == BayState::lost) return closed_us_ + forget_us;
  if (phase_ == Phase::pause) return pause_until_us_;
  if (phase_ == Phase::truck) return truck_.gone_us();
  if (free()) return last_answer_us_ + quiet_us;
  return question_ ? done_at() : std::nullopt;
}

void CanCarLink::ask(const SafeRequest& request, int frames, Micros now) {
  if (phase_ == Phase::truck) {  // nothing is sent to it
    answer_ = CarAnswer{request.request(), {}, {}, false, now, now};
    answer_->reading.no_data = true;
    return;
  }
  send(request.request(), frames, now);
}

void CanCarLink::send(ObdRequest request, int frames, Micros now) {
  Bytes data = {static_cast<std::uint8_t>(request.bytes.size())};
  data.insert(data.end(), request.bytes.begin(), request.bytes.end());
  data.resize(8, pad);
  trouble_.clear();
  const auto to = request.to != 0 ? request.to : everybody(trying_->bus);
  question_ = Question{std::move(request), frames, now, {}, {}};
  put(to, data);
}

void CanCarLink::put(std::uint32_t to, const Bytes& data) {
  write_(write_can_record({to, trying_->bus == Bus::can29, false, false, data}));
}

bool CanCarLink::ours(const CanFrame& f) const {
  const auto bus = trying_->bus;
  if (f.remote || f.wide != (bus == Bus::can29)) return false;
  if (question_->request.to != 0) return f.id == answer_id(question_->request.to);
  return bus == Bus::can11 ? f.id >= 0x7E8 && f.id <= 0x7EF : (f.id >> 8) == 0x18DAF1;
}

void CanCarLink::on_frame(const CanFrame& frame, Micros now) {
  if (frame.error) return on_trouble(can_trouble(frame), now);
  bus_off_ = false;
  truck_.note(frame, now);
  if (!question_ || !ours(frame)) return;
  auto& question = *question_;
  if (question.reply.lines.size() >= max_lines) {
    question.reply.overflow = true;
    return;
  }
  question.reply.lines.push_back(line_of(frame));
  auto& unit = question.units.try_emplace(frame.id, Unit{IsoTpReader({}, {}, pad)}).first->second;
  const auto message = unit.reader.on_frame(frame.data, now);
  if (message && *message) take_message(unit, **message, now);
  if (!message) unit.answered = true;  // broken beyond repair; the lines say how
  if (const auto flow = unit.reader.flow_control())
    put(question.request.to != 0 ? question.request.to : request_id(trying_->bus, frame.id), *flow);
}

void CanCarLink::take_message(Unit& unit, const Bytes& message, Micros now) {
  unit.answered = !still_working(message);
  if (unit.answered) return;
  if (++unit.waits > max_waits) unit.answered = true;
  unit.wait_until_us = std::min(now + still_working_us, question_->asked_us + longest_us);
}

void CanCarLink::on_trouble(CanTrouble trouble, Micros now) {
  if (trouble == CanTrouble::bus_off) bus_off_ = true;
  if (trouble == CanTrouble::restarted) bus_off_ = false;
  if (trouble == CanTrouble::none || trouble == CanTrouble::restarted || !question_) return;
  trouble_ = trouble == CanTrouble::not_heard  ? "not-heard"
             : trouble == CanTrouble::overflow ? "BUFFER FULL"
                                               : "CAN ERROR";
  if (trouble == CanTrouble::bus_off) finish(now);
}

/// When nobody can still be about to say something.
std::optional<Micros> CanCarLink::done_at() const {
  const auto last = question_->asked_us + longest_us;
  Micros at = question_->asked_us + first_frame_us;
  for (const auto& [id, unit] : question_->units) {
    if (unit.reader.open()) at = std::max(at, unit.reader.wake_us());
    if (!unit.answered && unit.waits > 0) at = std::max(at, unit.wait_until_us);
  }
  return std::min(at, last);
}

bool CanCarLink::all_ended(const Question& q) {
  const auto ended = [](const auto& entry) { return entry.second.answered && !entry.second.reader.open(); };
  return !q.units.empty() && std::all_of(q.units.begin(), q.units.end(), ended);
}

bool CanCarLink::complete(Micros now) const {
  if (now >= *done_at()) return true;
  const auto& q = *question_;
  if (!all_ended(q)) return false;
  return q.request.to != 0 || (q.frames > 0 && q.reply.lines.size() >= static_cast<std::size_t>(q.frames));
}

void CanCarLink::finish(Micros now) {
  auto question = std::move(*question_);
  question_.reset();
  last_answer_us_ = now;
  // Each frame has its own checksum: an error on the bus takes nothing from an answer that came whole.
  const bool bus_word = (trouble_ == "CAN ERROR" && !all_ended(question)) || trouble_ == "BUFFER FULL";
  if (bus_word) question.reply.lines.push_back(trouble_);
  if (question.reply.lines.empty()) question.reply.lines.emplace_back("NO DATA");
  auto reading = read_obd(question.request, {trying_->bus, true, request_text(question.request.bytes), 0},
                          question.reply);
  if (phase_ == Phase::search) return on_search_answer(std::move(reading), question, now);
  const bool nobody = reading.values.empty() && only_noise(reading.faults);
  const bool failed = reading.no_data || nobody || first_fault(reading) == "can-error";
  foreign_.note(answers_another(question.request, trying_->bus, question.reply, {}), now);
  if (!reading.values.empty()) failures_ = 0;
  if (question.reply.overflow)
    set(BayState::lost, "flood");
  else
    set(BayState::ready, foreign_.there(now) ? "second-tester" : "");
  answer_ = CarAnswer{std::move(question.request),
                      std::move(reading),
                      std::move(question.reply.lines),
                      false,
                      question.asked_us,
                      now};
  if (failed && ++failures_ >= max_failures) begin_search(now);
}

}  // namespace outpost::dev
