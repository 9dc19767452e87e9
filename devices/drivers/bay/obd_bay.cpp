#include "devices/drivers/bay/obd_bay.hpp"

#include "devices/drivers/bay/bay_json.hpp"
#include "devices/drivers/bay/can_car_link.hpp"
#include "devices/drivers/bay/elm_car_link.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace outpost::dev {
namespace {

using nlohmann::json;

constexpr Micros bay_every_us = 250 * us_per_ms;  // progress is shown, not streamed; a new state goes at once
constexpr std::size_t max_live_pids = 24;
constexpr Micros longest_ago_us = 3'600 * us_per_s;  // of an earlier life; beyond that a clock was set
constexpr std::size_t max_unsent_frames = 16;        // a question, and flow control for eight units
constexpr std::string_view software = "outpost " OUTPOST_VERSION;

// The identifiers of {"pids": ["0C", ...]}; nothing when the body is malformed.
std::optional<std::vector<std::uint8_t>> parse_pids(const std::string& body) {
  const auto j = json::parse(body, nullptr, false);
  if (!j.is_object()) return std::nullopt;
  std::vector<std::uint8_t> out;
  const auto found = j.find("pids");
  if (found == j.end() || found->is_null()) return out;
  if (!found->is_array() || found->size() > max_live_pids) return std::nullopt;
  for (const auto& item : *found) {
    if (!item.is_string()) return std::nullopt;
    const auto bytes = from_hex(item.get_ref<const std::string&>());
    if (!bytes || bytes->size() != 1) return std::nullopt;
    if (std::find(out.begin(), out.end(), bytes->front()) == out.end()) out.push_back(bytes->front());
  }
  return out;
}

}  // namespace

ObdBay::Wire ObdBay::wire_of(std::string_view port) {
  return port.starts_with("can:") || port == "sim:can" || port.starts_with("sim:can?") ? Wire::can
                                                                                       : Wire::adapter;
}

ObdBay::ObdBay(std::string unit, Wire wire, std::function<Micros()> wall_us)
    : unit_(std::move(unit)), wall_us_(std::move(wall_us)), link_(make_link(wire)), session_(*link_) {}

std::unique_ptr<CarLink> ObdBay::make_link(Wire wire) {
  if (wire == Wire::can)
    return std::make_unique<CanCarLink>([this](ByteView bytes) {
      // On a bus that takes nothing frames would pile up, and all go out when it comes back.
      if (to_write().size() >= max_unsent_frames * can_record_bytes) drop_unsent();
      send(bytes);
    });
  return std::make_unique<ElmCarLink>([this](std::string_view text) { send(as_bytes(text)); });
}

Result<std::unique_ptr<Driver>> ObdBay::make(const UnitSettings& settings) {
  const auto port = settings.values.find("port");
  const auto wire = wire_of(port == settings.values.end() ? "" : port->second);
  return std::unique_ptr<Driver>(new ObdBay(settings.unit, wire, [] { return SystemClock().wall_us(); }));
}

void ObdBay::on_open(Micros now) {
  drop_unsent();
  open_ = true;
  link_->on_open(now);
  after(now);
}

void ObdBay::on_close(Micros now) {
  drop_unsent();
  open_ = false;
  link_->on_close(now);
  session_.on_close(now, std::exchange(reopening_, false));
  after(now);
}

void ObdBay::on_bytes(ByteView bytes, Micros now) {
  link_->on_bytes(bytes, now);
  after(now);
}

void ObdBay::on_tick(Micros now) {
  link_->on_tick(now);
  after(now);
}

void ObdBay::on_bind(const Binding& binding, Micros now) {
  if (!bound_) link_->recall(binding.kept);  // later ones know less than we do
  bound_ = true;
  bay_due_ = true;  // edge may have been restarted: say how things stand
  bay_said_us_ = 0;
  steps_said_ = 0;  // of a report under way edge may have missed some
  after(now);
}

void ObdBay::on_command(const Command& command, Micros now) {
  if (command.name == "report")
    start_report(command, now);
  else if (command.name == "live")
    choose_live(command);
  else if (command.name == "clear")
    start_clear(command, now);
  else if (command.name == "stop") {
    session_.stream({}, false);
    session_.end_report("stopped", now);
    end_command(command, "done", "");
  } else
    end_command(command, "failed", "unknown-command");
  after(now);
}

void ObdBay::start_report(const Command& command, Micros now) {
  if (report_command_) return end_command(command, "failed", "busy");
  auto resume = parse_resume(command.body);
  report_command_ = command;
  report_id_ = resume && !resume->id.empty() ? resume->id : command.id.text();
  report_utc_us_ = resume && resume->started_utc_us ? *resume->started_utc_us : wall_us_();
  const auto ago = wall_us_() - report_utc_us_;
  const auto earlier = ago > 0 && ago < longest_ago_us ? ago : 0;
  steps_said_ = resume ? resume->steps.size() : 0;
  if (auto started =
          session_.start_report(now, resume ? std::move(resume->steps) : std::vector<BayStep>(), earlier);
      !started) {
    report_command_.reset();
    return end_command(command, "failed", started.error().name);
  }
  // Numbers are places in the list: when a step could not be read again, all are said anew.
  if (session_.report() && session_.report()->facts.steps.size() < steps_said_) steps_said_ = 0;
}

void ObdBay::start_clear(const Command& command, Micros now) {
  auto order = parse_clear(command.body);
  if (!order || clear_command_) return end_command(command, "failed", order ? "busy" : "bad-order");
  clear_command_ = command;
  if (auto started = session_.start_clear(std::move(*order), now); !started) {
    clear_command_.reset();
    end_command(command, "failed", started.error().name);
  }
}

void ObdBay::end_clear(const BayClear& clear) {
  if (!clear_command_) return;
  Message m;
  m.kind = Message::Kind::outcome;
  m.name = "clear";
  m.id = clear_command_->id;
  m.body = clear_body(clear);
  clear_command_.reset();
  emit(std::move(m));
}

// Each finished step at once: a report survives this process through them.
void ObdBay::say_steps() {
  if (!session_.report() || !bound_) return;
  const auto& steps = session_.report()->facts.steps;
  for (; steps_said_ < steps.size(); ++steps_said_) {
    Message m;
    m.name = "step";
    m.body = step_body(steps[steps_said_], steps_said_, report_id_);
    emit(std::move(m));
  }
}

void ObdBay::choose_live(const Command& command) {
  auto pids = parse_pids(command.body);
  if (!pids) return end_command(command, "failed", "bad-pids");
  session_.stream(std::move(*pids), true);
  end_command(command, "done", "");
}

void ObdBay::end_command(const Command& command, std::string_view result, std::string_view reason) {
  Message m;
  m.kind = Message::Kind::outcome;
  m.name = command.name;
  m.id = command.id;
  m.body = command.name == "report"  ? no_report_body(reason)
           : command.name == "clear" ? no_clear_body(reason)
                                     : json{{"result", result}, {"reason", reason}}.dump();
  emit(std::move(m));
}

void ObdBay::end_report(const BayReport& report) {
  if (!report_command_) return;
  Message m;
  m.kind = Message::Kind::outcome;
  m.name = "report";
  m.id = report_command_->id;
  const ReportFrame frame{report_id_, unit_, std::string(software), report_utc_us_, wall_us_()};
  m.body = report_body(report, link_->adapter(), frame);
  if (!report.facts.units.empty()) last_report_id_ = frame.id;
  report_command_.reset();
  emit(std::move(m));
}

// After every event: what there is to say.
void ObdBay::after(Micros now) {
  session_.after(now);
  say_steps();
  if (auto report = session_.take_report()) end_report(*report);
  if (auto clear = session_.take_clear()) end_clear(*clear);
  if (link_->take_reopen() && open_) {
    reopening_ = true;
    ask_reopen();
  }
  if (auto learned = link_->take_learned()) keep(std::move(*learned));
  bay_due_ = session_.take_changed() || bay_due_;
  const bool new_state = session_.state() != said_state_ || bay_said_us_ == 0;
  if (bay_due_ && (new_state || now - bay_said_us_ >= bay_every_us)) say_bay(now);
  if (session_.take_live()) say_live(now);  // a gauge: the host sends at most ten a second
}

void ObdBay::say_bay(Micros now) {
  bay_due_ = false;
  bay_said_us_ = now;
  said_state_ = session_.state();
  Message m;
  m.name = "bay";
  m.body = bay_body(session_, last_report_id_);
  emit(std::move(m));
}

void ObdBay::keep(std::string profiles) {
  Message m;
  m.kind = Message::Kind::kept;
  m.name = "state";
  m.body = std::move(profiles);
  emit(std::move(m));
}

void ObdBay::say_live(Micros now) {
  Message m;
  m.kind = Message::Kind::gauge;
  m.name = "live";
  m.body = live_body(session_, now);
  emit(std::move(m));
}

Snapshot ObdBay::snapshot() const {
  Snapshot s;
  s.status = bay_status(session_.state(), session_.reason());
  s.last_data_us = link_->last_answer_us();
  s.counters = {{"resyncs", link_->resyncs()},
                {"refused_answers", session_.refused_answers()},
                {"dropped_bytes", link_->dropped_bytes()}};
  const auto& id = link_->adapter().id;
  if (!id.empty())
    s.devices = json::array({{{"device", "adapter"}, {"label", id}, {"state", state_name(s.status.state)}}})
                    .dump(-1, ' ', false, json::error_handler_t::replace);
  return s;
}

std::optional<Micros> ObdBay::next_deadline() const {
  auto due = link_->next_deadline();
  if (const auto report = session_.next_deadline()) due = std::min(due.value_or(*report), *report);
  if (bay_due_) due = std::min(due.value_or(bay_said_us_ + bay_every_us), bay_said_us_ + bay_every_us);
  return due;
}

}  // namespace outpost::dev
