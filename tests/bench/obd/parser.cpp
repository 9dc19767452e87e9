// From the bytes of an adapter to values.
#include "devices/codec/obd.hpp"
#include "tests/bench/obd/measure.hpp"
#include "tests/bench/obd/parts.hpp"

#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <functional>
#include <stdexcept>

namespace outpost::bench {
namespace {

using namespace dev;

constexpr int rounds = 200'000;

struct Subject {
  const char* name;
  std::string request;
  std::string reply;   // of the adapter, with its prompt
  std::string wanted;  // the value in it
  std::size_t lines;
};

const Subject single{"lines", "010C", "7E804410C1AF8\r\r>", "1726", 1};
const Subject number{"VINs", "0902", "7E81014490201574155\r7E821575A5A5A323035\r7E8225A413132333435\r\r>",
                     "WAUWZZZ205ZA12345", 3};

// What a simple program does: pairs of digits to bytes, and the value at the place where it usually is.
double bare_rpm(const std::string& reply) {
  std::array<unsigned, 16> bytes{};
  std::size_t n = 0;
  for (std::size_t i = 3; i + 1 < reply.find('\r') && n < bytes.size(); i += 2) {
    const char pair[] = {reply[i], reply[i + 1], 0};
    bytes[n++] = static_cast<unsigned>(std::strtoul(pair, nullptr, 16));
  }
  return static_cast<double>(bytes[3] * 256 + bytes[4]) / 4;
}

double a_second(const std::function<void()>& once) {
  const double begin = cpu_s();
  for (int i = 0; i < rounds; ++i) once();
  return rounds / (cpu_s() - begin);
}

double ours(const Subject& s) {
  const auto request = parse_obd_request(s.request).value();
  const ReplyContext context{Bus::can11, true, s.request, 0};
  ElmReader reader;
  int right = 0;
  const double rate = a_second([&] {
    reader.feed(as_bytes(s.reply));
    const auto reply = reader.next();
    const auto reading = read_obd(request, context, *reply);
    right += reading.values.size() == 1 &&
             (reading.values[0].kind == ValueKind::text ? reading.values[0].text == s.wanted
                                                        : reading.values[0].number == 1726);
  });
  if (right != rounds) throw std::runtime_error("the parser misread " + s.request);
  return rate;
}

double bare(const Subject& s) {
  double sum = 0;
  const double rate = a_second([&] { sum += bare_rpm(s.reply); });
  if (sum != 1726.0 * rounds) throw std::runtime_error("the bare loop misread");
  return rate;
}

}  // namespace

void measure_parser(const ObdOptions& options, Scores& scores) {
  std::vector<double> lines, vins, none;
  for (int i = 0; i < options.runs; ++i) {
    lines.push_back(ours(single));
    none.push_back(bare(single));
    vins.push_back(ours(number));
  }
  fmt::print("parser, a second of one core's time (median of {} runs of {})\n", options.runs, rounds);
  fmt::print("  lines of one frame, reader to value       {:>12.0f}\n", median(lines));
  fmt::print("  digits to a number, nothing checked        {:>12.0f}  ({:.1f} times ours)\n", median(none),
             median(none) / median(lines));
  fmt::print("  vehicle numbers (3 frames), reader to text{:>12.0f}\n\n", median(vins));
  scores.note("parser", single.name, Measure::per_s, median(lines));
  scores.note("parser", number.name, Measure::per_s, median(vins));
}

}  // namespace outpost::bench
