// A small mutating driver for LLVMFuzzerTestOneInput where libFuzzer is not there. It is not guided by
// coverage: it flips, inserts, cuts, repeats and splices the seed files. Usage: fuzz_NAME [-seconds=N]
// [-seed=N] [FILE or FOLDER...] The failing input is written to crash-input before each call, so that an
// abort leaves it behind.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;
constexpr std::size_t max_input = 64 << 10;

Input current;  // what the target is looking at; written out by the signal handler

void on_crash(int sig) {
  if (FILE* f = std::fopen("crash-input", "wb")) {
    std::fwrite(current.data(), 1, current.size(), f);
    std::fclose(f);
  }
  static constexpr char text[] = "the failing input is in ./crash-input\n";
  [[maybe_unused]] const auto n = write(STDERR_FILENO, text, sizeof text - 1);
  std::signal(sig, SIG_DFL);
  std::raise(sig);
}

void add_seed(std::vector<Input>& seeds, const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) {
    for (const auto& e : std::filesystem::directory_iterator(path)) add_seed(seeds, e.path());
    return;
  }
  std::ifstream in(path, std::ios::binary);
  seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

void mutate_once(Input& in, const std::vector<Input>& seeds, std::mt19937_64& r) {
  const auto at = [&](std::size_t n) { return n ? static_cast<std::size_t>(r() % n) : 0; };
  const auto where = in.begin() + static_cast<std::ptrdiff_t>(at(in.size() + 1));
  switch (r() % 7) {
  case 0:
    if (!in.empty()) in[at(in.size())] ^= static_cast<std::uint8_t>(1u << (r() % 8));
    break;
  case 1:
    if (!in.empty()) in[at(in.size())] = static_cast<std::uint8_t>(r());
    break;
  case 2: in.insert(where, static_cast<std::uint8_t>(r())); break;
  case 3: in.insert(where, 1 + at(200), static_cast<std::uint8_t>(r())); break;
  case 4:
    if (!in.empty()) in.resize(at(in.size()));
    break;
  case 5: {
    const Input& other = seeds[at(seeds.size())];
    const auto from = at(other.size() + 1);
    const Input piece(other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
    in.insert(where, piece.begin(), piece.end());
    break;
  }
  case 6:
    if (in.size() > 1) {
      const auto a = at(in.size()), b = at(in.size());
      std::swap(in[a], in[b]);
    }
    break;
  }
  if (in.size() > max_input) in.resize(max_input);
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 10;
  std::uint64_t seed = std::random_device{}();
  std::vector<Input> seeds;
  for (int i = 1; i < argc; ++i) {
    if (!std::strncmp(argv[i], "-seconds=", 9))
      seconds = std::atof(argv[i] + 9);
    else if (!std::strncmp(argv[i], "-seed=", 6))
      seed = std::strtoull(argv[i] + 6, nullptr, 10);
    else
      add_seed(seeds, argv[i]);
  }
  if (seeds.empty()) seeds.push_back({});
  for (const int sig : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL}) std::signal(sig, on_crash);
  std::printf("seed %llu, %zu seed inputs\n", static_cast<unsigned long long>(seed), seeds.size());
  std::mt19937_64 random(seed);
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t runs = 0;
  const auto run = [&] { LLVMFuzzerTestOneInput(current.data(), current.size()), ++runs; };
  for (const auto& s : seeds) current = s, run();
  std::chrono::duration<double> spent{};
  while ((spent = std::chrono::steady_clock::now() - start).count() < seconds)
    for (int burst = 0; burst < 200; ++burst) {
      current = seeds[random() % seeds.size()];
      for (auto n = 1 + random() % 6; n--;) mutate_once(current, seeds, random);
      run();
    }
  std::printf("%llu inputs in %.1f s (%.0f/s), no failure\n", static_cast<unsigned long long>(runs),
              spent.count(), static_cast<double>(runs) / spent.count());
}
