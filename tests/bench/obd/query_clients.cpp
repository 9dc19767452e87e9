#include "tests/bench/obd/query_clients.hpp"

#include "devices/drivers/bay/elm_car_link.hpp"
#include "devices/drivers/bay/obd_bay.hpp"
#include "tests/bench/obd/far_end.hpp"
#include "tests/bench/obd/measure.hpp"
#include "tests/bench/obd/watched.hpp"

#include <functional>
#include <stdexcept>
#include <unistd.h>

namespace outpost::bench {
namespace {

using namespace dev;

constexpr double connect_within_s = 20;

const SafeRequest& question() {
  static const auto made = SafeRequest::make({{0x01, 0x0C}, 0}).value();
  return made;
}

// Asks the same again and again; nothing of the bay but its link.
class Asker final : public DriverBase {
public:
  void on_open(Micros now) override { link_.on_open(now), after(now); }
  void on_close(Micros now) override { link_.on_close(now); }
  void on_bytes(ByteView bytes, Micros now) override { link_.on_bytes(bytes, now), after(now); }
  void on_tick(Micros now) override { link_.on_tick(now), after(now); }
  void on_command(const Command&, Micros) override {}
  void on_bind(const Binding&, Micros) override {}
  Snapshot snapshot() const override { return {.status = {State::ready, ""}, .counters = {}}; }
  std::optional<Micros> next_deadline() const override { return link_.next_deadline(); }

  std::int64_t answers = 0;

private:
  void after(Micros now) {
    while (const auto answer = link_.take_answer()) answers += answer->reading.find("engine_rpm") != nullptr;
    if (link_.free()) link_.ask(question(), 1, now);
  }
  ElmCarLink link_{[this](std::string_view text) { send(as_bytes(text)); }};
};

// Until the first answer, then for a while.
Asked measured(Host& host, double seconds, const std::function<std::int64_t()>& answers) {
  Asked out;
  const double opened = wall_s();
  if (!host.run(connect_within_s, [&] { return answers() > 0; }))
    throw std::runtime_error("the driver found no car on the far end");
  out.connect_ms = (wall_s() - opened) * 1e3;
  host.run(0.2, [] { return false; });
  const auto from = answers();
  const double begin = wall_s(), cpu = cpu_s();
  host.run(seconds, [] { return false; });
  const auto count = static_cast<double>(answers() - from);
  out.per_s = count / (wall_s() - begin);
  out.cpu_us = (cpu_s() - cpu) * 1e6 / count;
  return out;
}

// True: the prompt came.
bool say_and_wait(int line, std::string_view text) {
  if (::write(line, text.data(), text.size()) < 0) return false;
  char buffer[256];
  for (;;) {
    const auto n = ::read(line, buffer, sizeof buffer);
    if (n <= 0) return false;
    if (buffer[n - 1] == '>') return true;
  }
}

}  // namespace

Asked ask_bare(const FarEnd& far, double seconds) {
  Asked out;
  const double opened = wall_s();
  const int line = far.open_bare();
  bool well = line >= 0;
  for (const auto* text : {"ATE0\r", "ATL0\r", "ATS0\r", "ATH1\r", "0100\r", "010C\r"})
    well = well && say_and_wait(line, text);
  out.connect_ms = (wall_s() - opened) * 1e3;
  const double begin = wall_s(), cpu = cpu_s();
  double count = 0;
  while (well && wall_s() - begin < seconds) {
    for (int i = 0; i < 100 && well; ++i) well = say_and_wait(line, "010C\r");
    count += 100;
  }
  if (!well) throw std::runtime_error("the bare client got no answer");
  out.per_s = count / (wall_s() - begin);
  out.cpu_us = (cpu_s() - cpu) * 1e6 / count;
  ::close(line);
  return out;
}

Asked ask_linked(const FarEnd& far, const std::string& edge, double seconds) {
  Host host(edge);
  auto asker = std::make_unique<Asker>();
  const auto& answers = asker->answers;
  host.add("bay1", far.port(), std::move(asker));
  return measured(host, seconds, [&] { return answers; });
}

Asked ask_bay(const FarEnd& far, const std::string& edge, double seconds) {
  Host host(edge);
  Watch watch;
  auto bay = std::make_unique<ObdBay>("bay1", ObdBay::Wire::adapter, [] { return SystemClock().wall_us(); });
  bay->on_command({{}, "live", R"({"pids":["0C"]})"}, 0);
  host.add("bay1", far.port(), std::make_unique<WatchedDriver>(std::move(bay), watch));
  return measured(host, seconds, [&] { return static_cast<std::int64_t>(watch.live_at_us.size()); });
}

}  // namespace outpost::bench
