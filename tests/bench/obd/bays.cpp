// What sixteen bays cost, and what a sick one among them costs the others. Each run is a process of its own;
// this one plays edge and only listens.
#include "tests/bench/obd/bays_process.hpp"
#include "tests/bench/obd/measure.hpp"
#include "tests/bench/obd/parts.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fmt/format.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <zmq.h>

namespace outpost::bench {
namespace {

// Takes what the units say and throws it away.
class ListeningEdge {
public:
  explicit ListeningEdge(int number)
      : endpoint_(fmt::format("ipc:///tmp/outpost-bench-edge-{}-{}", ::getpid(), number)) {
    context_ = zmq_ctx_new();
    socket_ = zmq_socket(context_, ZMQ_ROUTER);
    const int wait_ms = 100;
    zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
    if (zmq_bind(socket_, endpoint_.c_str()) != 0) throw std::runtime_error("no socket for the units");
    thread_ = std::thread([this] { listen(); });
  }
  ~ListeningEdge() {
    ending_ = true;
    thread_.join();
    zmq_close(socket_);
    zmq_ctx_term(context_);
    ::unlink(endpoint_.c_str() + 6);  // behind "ipc://"
  }
  const std::string& endpoint() const { return endpoint_; }

private:
  void listen() {
    char frame[4'096];
    while (!ending_) zmq_recv(socket_, frame, sizeof frame, 0);
  }
  std::string endpoint_;
  void *context_ = nullptr, *socket_ = nullptr;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

struct Cost {
  double memory_mb = 0, core = 0, values = 0, median_ms = 0, p99_ms = 0, worst_ms = 0, sick_kb = 0,
         turn_ms = 0;
};

FILE* start(const BaysOrder& order) {
  char self[4'096] = {};
  if (::readlink("/proc/self/exe", self, sizeof self - 1) < 0) throw std::runtime_error("no program");
  const auto command = fmt::format("'{}' {} {} {} {} {} '{}'", self, bays_word, order.bays, order.seconds,
                                   order.paced ? 1 : 0, order.endpoint, order.trouble);
  FILE* said = ::popen(command.c_str(), "r");
  if (said == nullptr) throw std::runtime_error("no process of bays");
  return said;
}

Cost finish(FILE* said) {
  Cost c;
  const int fields = std::fscanf(said, "%lf %lf %lf %lf %lf %lf %lf %lf", &c.memory_mb, &c.core, &c.values,
                                 &c.median_ms, &c.p99_ms, &c.worst_ms, &c.sick_kb, &c.turn_ms);
  if (::pclose(said) != 0 || fields != 8) throw std::runtime_error("the process of bays failed");
  return c;
}

// Two processes at the same time, so that both feel the same neighbours on the machine.
std::pair<Cost, Cost> side_by_side(BaysOrder a, BaysOrder b) {
  const ListeningEdge edge_a(1), edge_b(2);
  a.endpoint = edge_a.endpoint(), b.endpoint = edge_b.endpoint();
  FILE* const first = start(a);
  FILE* const second = start(b);
  const auto cost = finish(first);
  return {cost, finish(second)};
}

void print(const char* words, const Cost& c) {
  fmt::print("  {:<44} {:>6.1f} {:>7.1f} {:>9.1f} {:>8.1f} {:>8.1f} {:>8.1f} {:>8.2f}\n", words, c.memory_mb,
             c.core, c.values, c.median_ms, c.p99_ms, c.worst_ms, c.turn_ms);
  std::fflush(stdout);
}

// What a sick bay adds to the rounds of the others, as the goal asks for it.
double measure_trouble(const char* words, const char* trouble, const ObdOptions& options) {
  const double s = options.bay_seconds;
  const auto [well, sick] = side_by_side({16, s, false, "", ""}, {16, s, false, trouble, ""});
  print("16 bays, all that 38,400 baud and 20 ms allow", well);
  print(words, sick);
  const double worst = std::max(sick.median_ms - well.median_ms, sick.worst_ms - well.worst_ms);
  fmt::print("  {:<44} added: median {:+.2f} ms, p99 {:+.1f} ms, worst {:+.1f} ms, turn {:+.2f} ms; it said "
             "{:.0f} kB\n",
             "", sick.median_ms - well.median_ms, sick.p99_ms - well.p99_ms, sick.worst_ms - well.worst_ms,
             sick.turn_ms - well.turn_ms, sick.sick_kb);
  return std::max(0.0, options.cpu ? sick.turn_ms - well.turn_ms : worst);
}

}  // namespace

void measure_bays(const ObdOptions& options, Scores& scores) {
  const double s = options.bay_seconds;
  fmt::print("bays in one process, their simulated adapters and cars included, {:.0f} s each; rounds of live "
             "values\n"
             "of the healthy bays, and the longest turn of the loop in the processor's time\n",
             s);
  fmt::print("  {:<44} {:>6} {:>7} {:>9} {:>8} {:>8} {:>8} {:>8}\n", "", "MB", "% core", "values/s",
             "round ms", "p99", "worst", "turn ms");
  const auto [one, paced] = side_by_side({1, s, true, "", ""}, {16, s, true, "", ""});
  print("1 bay, about 10 values/s", one);
  print("16 bays, about 10 values/s each", paced);
  scores.note("16 bays", "memory", Measure::mb, paced.memory_mb);
  scores.note("16 bays", "processor", Measure::core, paced.core);
  const double dead = measure_trouble("one of 16 fell dead", "silent@5", options);
  const double line = measure_trouble("one floods as fast as its line", "flood@5", options);
  const double net = measure_trouble("one floods at 2 MB a second", "flood-rate:2000000@5", options);
  scores.note("added delay", "dead adapter", Measure::ms, dead);
  scores.note("added delay", "flooding adapter", Measure::ms, std::max(line, net));
  fmt::print("\n");
}

}  // namespace outpost::bench
