#include "devices/codec/elm327.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace outpost::dev {
namespace {

constexpr std::size_t max_waiting_replies = 8;  // more prompts than that without a question are a flood

struct FaultText {
  std::string_view words;  // squeezed; alone, in front, or glued to the end of data that broke off
  std::string_view fault;
};
// What adapters say when something went wrong. Compared without blanks, because ATS0 takes them out of some
// of these.
constexpr std::array<FaultText, 21> fault_texts = {{
    {"UNABLETOCONNECT", "unable-to-connect"},
    {"STOPPED", "stopped"},
    {"BUSINIT:", "bus-init"},  // with ERROR; without one it is progress and taken off before
    {"BUSERROR", "bus-error"},
    {"BUSBUSY", "bus-busy"},
    {"FBERROR", "feedback-error"},
    {"DATAERROR", "data-error"},
    {"<DATAERROR", "data-error"},
    {"CANERROR", "can-error"},
    {"<RXERROR", "rx-error"},
    {"RXERROR", "rx-error"},
    {"BUFFERFULL", "buffer-full"},
    {"LVRESET", "low-voltage-reset"},
    {"LPALERT", "low-power"},
    {"!LPALERT", "low-power"},
    {"ACTALERT", "activity-alert"},
    {"!ACTALERT", "activity-alert"},
    {"FCRXTIMEOUT", "flow-control-timeout"},
    {"OUTOFMEMORY", "adapter-memory"},
    {"UARTRXOVERFLOW", "adapter-overflow"},
    {"ERROR", "adapter-error"},
}};

bool take_prefix(std::string_view& s, std::string_view prefix) {
  if (!s.starts_with(prefix)) return false;
  s.remove_prefix(prefix.size());
  return true;
}

// Progress notes may stand alone or be glued to the first answer; some adapters end the line before the dots.
bool take_progress(std::string_view& s) {
  const bool dots = s.starts_with("...");
  while (dots && take_prefix(s, ".")) {
  }
  bool any = dots;
  for (;;) {
    if (take_prefix(s, "SEARCHING")) {
      while (take_prefix(s, ".")) {
      }
      any = true;
    } else if (s.starts_with("BUSINIT:") && s.find("ERROR") == std::string_view::npos) {
      s.remove_prefix(8);
      while (take_prefix(s, ".")) {
      }
      take_prefix(s, "OK");
      any = true;
    } else {
      return any;
    }
  }
}

std::string_view fault_of(std::string_view s) {
  for (const auto& f : fault_texts)
    if (s.starts_with(f.words) || s.ends_with(f.words)) return f.fault;
  if (s.size() == 5 && s.starts_with("ERR") && std::isdigit(static_cast<unsigned char>(s[3])) &&
      std::isdigit(static_cast<unsigned char>(s[4])))
    return "adapter-error";
  if (s.find('<') != std::string_view::npos) return "data-error";  // points at something bad in the line
  if (s.ends_with("RTR")) return "remote-frame";
  return {};
}

// "FC: 30 00 00": the adapter shows a flow control frame that it has sent itself.
bool is_own_flow_control(std::string_view s) {
  return take_prefix(s, "FC:") && s.starts_with('3') && is_hex(s);
}

bool is_banner(std::string_view s) {
  return s.starts_with("ELM") || s.starts_with("STN") || s.starts_with("OBDLINK") || s.starts_with("OBDII");
}

// Mostly hexadecimal digits and the colon of "0:": meant to be data.
bool looks_like_data(std::string_view s) {
  const auto hex = std::count_if(s.begin(), s.end(), [](char c) { return hex_digit(c) >= 0 || c == ':'; });
  return s.size() - static_cast<std::size_t>(hex) <= s.size() / 4 && hex > 0;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void squeeze_into(std::string& out, std::string_view text) {
  out.resize(text.size());
  std::size_t n = 0;
  for (const char c : text) {
    out[n] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    n += !is_blank(c);  // without a jump: blanks come after every second digit
  }
  out.resize(n);
}

// What a line without its echo is; `s` is squeezed and not empty.
ElmLineView kind_of(std::string_view s) {
  if (is_hex(s)) return {LineKind::data, s, {}};  // nearly all lines; no word of an adapter is one
  if (s == "OK") return {LineKind::ok, {}, {}};
  if (s == "?") return {LineKind::unknown, {}, {}};
  if (s == "NODATA") return {LineKind::no_data, {}, {}};
  if (is_own_flow_control(s)) return {LineKind::searching, {}, {}};
  if (const auto fault = fault_of(s); !fault.empty()) return {LineKind::fault, {}, fault};
  if (is_banner(s)) return {LineKind::banner, {}, {}};
  if (looks_like_data(s)) return {LineKind::data, s, {}};
  return {LineKind::text, {}, {}};
}

}  // namespace

void ElmReader::feed(ByteView bytes) {
  const auto text = as_text(bytes);
  const auto special = [](char c) { return c == '\r' || c == '\n' || c == '>' || c == '\0'; };
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if(at, text.end(), special);
    if (end != at) take({at, end});
    if (end == text.end()) return;
    if (*end != '\0') end_line();  // some adapters put NULs between characters
    if (*end == '>') {
      done_.push_back(std::exchange(open_, {}));
      open_bytes_ = 0;
      if (done_.size() > max_waiting_replies) done_.pop_front();
    }
    at = end + 1;
  }
}

// Characters of one line, as far as the caps allow.
void ElmReader::take(std::string_view run) {
  // Line noise of a level converter that wakes up, before the first character.
  if (line_.empty() && open_.lines.empty())
    while (!run.empty() && static_cast<unsigned char>(run.front()) >= 0x80) run.remove_prefix(1);
  const auto room = std::min(elm_max_reply_bytes - std::min(elm_max_reply_bytes, open_bytes_),
                             elm_max_line_bytes - line_.size());
  const auto kept = run.substr(0, room);
  line_ += kept;
  open_bytes_ += kept.size();
  if (kept.size() == run.size()) return;
  open_.overflow = true;
  dropped_ += run.size() - kept.size();
}

void ElmReader::end_line() {
  if (line_.empty()) return;
  // A line costs more than its characters: a flood of short ones must not grow the list without a bound
  // either.
  open_bytes_ += 16;
  if (open_bytes_ >= elm_max_reply_bytes) open_.overflow = true;
  if (!open_.overflow && line_.find_first_not_of(" \t") != std::string::npos) open_.lines.push_back(line_);
  line_.clear();
}

std::optional<ElmReply> ElmReader::next() {
  if (done_.empty()) return std::nullopt;
  auto reply = std::move(done_.front());
  done_.pop_front();
  return reply;
}

void ElmReader::reset() {
  done_.clear();
  open_ = {};
  line_.clear();
  open_bytes_ = 0;
}

std::string squeeze(std::string_view text) {
  std::string out;
  squeeze_into(out, text);
  return out;
}

bool is_hex(std::string_view text) {
  bool all = !text.empty();
  for (const char c : text)
    all &= hex_digit(c) >= 0;  // to the end: nearly all lines are, and that is quicker
  return all;
}

LineScanner::LineScanner(std::string_view request) { squeeze_into(asked_, request); }

std::optional<ElmLineView> LineScanner::scan(std::string_view line) {
  squeeze_into(squeezed_, line);
  std::string_view s = squeezed_;
  if (s == asked_) return std::nullopt;
  // An echo may be glued to the answer. Behind two digits one more makes a length line ("03A").
  if (asked_.size() >= 4 || s.size() > asked_.size() + 1) take_prefix(s, asked_);
  const bool progress = take_progress(s);
  if (!s.empty()) return kind_of(s);
  return progress ? std::optional(ElmLineView{LineKind::searching, {}, {}}) : std::nullopt;
}

std::optional<ElmLine> classify_line(std::string_view line, std::string_view request) {
  LineScanner scanner(request);
  const auto view = scanner.scan(line);
  if (!view) return std::nullopt;
  const auto text = view->kind == LineKind::data ? view->text : line;
  return ElmLine{view->kind, std::string(text), view->fault};
}

Result<int> parse_voltage_mv(std::string_view text) {
  auto s = squeeze(text);
  const bool volts = s.ends_with('V');  // a bare whole number may be anything, for instance a length line
  if (volts) s.pop_back();
  int mv = 0;
  int decimal = 0;  // 0 before the point, then what the next digit is worth
  bool point = false, digits = false;
  for (const char c : s) {
    if (c == '.' && !point && digits) {
      point = true;
      decimal = 100;
    } else if (c >= '0' && c <= '9' && mv < 1'000'000) {
      digits = true;
      mv = point ? mv + (c - '0') * decimal : mv * 10 + (c - '0') * 1'000;
      decimal /= 10;
    } else {
      digits = false;
      break;
    }
  }
  if (!digits || (!point && !volts) || s.size() > 7 || mv > 100'000)
    return fail(Code::corrupt, "voltage-malformed", "The adapter's voltage is not a number.");
  return mv;
}

Result<int> parse_protocol_number(std::string_view text) {
  auto s = squeeze(text);
  if (s.size() == 2 && s.front() == 'A') s.erase(0, 1);
  if (s.size() == 1 && is_hex(s)) {
    const int n = s[0] <= '9' ? s[0] - '0' : s[0] - 'A' + 10;
    if (n <= 12) return n;
  }
  return fail(Code::corrupt, "protocol-malformed", "The adapter's protocol number is not one.");
}

}  // namespace outpost::dev
