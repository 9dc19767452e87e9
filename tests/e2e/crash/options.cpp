#include "tests/e2e/crash/options.hpp"

#include "tests/e2e/harness/files.hpp"

#include <random>
#include <stdexcept>

namespace outpost::e2e {
namespace {

constexpr const char* usage =
    "outpost-e2e-crash [--kills N] [--seed S] [--tills N] [--think-ms N] [--keep]\n"
    "  [--edge FILE] [--sync FILE] [--hq FILE]   another program in its place\n"
    "  [--plant-no-dedupe]                       headquarters forgets, and takes everything twice\n"
    "  [--expect FINDING]                        fails unless the checker finds that";
constexpr int full_kills = 1'000;

}  // namespace

CrashOptions crash_options(int argc, char** argv) {
  CrashOptions o;
  if (full_size()) o.kills = full_kills;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--keep") {
      o.keep = true;
      continue;
    }
    if (name == "--plant-no-dedupe") {
      o.plant_no_dedupe = true;
      continue;
    }
    if (++i == argc) throw std::runtime_error(usage);
    const std::string value = argv[i];
    if (name == "--kills")
      o.kills = std::stoi(value);
    else if (name == "--tills")
      o.tills = std::stoi(value);
    else if (name == "--seed")
      o.seed = std::stoull(value);
    else if (name == "--think-ms")
      o.think = milliseconds{std::stoi(value)};
    else if (name == "--expect")
      o.expect = value;
    else if (name == "--edge" || name == "--sync" || name == "--hq")
      o.programs[name.substr(2)] = value;
    else
      throw std::runtime_error(usage);
  }
  if (o.kills < 1 || o.tills < 1) throw std::runtime_error(usage);
  if (o.seed == 0) o.seed = std::random_device{}();
  return o;
}

}  // namespace outpost::e2e
