#include "devices/codec/obd.hpp"

#include "devices/codec/obd_services.hpp"
#include "devices/codec/uds_words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

namespace outpost::dev {
namespace {

using services::Answers;

struct Service {
  std::uint8_t number;
  std::size_t echo;  ///< request bytes behind the service that every answer repeats
  services::Values (*decode)(const ObdRequest&, const Answers&, Bus);
};
constexpr std::array<Service, 13> table = {{
    {0x01, 0, services::live_data},  // which identifiers came is judged one by one
    {0x02, 0, services::live_data},
    {0x03, 0, services::trouble_codes},
    {0x04, 0, services::cleared},
    {0x06, 0, services::monitor_results},  // as with 01
    {0x07, 0, services::trouble_codes},
    {0x09, 1, services::vehicle_information},
    {0x0A, 0, services::trouble_codes},
    {0x10, 1, services::session},
    {0x14, 0, services::cleared},
    {0x19, 1, services::uds_codes},
    {0x22, 0, services::identifier},  // as with 01
    {0x3E, 1, services::tester_present},
}};

constexpr std::uint8_t negative_service = 0x7F;
constexpr std::uint8_t response_pending = 0x78;
// As many units as answer at once: without headers all of them look like one. More repeats are no answer.
constexpr std::size_t most_repeats = 8;

// All that one unit said. The views are of the frame set.
struct Unit {
  std::string_view source;
  Answers answers;
  std::optional<std::uint8_t> refusal;
  int pending = 0;
};

// One of the identifiers asked for: a unit leaves out those that it does not have.
bool names_identifier(ByteView asked, ByteView data) {
  for (std::size_t i = 0; i + 1 < asked.size(); i += 2)
    if (asked[i] == data[1] && asked[i + 1] == data[2]) return true;
  return false;
}

bool is_answer(const ObdRequest& request, const Service& service, ByteView data) {
  if (data[0] != (request.service() | 0x40)) return false;
  const auto asked = request.data();
  if (service.decode == services::live_data || service.decode == services::monitor_results)
    return data.size() > 1 && std::find(asked.begin(), asked.end(), data[1]) != asked.end();
  if (service.decode == services::identifier) return data.size() > 2 && names_identifier(asked, data);
  if (asked.size() < service.echo || data.size() < 1 + service.echo) return false;
  return std::equal(asked.begin(), asked.begin() + static_cast<std::ptrdiff_t>(service.echo),
                    data.begin() + 1);
}

// 7F, the service, the reason; the two old buses without a length of their own repeat request bytes in
// between.
std::optional<std::uint8_t> refusal_of(const ObdRequest& request, Bus bus, ByteView data) {
  const bool old = bus == Bus::j1850_pwm || bus == Bus::j1850_vpw || bus == Bus::iso9141;
  if (data[0] != negative_service || data.size() < 3 || data[1] != request.service()) return std::nullopt;
  if (data.size() != 3 && !old) return std::nullopt;
  return data.back();
}

// What is neither refusal nor answer is of another question and left alone.
void sort_in(Unit& unit, const ObdRequest& request, const Service& service, Bus bus, ByteView data) {
  if (const auto refusal = refusal_of(request, bus, data)) {
    if (*refusal == response_pending)
      ++unit.pending;
    else
      unit.refusal = *refusal;
  } else if (!data.empty() && is_answer(request, service, data)) {
    unit.answers.push_back(data);
  }
}

std::vector<Unit> sort_by_unit(const std::vector<UnitMessage>& messages, const ObdRequest& request,
                               const Service& service, Bus bus) {
  std::vector<Unit> units;
  for (const auto& m : messages) {
    auto u = std::find_if(units.begin(), units.end(), [&](const Unit& x) { return x.source == m.source; });
    if (u == units.end()) {
      units.emplace_back().source = m.source;
      u = units.end() - 1;
    }
    sort_in(*u, request, service, bus, m.data);
  }
  return units;
}

// Old buses send long answers of some services as several messages; everywhere else one request has one
// answer of a unit, and a repeat is welcome only when it says the same.
bool several_allowed(const ObdRequest& request, const Service& service, Bus bus) {
  if (request.service() == 0x01) return request.bytes.size() > 2;
  return !is_can(bus) &&
         (service.decode == services::trouble_codes || service.decode == services::vehicle_information);
}

// The same message once more says nothing new.
void drop_repeats(Answers& answers) {
  Answers once;
  for (const auto a : answers)
    if (std::none_of(once.begin(), once.end(), [&](ByteView b) { return std::ranges::equal(a, b); }))
      once.push_back(a);
  answers = std::move(once);
}

services::Values decode_unit(const ObdRequest& request, const Service& service, Bus bus, Unit& unit) {
  const bool clearing = service.decode == services::cleared;
  if (unit.refusal && (!unit.answers.empty() || !clearing))
    return services::wrong(fmt::format("negative-{:02X}", *unit.refusal),
                           fmt::format("The unit refuses: {}.", negative_text(*unit.refusal)));
  if (unit.refusal) {
    return std::vector<ObdValue>{flag_value("clear.ok", false)};
  }
  if (unit.answers.empty() && unit.pending > 0)
    return services::wrong("negative-78", "The unit asked for time and never answered.");
  if (unit.answers.empty()) return services::wrong("foreign-answer", "The unit answered another question.");
  const bool several = several_allowed(request, service, bus);
  // Numbered parts are left as they came: one of them twice is a fault of its own.
  if (!several || service.decode == services::live_data) {
    if (unit.answers.size() > most_repeats)
      return services::wrong("flood", "The unit gave more answers than there can be.");
    if (unit.answers.size() > 1) drop_repeats(unit.answers);
  }
  if (!several && unit.answers.size() > 1)
    return services::wrong("contradiction", "The unit gave two answers that do not agree.");
  return service.decode(request, unit.answers, bus);
}

void add_values(ObdReading& out, std::string_view source, std::vector<ObdValue> values) {
  for (auto& v : values) v.source = source;
  if (out.values.empty())
    out.values = std::move(values);  // nearly always there is one unit
  else
    out.values.insert(out.values.end(), std::make_move_iterator(values.begin()),
                      std::make_move_iterator(values.end()));
}

// Two letters that are no hexadecimal digits: a voltage, a number or a car's late answer is no name.
bool is_adapter_name(std::string_view line) {
  const auto s = squeeze(line);
  return std::count_if(s.begin(), s.end(), [](char c) { return c >= 'G' && c <= 'Z'; }) >= 2;
}

// The line behind a glued echo of the command: "ATIELM327 v1.5".
std::string_view without_echo(std::string_view line, std::string_view asked) {
  if (!squeeze(line).starts_with(asked)) return line;
  for (std::size_t left = asked.size(); left > 0; line.remove_prefix(1))
    if (line.front() != ' ' && line.front() != '\t') --left;
  return line;
}

}  // namespace

const ObdValue* ObdReading::find(std::string_view name) const {
  const auto i =
      std::find_if(values.begin(), values.end(), [&](const ObdValue& v) { return v.name == name; });
  return i == values.end() ? nullptr : &*i;
}

std::string negative_text(std::uint8_t code) {
  const auto word = negative_response_word(code);
  return word.en.empty() ? fmt::format("reason {:02X}", code) : std::string(word.en);
}

ObdReading read_obd(const ObdRequest& request, ReplyContext context, const ElmReply& reply) {
  ObdReading out;
  const auto service = std::find_if(table.begin(), table.end(),
                                    [&](const Service& s) { return s.number == request.service(); });
  if (service == table.end()) {
    out.faults.push_back({"", "service-unknown", "No decoder for this service."});
    return out;
  }
  if (request.to != 0) {
    context.answer_id = answer_id(request.to);
    if (context.answer_id == 0) {  // else any unit's answer would pass for this one's
      out.faults.push_back({"", "answer-id-unknown", "It is not known from where this unit answers."});
      return out;
    }
  }
  auto frames = read_frames(reply, context);
  out.no_data = frames.no_data;
  out.spoilt = frames.spoilt;
  out.faults = std::move(frames.faults);

  for (auto& unit : sort_by_unit(frames.messages, request, *service, context.bus)) {
    out.pending += unit.pending;
    auto values = decode_unit(request, *service, context.bus, unit);
    if (values)
      add_values(out, unit.source, std::move(*values));
    else
      out.faults.push_back({std::string(unit.source), values.error().name, values.error().text});
  }
  // For example only flow control frames: not silence, and no answer either.
  if (out.values.empty() && out.faults.empty() && !out.no_data)
    out.faults.push_back({"", "no-answer", "Nothing in the reply answers the question."});
  return out;
}

ObdReading read_adapter(std::string_view request, const ElmReply& reply) {
  ObdReading out;
  const auto refuse = [&](std::string name, std::string text) {
    out.faults.push_back({"", std::move(name), std::move(text)});
    return out;
  };
  if (reply.overflow) return refuse("reply-overflow", "The adapter sent more than any answer can be.");
  const auto asked = squeeze(request);
  std::vector<std::string> lines;
  for (const auto& line : reply.lines) {
    const auto read = classify_line(line, request);
    if (!read) continue;
    if (read->kind == LineKind::unknown)
      return refuse("unknown-command", "The adapter does not know this command.");
    if (read->kind == LineKind::fault) return refuse(std::string(read->fault), "The adapter says: " + line);
    if (read->kind != LineKind::data && read->kind != LineKind::banner && read->kind != LineKind::text)
      return refuse("line-malformed", "A line that is no answer of the adapter: " + line);
    lines.emplace_back(without_echo(line, asked));
  }
  if (lines.size() != 1) return refuse("line-malformed", "The adapter's answer is not one line.");
  if (asked == "ATRV") {
    auto mv = parse_voltage_mv(lines[0]);
    if (!mv) return refuse(mv.error().name, mv.error().text);
    out.values.push_back(number_value("adapter_voltage", "V", *mv / 1'000.0));
  } else if (asked == "ATDPN") {
    auto number = parse_protocol_number(lines[0]);
    if (!number) return refuse(number.error().name, number.error().text);
    out.values.push_back(code_value("protocol_number", *number));
  } else if (asked == "ATI" || asked == "AT@1" || asked == "STI") {
    if (!is_adapter_name(lines[0])) return refuse("name-malformed", "The adapter's answer is no name.");
    const auto b = lines[0].find_first_not_of(' '), e = lines[0].find_last_not_of(' ');
    out.values.push_back(text_value("adapter_id", lines[0].substr(b, e - b + 1)));
  } else {
    return refuse("request-unknown", "No decoder for this command.");
  }
  return out;
}

}  // namespace outpost::dev
