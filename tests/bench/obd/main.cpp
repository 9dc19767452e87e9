// What a bay costs and how fast it is, the alternative beside it: the parser, questions over a line, the
// whole car's report, sixteen bays in one process.
#include "tests/bench/obd/bays_process.hpp"
#include "tests/bench/obd/parts.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

using namespace outpost::bench;

namespace {

constexpr const char* usage =
    "outpost-bench-obd [parser|queries|reports|bays] [--runs N] [--seconds S] [--bay-seconds S]\n"
    "                  [--clock wall|cpu]\n"
    "  --clock cpu  judges the added delay by the processor's time, where others use the machine too\n"
    "  without a word: all four; times are the processor's where it says cpu, simulated where it says so\n";

bool parse(int argc, char** argv, ObdOptions& o, std::string& part) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--runs" && more)
      o.runs = std::atoi(argv[++i]);
    else if (word == "--seconds" && more)
      o.seconds = std::atof(argv[++i]);
    else if (word == "--bay-seconds" && more)
      o.bay_seconds = std::atoi(argv[++i]);
    else if (word == "--clock" && more)
      o.cpu = std::string(argv[++i]) == "cpu";
    else if (part.empty() && (word == "parser" || word == "queries" || word == "reports" || word == "bays"))
      part = word;
    else
      return false;
  }
  return o.runs > 0 && o.seconds > 0 && o.bay_seconds > 0;
}

int run(int argc, char** argv) {
  if (argc >= 6 && std::string(argv[1]) == bays_word)
    return run_bays(
        {std::atoi(argv[2]), std::atof(argv[3]), argv[4][0] == '1', argc > 6 ? argv[6] : "", argv[5]});
  ObdOptions o;
  std::string part;
  if (!parse(argc, argv, o, part)) return std::fputs(usage, stderr), 2;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Scores scores;
  const auto wanted = [&](const char* name) { return part.empty() || part == name; };
  if (wanted("parser")) measure_parser(o, scores);
  if (wanted("queries")) measure_queries(o, scores);
  if (wanted("reports")) measure_reports(scores);
  if (wanted("bays")) measure_bays(o, scores);
  print_goals("obd", scores);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "outpost-bench-obd: %s\n", e.what()), 1;
  }
}
