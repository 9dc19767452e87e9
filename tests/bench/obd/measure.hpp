// The processor's time, the memory of this process and medians: on a machine that others use too, only these
// say something of ours.
#pragma once

#include <vector>

namespace outpost::bench {

double wall_s();
/// Of all threads of this process, in user and kernel.
double cpu_s();
/// Of this thread.
double thread_cpu_s();
/// Resident now.
double memory_mb();

double median(std::vector<double> v);
/// `share` from 0 to 1; 0 for none.
double quantile(std::vector<double> v, double share);

}  // namespace outpost::bench
