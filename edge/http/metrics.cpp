#include "edge/http/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <vector>

namespace outpost::http {
namespace {

/// Seconds: a commit is a few milliseconds, a code payment up to three seconds.
const prometheus::Histogram::BucketBoundaries call_seconds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                                              0.1,   0.2,   0.5,   1,    2.5,  5};

struct Read {
  std::string name, help;
  prometheus::MetricType type;
  std::function<double()> value;
};

prometheus::MetricFamily family_of(const Read& read) {
  prometheus::MetricFamily family{read.name, read.help, read.type, {{}}};
  auto& metric = family.metric.front();
  (read.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = read.value();
  return family;
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& calls = prometheus::BuildCounter()
                                                       .Name("outpost_http_calls_total")
                                                       .Help("Calls answered, by operation and status")
                                                       .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds = prometheus::BuildHistogram()
                                                           .Name("outpost_http_call_seconds")
                                                           .Help("Time from the head of a call to its answer")
                                                           .Register(registry);
  std::vector<Read> reads;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::count_call(std::string_view operation, int status, double took_s) {
  const std::string name(operation);
  impl_->calls.Add({{"operation", name}, {"status", std::to_string(status)}}).Increment();
  impl_->seconds.Add({{"operation", name}}, call_seconds).Observe(took_s);
}

void Metrics::add_gauge(const std::string& name, const std::string& help, std::function<double()> value) {
  impl_->reads.push_back({name, help, prometheus::MetricType::Gauge, std::move(value)});
}

void Metrics::add_counter(const std::string& name, const std::string& help, std::function<double()> value) {
  impl_->reads.push_back({name, help, prometheus::MetricType::Counter, std::move(value)});
}

std::string Metrics::text() const {
  auto families = impl_->registry.Collect();
  for (const auto& read : impl_->reads) families.push_back(family_of(read));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace outpost::http
