#include "devices/transport/replay_script.hpp"

#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::int64_t max_wait_ms = 24 * 3'600'000;

Error bad(int line, std::string_view why) {
  return fail(Code::invalid, "bad-replay", fmt::format("line {}: {}", line, why));
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  return s;
}

/// Reads one escape after the backslash; false when it is none.
bool read_escape(std::string_view& s, Bytes& out) {
  constexpr std::string_view names = "rnt0\\\"", values("\r\n\t\0\\\"", 6);
  if (s.empty()) return false;
  if (const auto i = names.find(s.front()); i != names.npos) {
    out.push_back(static_cast<std::uint8_t>(values[i]));
    s.remove_prefix(1);
    return true;
  }
  if (s.front() != 'x' || s.size() < 3) return false;
  auto byte = from_hex(s.substr(1, 2));
  if (!byte) return false;
  out.push_back(byte->front());
  s.remove_prefix(3);
  return true;
}

bool read_quoted(std::string_view s, Bytes& out) {
  if (s.size() < 2 || s.back() != '"') return false;
  s = s.substr(1, s.size() - 2);
  while (!s.empty()) {
    const char c = s.front();
    s.remove_prefix(1);
    if (c == '"') return false;
    if (c != '\\')
      out.push_back(static_cast<std::uint8_t>(c));
    else if (!read_escape(s, out))
      return false;
  }
  return true;
}

bool read_hex(std::string_view s, Bytes& out) {
  std::string digits;
  for (const char c : s)
    if (c != ' ') digits += c;
  auto bytes = from_hex(digits);
  if (!bytes || bytes->empty()) return false;
  out = std::move(*bytes);
  return true;
}

Result<ReplayStep> parse_line(std::string_view s, int line) {
  ReplayStep step;
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), ms);
  if (error != std::errc() || ms < 0 || ms > max_wait_ms) return bad(line, "a step begins with milliseconds");
  step.after_us = ms * us_per_ms;
  s = trimmed(s.substr(static_cast<std::size_t>(end - s.data())));
  const char sign = s.empty() ? ' ' : s.front();
  s = trimmed(s.substr(s.empty() ? 0 : 1));
  if (sign == '!') {
    if (s != "unplug") return bad(line, "the only action is \"unplug\"");
    step.kind = ReplayStep::Kind::unplug;
    return step;
  }
  if (sign != '<' && sign != '>') return bad(line, "after the milliseconds comes <, > or !");
  step.kind = sign == '<' ? ReplayStep::Kind::from_device : ReplayStep::Kind::from_host;
  if (!(s.starts_with('"') ? read_quoted(s, step.bytes) : read_hex(s, step.bytes)))
    return bad(line, "bytes are hexadecimal pairs or a \"quoted text\"");
  return step;
}

}  // namespace

Result<std::vector<ReplayStep>> parse_replay(std::string_view text) {
  if (text.size() > max_replay_bytes) return bad(1, "a captured stream is at most 16 MiB of text");
  std::vector<ReplayStep> out;
  for (int line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto s = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (s.empty() || s.front() == '#') continue;
    OUTPOST_TRY(auto step, parse_line(s, line));
    out.push_back(std::move(step));
  }
  return out;
}

std::string replay_line(const ReplayStep& step) {
  const auto ms = step.after_us / us_per_ms;
  if (step.kind == ReplayStep::Kind::unplug) return fmt::format("{} ! unplug", ms);
  return fmt::format("{} {} {}", ms, step.kind == ReplayStep::Kind::from_device ? '<' : '>',
                     to_hex(step.bytes));
}

}  // namespace outpost::dev
