#include "devices/sim/can_car.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::uint32_t all_11 = 0x7DF, all_29 = 0x18DB33F1;
constexpr std::size_t max_request_bytes = 256;
constexpr std::size_t max_out_bytes = 256 << 10;  // nobody reads: the newest is lost, as in a socket's buffer

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

}  // namespace

CanCar::CanCar(Car car, std::int64_t traffic_hz)
    : car_(std::make_unique<Car>(std::move(car))), traffic_(*car_, traffic_hz), units_(car_->units().size()) {
}

Result<std::unique_ptr<Simulator>> CanCar::make(const SimArgs& args) {
  OUTPOST_TRY(const auto month, args.number("month", 0, 0, max_car_age_months));
  const auto name = args.text("car", "petrol-2014");
  OUTPOST_TRY(auto car, Car::load(name, static_cast<int>(month)));
  if (!is_can(car.bus())) return bad(fmt::format("sim:can: the car \"{}\" has no CAN bus", name));
  const auto engine = args.text("engine", "on");
  if (engine != "on" && engine != "off") return bad("sim:can: engine must be on or off");
  car.set_engine(engine == "on");
  OUTPOST_TRY(const auto latency, args.number("latency_ms", 10, 0, 1'000));
  OUTPOST_TRY(const auto traffic, args.number("traffic_hz", 0, 0, 5'000));
  std::unique_ptr<CanCar> sim(new CanCar(std::move(car), traffic));
  sim->latency_us_ = latency * us_per_ms;
  OUTPOST_TRY(sim->script_, CarScript::parse(args.text("script"), actions()));
  return std::unique_ptr<Simulator>(std::move(sim));
}

const std::vector<ActionRow>& CanCar::actions() {
  static const auto table = [] {
    std::vector<ActionRow> rows;
    for (const std::string_view name : {"silent",
                                        "speak",
                                        "ignition-off",
                                        "ignition-on",
                                        "unplug",
                                        "plug",
                                        "bus-off",
                                        "bus-on",
                                        "error-frames",
                                        "no-error-frames",
                                        "flood",
                                        "calm",
                                        "second-tester-on",
                                        "second-tester-off",
                                        "stranger-on",
                                        "stranger-off",
                                        "first-frame-only",
                                        "all-frames",
                                        "engine-on",
                                        "engine-off",
                                        "lost-frame-once",
                                        "wrong-answer-once"})
      rows.push_back({name});
    rows.push_back({"pending", ActionRow::Takes::number});  // seconds of "wait" before the next answer
    return rows;
  }();
  return table;
}

Result<void> CanCar::act(std::string_view text, Micros now) {
  OUTPOST_TRY(const auto action, parse_action(text, actions()));
  act_on(action, now);
  return {};
}

void CanCar::act_on(const CarAction& action, Micros now) {
  const auto name = action.name;
  const auto between = [&](std::string_view on, std::string_view off, bool& what) {
    if (name == on) what = true;
    if (name == off) what = false;
  };
  between("silent", "speak", silent_);
  between("ignition-on", "ignition-off", ignition_);
  between("plug", "unplug", plugged_);
  between("error-frames", "no-error-frames", traffic_.errors);
  between("flood", "calm", traffic_.flood);
  between("second-tester-on", "second-tester-off", traffic_.tester);
  between("stranger-on", "stranger-off", traffic_.stranger);
  traffic_.broadcasts = ignition_;
  if (name == "bus-off") put({can_error_bus_off, false, false, true, Bytes(8)});
  between("bus-off", "bus-on", bus_off_);
  if (name == "bus-on") put({can_error_restarted, false, false, true, Bytes(8)});
  if (name == "ignition-off" || name == "bus-off")
    for (auto& u : units_) u.reset();
  if (name == "first-frame-only" || name == "all-frames")
    for (auto& u : units_) u.set_deaf(name == "first-frame-only");
  if (name == "engine-on" || name == "engine-off") car_->set_engine(name == "engine-on");
  if (name == "pending") car_->hold_next(action.number * us_per_s);
  traffic_.wake(now);
  if (name.ends_with("-once")) once_.push_back(name);
}

void CanCar::run_script(Micros now) {
  if (first_plug_us_ < 0) return;
  while (const auto due = script_.take_due(now - first_plug_us_, requests_)) act_on(*due, now);
}

void CanCar::on_plug(Micros now) {
  if (first_plug_us_ < 0) first_plug_us_ = now;
  input_.clear();
  out_.clear();
  traffic_.start(now);
}

void CanCar::on_bytes(ByteView bytes, Micros now) {
  on_tick(now);
  input_.insert(input_.end(), bytes.begin(), bytes.end());
  std::size_t at = 0;
  for (; input_.size() - at >= can_record_bytes; at += can_record_bytes)
    if (const auto record = read_can_record(ByteView(input_).subspan(at, can_record_bytes)))
      on_record(*record, now);
  input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(at));
  on_tick(now);
}

void CanCar::on_record(const CanFrame& r, Micros now) {
  const bool wide = car_->bus() == Bus::can29;
  if (!plugged_ || bus_off_ || !ignition_ || r.remote || r.error || r.wide != wide) return;
  traffic_.on_request(r, now);
  if (r.id == (wide ? all_29 : all_11)) return ask_all(r.data, now);
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (car_->units()[i].request_id != r.id) continue;
    if (const auto request = units_[i].on_frame(r.data, false, now);
        request && request->size() <= max_request_bytes) {
      ++requests_;
      run_script(now);
      answer({*request, r.id}, now);
    }
  }
}

// One frame, one question, whoever listens.
void CanCar::ask_all(const Bytes& data, Micros now) {
  std::optional<Bytes> request;
  for (std::size_t i = 0; i < units_.size(); ++i)
    if (car_->units()[i].functional)
      if (auto heard = units_[i].on_frame(data, true, now)) request = std::move(heard);
  if (!request) return;
  ++requests_;
  run_script(now);
  answer({*request, 0}, now);
}

void CanCar::answer(const ObdRequest& request, Micros now) {
  if (silent_ || bus_off_ || !ignition_ || !plugged_) return;
  auto answers = car_->answer(request, now - first_plug_us_);
  const auto wrong = std::find(once_.begin(), once_.end(), "wrong-answer-once");
  if (wrong != once_.end() && !answers.empty() && answers[0].payload.size() > 1) {
    answers[0].payload[1] ^= 0x01;
    once_.erase(wrong);
  }
  for (auto& a : answers) {
    const auto i = static_cast<std::size_t>(a.unit - car_->units().data());
    units_[i].send(std::move(a.payload), now + latency_us_ + a.after_us);
  }
}

void CanCar::put(const CanFrame& record) {
  if (bus_off_ || out_.size() >= max_out_bytes) return;
  const auto bytes = write_can_record(record);
  out_.insert(out_.end(), bytes.begin(), bytes.end());
}

// Whatever is due first, at its own time; false: nothing is due.
bool CanCar::step(Micros now) {
  auto first = traffic_.next_deadline();
  auto from = units_.size();
  for (std::size_t i = 0; i < units_.size(); ++i)
    if (const auto due = units_[i].next_deadline(); due && (!first || *due < *first)) first = due, from = i;
  if (!first || *first > now) return false;
  if (from == units_.size()) {
    if (const auto record = traffic_.take_due(*first)) put(*record);
    return true;
  }
  const auto frame = units_[from].take_due(*first);
  if (!frame) return true;
  const auto lost = std::find(once_.begin(), once_.end(), "lost-frame-once");
  if (lost != once_.end() && (*frame)[0] >> 4 == 2) {
    once_.erase(lost);
    return true;
  }
  put({car_->units()[from].can_id, car_->bus() == Bus::can29, false, false, *frame});
  return true;
}

void CanCar::on_tick(Micros now) {
  run_script(now);
  if (first_plug_us_ < 0) return;
  while (step(now)) {
  }
}

std::optional<Micros> CanCar::next_deadline() const {
  auto due = traffic_.next_deadline();
  const auto sooner = [&](std::optional<Micros> at) {
    if (at) due = due ? std::min(*due, *at) : at;
  };
  for (const auto& u : units_) sooner(u.next_deadline());
  if (const auto at = script_.next_us(); at && first_plug_us_ >= 0) sooner(first_plug_us_ + *at);
  return due;
}

std::int64_t CanCar::given_up() const {
  std::int64_t n = 0;
  for (const auto& u : units_) n += u.given_up();
  return n;
}

}  // namespace outpost::dev
