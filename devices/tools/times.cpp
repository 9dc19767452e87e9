#include "devices/tools/times.hpp"

#include <algorithm>
#include <numeric>

namespace outpost::dev {

double mean_ms(const std::vector<Micros>& took) {
  return static_cast<double>(std::accumulate(took.begin(), took.end(), Micros{0})) / us_per_ms /
         static_cast<double>(std::max<std::size_t>(took.size(), 1));
}

double median_ms(std::vector<Micros> took) {
  if (took.empty()) return 0;
  const auto mid = took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2);
  std::nth_element(took.begin(), mid, took.end());
  return static_cast<double>(*mid) / us_per_ms;
}

}  // namespace outpost::dev
