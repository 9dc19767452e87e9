// Whatever a printer sends back: the driver neither crashes nor prints twice, and every command has one
// outcome at most.
#include "devices/drivers/escpos.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost;
using namespace outpost::dev;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  EscposDriver driver(48);
  Micros now = 1;
  int outcomes = 0;
  driver.on_open(now);
  Id id;
  id.bytes[0] = 1;
  driver.on_command({id, "print", R"({"job":{"lines":[{"text":"x"},{"cut":true}]}})"}, now);
  for (std::size_t i = 0; i < size; ++i) {
    now += data[i] * us_per_ms * 4;  // also the time that passes is the input's
    driver.on_bytes({data + i, 1}, now);
    if (const auto due = driver.next_deadline(); due && *due <= now) driver.on_tick(now);
    driver.on_written(driver.to_write().size() / 2 + 1, now);
    for (const auto& m : driver.take_messages()) outcomes += m.kind == Message::Kind::outcome;
    if (driver.take_reopen()) driver.on_close(now), driver.on_open(now);
  }
  if (outcomes > 1) std::abort();
  return 0;
}
