#include "devices/sim/car_script.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::size_t max_steps = 256;

Error bad(std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); }

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t n = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < 0 || n > 1'000'000'000)
    return std::nullopt;
  return n;
}

}  // namespace

Result<CarAction> parse_action(std::string_view text, const std::vector<ActionRow>& table) {
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  const auto row =
      std::find_if(table.begin(), table.end(), [&](const ActionRow& r) { return r.name == name; });
  if (row == table.end()) return bad(fmt::format("\"{}\" is nothing that can happen", name));
  CarAction out{row->name, {}, 0};
  const bool given = colon != std::string_view::npos;
  if (given != (row->takes != ActionRow::Takes::nothing))
    return bad(
        fmt::format("\"{}\" {}", name, given ? "takes no argument" : "needs an argument behind a colon"));
  if (given) out.text = text.substr(colon + 1);
  if (row->takes == ActionRow::Takes::number) {
    const auto n = whole(out.text);
    if (!n) return bad(fmt::format("\"{}\" needs a whole number, not \"{}\"", name, out.text));
    out.number = *n;
  }
  return out;
}

Result<CarScript> CarScript::parse(std::string_view text, const std::vector<ActionRow>& table) {
  CarScript out;
  while (!text.empty()) {
    const auto item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    const auto at = item.rfind('@');
    const auto wrong = [&] { return bad(fmt::format("\"{}\" is no step of a script", item)); };
    if (at == std::string_view::npos || out.steps_.size() >= max_steps) return wrong();
    auto when = item.substr(at + 1);
    Step step;
    OUTPOST_TRY(step.action, parse_action(item.substr(0, at), table));
    const bool by_count = when.starts_with('r'), in_ms = when.ends_with("ms");
    if (by_count) when.remove_prefix(1);
    if (in_ms) when.remove_suffix(2);
    const auto n = whole(when);
    if (!n || (by_count && (in_ms || *n == 0))) return wrong();
    if (by_count)
      step.at_request = *n;
    else
      step.at_us = *n * (in_ms ? us_per_ms : us_per_s);
    out.steps_.push_back(std::move(step));
  }
  return out;
}

std::optional<CarAction> CarScript::take_due(Micros since_us, std::int64_t request) {
  // The earliest first, whatever the order in which they were written.
  const auto due = [&](const Step& s) { return s.at_us ? *s.at_us <= since_us : s.at_request <= request; };
  auto best = steps_.end();
  for (auto i = steps_.begin(); i != steps_.end(); ++i)
    if (due(*i) && (best == steps_.end() || i->at_us.value_or(0) < best->at_us.value_or(0))) best = i;
  if (best == steps_.end()) return std::nullopt;
  auto out = std::move(best->action);
  steps_.erase(best);
  return out;
}

std::optional<Micros> CarScript::next_us() const {
  std::optional<Micros> out;
  for (const auto& s : steps_)
    if (s.at_us) out = out ? std::min(*out, *s.at_us) : s.at_us;
  return out;
}

}  // namespace outpost::dev
