// How fast one question after another is asked over a line that costs nothing.
#include "tests/bench/obd/far_end.hpp"
#include "tests/bench/obd/measure.hpp"
#include "tests/bench/obd/parts.hpp"
#include "tests/bench/obd/query_clients.hpp"

#include <fmt/format.h>
#include <functional>
#include <unistd.h>

namespace outpost::bench {
namespace {

struct Row {
  const char* name;
  std::function<Asked(const FarEnd&)> ask;
  std::vector<double> per_s, cpu_us, connect_ms;
};

void print(const Row& r, const Row& bare) {
  fmt::print("  {:<46} {:>9.0f} {:>7.2f} {:>9.1f} {:>11.1f}\n", r.name, median(r.per_s),
             median(r.per_s) / median(bare.per_s), median(r.cpu_us), median(r.connect_ms));
}

void measure_line(FarEnd::Kind kind, const char* name, const ObdOptions& options, Scores& scores) {
  // Nobody listens there: the units wait for an edge that is away, as at every start.
  const auto edge = fmt::format("ipc:///tmp/outpost-bench-obd-{}", ::getpid());
  const double s = options.seconds;
  std::vector<Row> rows = {
      {"bare loop, nothing checked", [&](const FarEnd& f) { return ask_bare(f, s); }, {}, {}, {}},
      {"ours: link, decoder, host's loop",
       [&](const FarEnd& f) { return ask_linked(f, edge, s); },
       {},
       {},
       {}},
      {"ours: the bay with its JSON of every round",
       [&](const FarEnd& f) { return ask_bay(f, edge, s); },
       {},
       {},
       {}}};
  for (int i = 0; i < options.runs; ++i)
    for (auto& row : rows) {
      const FarEnd far(kind);
      const auto asked = row.ask(far);
      row.per_s.push_back(asked.per_s);
      row.cpu_us.push_back(asked.cpu_us);
      row.connect_ms.push_back(asked.connect_ms);
    }
  fmt::print("{:<48} {:>9} {:>7} {:>9} {:>11}\n", name, "a second", "ratio", "cpu us", "connect ms");
  for (const auto& row : rows) print(row, rows[0]);
  scores.note("cpu a query", name, Measure::us, median(rows[1].cpu_us));
  scores.note("connect", name, Measure::ms, median(rows[1].connect_ms));
}

}  // namespace

void measure_queries(const ObdOptions& options, Scores& scores) {
  fmt::print("questions, one out at a time, an adapter that answers at once (median of {} runs, in turn)\n",
             options.runs);
  measure_line(FarEnd::Kind::pty, "pty", options, scores);
  measure_line(FarEnd::Kind::tcp, "TCP", options, scores);
  fmt::print("python-OBD is no package of Debian and is not measured: the bare loop is the yardstick\n\n");
}

}  // namespace outpost::bench
