#include "tests/sim/provider/faults.hpp"

#include <nlohmann/json.hpp>

namespace outpost::provider_sim {
namespace {

using nlohmann::json;

int percent(const json& j, const char* name) { return std::clamp(j.value(name, 0), 0, 100); }

}  // namespace

Fate FaultBox::next() {
  std::lock_guard lock(mutex_);
  auto falls = [&](int chance) { return static_cast<int>(dice_.next() % 100) < chance; };
  Fate fate;
  fate.lose_request = faults_.down || falls(faults_.lose_request_percent);
  fate.lose_reply = falls(faults_.lose_reply_percent);
  fate.system_error = falls(faults_.system_error_percent);
  fate.delay_ms = faults_.delay_ms;
  return fate;
}

Result<void> FaultBox::set(std::string_view text) {
  try {
    json j = json::parse(text);
    Faults f;
    f.down = j.value("down", false);
    f.delay_ms = std::clamp(j.value("delay_ms", 0), 0, 120'000);
    f.lose_request_percent = percent(j, "lose_request_percent");
    f.lose_reply_percent = percent(j, "lose_reply_percent");
    f.system_error_percent = percent(j, "system_error_percent");
    f.seed = j.value("seed", std::uint64_t{1});
    std::lock_guard lock(mutex_);
    faults_ = f;
    dice_ = SeededRandom(f.seed);
    return {};
  } catch (const json::exception& e) {
    return fail(Code::invalid, "bad-faults", e.what());
  }
}

std::string FaultBox::text() const {
  std::lock_guard lock(mutex_);
  return json{{"down", faults_.down},
              {"delay_ms", faults_.delay_ms},
              {"lose_request_percent", faults_.lose_request_percent},
              {"lose_reply_percent", faults_.lose_reply_percent},
              {"system_error_percent", faults_.system_error_percent},
              {"seed", faults_.seed}}
      .dump();
}

}  // namespace outpost::provider_sim
