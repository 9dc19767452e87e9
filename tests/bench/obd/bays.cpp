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
  ListeningEdge() : endpoint_(fmt::format("ipc:///tmp/outpost-bench-edge-{}", ::getpid())) {
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
  double memory_mb = 0, core = 0, values = 0, median_ms = 0, p99_ms = 0, worst_ms = 0, sick_kb = 0;
};

Cost run(const BaysOrder& order) {
  char self[4'096] = {};
  if (::readlink("/proc/self/exe", self, sizeof self - 1) < 0) throw std::runtime_error("no program");
  const auto command = fmt::format("'{}' {} {} {} {} {} '{}'", self, bays_word, order.bays, order.seconds,
                                   order.paced ? 1 : 0, order.endpoint, order.trouble);
  FILE* said = ::popen(command.c_str(), "r");
  if (said == nullptr) throw std::runtime_error("no process of bays");
  Cost c;
  const int fields = std::fscanf(said, "%lf %lf %lf %lf %lf %lf %lf", &c.memory_mb, &c.core, &c.values,
                                 &c.median_ms, &c.p99_ms, &c.worst_ms, &c.sick_kb);
  if (::pclose(said) != 0 || fields != 7) throw std::runtime_error("the process of bays failed");
  return c;
}

void print(const char* words, const Cost& c) {
  fmt::print("  {:<44} {:>6.1f} {:>7.1f} {:>9.1f} {:>8.1f} {:>8.1f} {:>8.1f}\n", words, c.memory_mb, c.core,
             c.values, c.median_ms, c.p99_ms, c.worst_ms);
  std::fflush(stdout);
}

}  // namespace

void measure_bays(const ObdOptions& options, Scores& scores) {
  const ListeningEdge edge;
  const double s = options.bay_seconds;
  const auto order = [&](int bays, bool paced, const char* trouble) {
    return run({bays, s, paced, trouble, edge.endpoint()});
  };
  fmt::print("bays in one process, their simulated adapters and cars included, {:.0f} s each\n", s);
  fmt::print("  {:<44} {:>6} {:>7} {:>9} {:>8} {:>8} {:>8}\n", "", "MB", "% core", "values/s", "round ms",
             "p99", "worst");
  print("1 bay, about 10 values/s", order(1, true, ""));
  const auto paced = order(16, true, "");
  print("16 bays, about 10 values/s each", paced);
  scores.note("16 bays", "memory", Measure::mb, paced.memory_mb);
  scores.note("16 bays", "processor", Measure::core, paced.core);
  const auto well = order(16, false, "");
  print("16 bays, all that 38,400 baud and 20 ms allow", well);
  const auto sick = [&](const char* words, const char* trouble, const char* goal) {
    const auto c = order(16, false, trouble);
    print(words, c);
    const double middle = c.median_ms - well.median_ms, worst = c.worst_ms - well.worst_ms;
    fmt::print("  {:<44} added to the others' rounds: median {:+.2f} ms, p99 {:+.1f} ms, worst {:+.1f} ms; "
               "it said {:.0f} kB\n",
               "", middle, c.p99_ms - well.p99_ms, worst, c.sick_kb);
    return std::pair(goal, std::max({0.0, middle, worst}));
  };
  const auto dead = sick("one of 16 fell dead", "silent@5", "dead adapter");
  const auto line = sick("one floods as fast as its line", "flood@5", "flooding adapter");
  const auto net = sick("one floods at 2 MB a second", "flood-rate:2000000@5", "flooding adapter");
  scores.note("added delay", dead.first, Measure::ms, dead.second);
  scores.note("added delay", net.first, Measure::ms, std::max(line.second, net.second));
  fmt::print("\n");
}

}  // namespace outpost::bench
