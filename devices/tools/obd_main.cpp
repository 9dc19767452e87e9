// outpost-obd: recorded exchanges to values, and a car's report without the rest of the shop.
#include "devices/codec/vector_row.hpp"
#include "devices/tools/obd_report.hpp"

#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace outpost::dev {
namespace {

constexpr std::string_view usage =
    "outpost-obd decode [FILE]            rows `case protocol headers request raw_lines` (tabs) to values\n"
    "outpost-obd report --port PORT       reads the car and prints a report; --json for the document\n"
    "outpost-obd live --port PORT [PID..] prints live values\n"
    "  PORT: serial:/dev/..., tcp:host:port, can:can0, sim:elm327?car=petrol-2014, sim:can?car=petrol-2014\n"
    "  --baud N (serial, 38400)   --timeout SECONDS (60)   --all (decode: details too)\n";

struct Arguments {
  std::string verb;
  ObdToolOptions tool;
  std::vector<std::string> rest;
  bool all = false, help = false;
};

Result<int> number(const std::string& text, int least, int most) {
  int v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || v < least || v > most)
    return fail(Code::invalid, "bad-argument",
                fmt::format("\"{}\" must be a number from {} to {}.", text, least, most));
  return v;
}

Result<Arguments> parse(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const bool takes_value = a == "--port" || a == "--baud" || a == "--timeout";
    if (takes_value && i + 1 == argc) return fail(Code::invalid, "bad-argument", a + " wants a value.");
    if (a == "--port") {
      out.tool.port = argv[++i];
    } else if (a == "--baud") {
      OUTPOST_TRY(out.tool.baud, number(argv[++i], 1'200, 4'000'000));
    } else if (a == "--timeout") {
      OUTPOST_TRY(out.tool.timeout_s, number(argv[++i], 1, 86'400));
    } else if (a == "--json") {
      out.tool.json = true;
    } else if (a == "--all") {
      out.all = true;
    } else if (a == "--help" || a == "-h") {
      out.help = true;
    } else if (a.starts_with("--")) {
      return fail(Code::invalid, "bad-argument", "There is no " + a + ".");
    } else if (out.verb.empty()) {
      out.verb = a;
    } else {
      out.rest.push_back(a);
    }
  }
  return out;
}

// Rows of one case may repeat (one per expected value); each case is answered once.
int decode(std::istream& in, bool all) {
  std::string line, last;
  int number = 0, status = 0;
  while (std::getline(in, line)) {
    ++number;
    if (line.empty() || (number == 1 && line.starts_with("case\t"))) continue;
    const auto row = parse_vector_row(line);
    if (!row) {
      fmt::print(stderr, "line {}: {}\n", number, row.error().text);
      // Whoever counts cases misses none.
      if (const auto tab = line.find('\t'); tab != std::string::npos && tab > 0)
        fmt::print("{}\terror\t{}\n", line.substr(0, tab), row.error().name);
      status = 1;
      continue;
    }
    if (row->name == last) continue;
    last = row->name;
    const auto text = vector_report(*row, decode_vector(*row), all);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return status;
}

int decode(const Arguments& arguments) {
  if (arguments.rest.empty()) return decode(std::cin, arguments.all);
  std::ifstream in(arguments.rest.front());
  if (!in) return fmt::print(stderr, "{} cannot be read.\n", arguments.rest.front()), 1;
  return decode(in, arguments.all);
}

int run(int argc, char** argv) {
  auto arguments = parse(argc, argv);
  if (!arguments) return fmt::print(stderr, "{}\n", arguments.error().text), 2;
  if (arguments->help) return fmt::print("{}", usage), 0;
  if (arguments->verb == "decode") return decode(*arguments);
  if (arguments->verb != "report" && arguments->verb != "live") return fmt::print(stderr, "{}", usage), 2;
  if (arguments->tool.port.empty()) return fmt::print(stderr, "Say where the adapter is: --port.\n"), 2;
  arguments->tool.pids = arguments->rest;
  const auto done = arguments->verb == "report" ? tool_report(arguments->tool) : tool_live(arguments->tool);
  if (done) return 0;
  return fmt::print(stderr, "{}\n", done.error().text), 1;
}

}  // namespace
}  // namespace outpost::dev

int main(int argc, char** argv) { return outpost::dev::run(argc, argv); }
