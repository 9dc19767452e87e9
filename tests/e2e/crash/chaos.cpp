#include "tests/e2e/crash/chaos.hpp"

namespace outpost::e2e {
namespace {

// Moments: from the middle of a commit to a calm in which the queue to headquarters has run empty.
constexpr int longest_calm_ms = 200, longest_away_ms = 80;
constexpr int percent_two_at_once = 10, percent_not_awaited = 25;

}  // namespace

std::vector<std::string> Chaos::victims() {
  // The store is killed as often as the two others together: it has the most to lose.
  static const std::string choice[] = {"edge", "edge", "sync", "hq"};
  std::vector<std::string> out{choice[any(0, 3)]};
  if (any(1, 100) > percent_two_at_once) return out;
  const std::string& second = choice[any(0, 3)];
  if (second != out[0]) out.push_back(second);
  return out;
}

void Chaos::kill(const std::string& name) {
  if (!shop_.running(name))
    findings_.push_back(
        {"ended-by-itself", name + " had ended without being killed; its log: " + shop_.log(name)});
  kills_.while_starting += !shop_.ready(name);
  shop_.kill9(name);
  ++kills_.of[name];
  ++kills_.total;
}

void Chaos::strike() {
  pause(milliseconds{any(0, longest_calm_ms)});
  const auto dead = victims();
  for (const auto& name : dead) kill(name);
  for (const auto& name : dead)
    if (name == "hq" && while_hq_is_dead_) while_hq_is_dead_();
  pause(milliseconds{any(0, longest_away_ms)});
  for (const auto& name : dead) shop_.start_one(name, false);
  if (any(1, 100) <= percent_not_awaited) return;  // the next one may die while it starts
  for (const auto& name : dead) shop_.await_ready(name);
}

}  // namespace outpost::e2e
