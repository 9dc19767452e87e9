// fuzz_answers [COUNT] [SEED]: ten million mutated answers unless told otherwise. Prints what was read, how
// fast, and how much memory it took; ends with 1 at the first value that nothing backs, and when memory
// grows.
#include "tests/fuzz/answers/answers.hpp"

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

namespace {

using namespace outpost;
using namespace outpost::fuzz;

constexpr std::uint64_t usual_count = 10'000'000;
// Behind the first tenth memory stands still; what the sanitizer keeps of freed blocks is full by then.
constexpr double may_grow_mb = 64;

double memory_mb(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key + ":")) return std::atof(line.c_str() + key.size() + 1) / 1'024;
  return 0;
}

void print_services(const Tally& tally) {
  std::printf("values by service:");
  for (std::size_t s = 0; s < tally.service.size(); ++s)
    if (tally.service[s] > 0) std::printf(" %02zX %" PRIu64, s, tally.service[s]);
  std::printf("\n");
}

int run(std::uint64_t count, std::uint64_t seed) {
  const auto subjects = sound_answers();
  std::set<dev::Bus> buses;
  for (const auto& s : subjects) buses.insert(s.bus);
  std::printf("seed %" PRIu64 ", %zu sound answers on %zu kinds of bus\n", seed, subjects.size(),
              buses.size());
  SeededRandom random(seed);
  Tally tally;
  double early_mb = 0;
  const auto begin = std::chrono::steady_clock::now();
  const auto wrong = read_mutated(subjects, random, count, tally, [&](const Tally& t) {
    if (early_mb == 0 && t.answers >= count / 10) early_mb = memory_mb("VmRSS");
    if (t.answers % 1'000'000 == 0)
      std::printf("%" PRIu64 " answers, %" PRIu64 " values\n", t.answers, t.values), std::fflush(stdout);
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (wrong) return std::printf("WRONG behind %" PRIu64 " answers: %s\n", tally.answers, wrong->c_str()), 1;
  const double now_mb = memory_mb("VmRSS"), answers = static_cast<double>(tally.answers);
  std::printf("%" PRIu64 " mutated answers in %.1f s (%.0f/s): %" PRIu64 " with values (%" PRIu64
              " values, %" PRIu64 " of units whose messages were other than the sound ones), %" PRIu64
              " refused, %" PRIu64 " NO DATA, %" PRIu64 " floods; every value backed\n",
              tally.answers, took.count(), answers / took.count(), tally.with_values, tally.values,
              tally.read_anew, tally.refused, tally.no_data, tally.floods);
  print_services(tally);
  std::printf("memory: %.0f MB at a tenth, %.0f MB at the end, %.0f MB at most\n", early_mb, now_mb,
              memory_mb("VmHWM"));
  if (early_mb == 0 || now_mb <= early_mb + may_grow_mb) return 0;
  std::printf("WRONG: memory grows\n");
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : usual_count,
               argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2026);
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "fuzz_answers: %s\n", e.what()), 1;
  }
}
