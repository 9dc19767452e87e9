// Counters of the web server and gauges of everything else, in the Prometheus text format.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace outpost::http {

class Metrics {
public:
  Metrics();
  ~Metrics();

  /// One call answered. `operation` is from the route table, so the number of series is bounded. Any thread.
  void count_call(std::string_view operation, int status, double seconds);
  /// A value read when somebody asks; call before the server starts.
  void add_gauge(const std::string& name, const std::string& help, std::function<double()> value);
  /// A counter that lives elsewhere, read when somebody asks.
  void add_counter(const std::string& name, const std::string& help, std::function<double()> value);
  /// The whole text. Any thread.
  std::string text() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::http
