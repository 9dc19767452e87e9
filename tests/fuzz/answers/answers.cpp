#include "tests/fuzz/answers/answers.hpp"

#include "tests/fuzz/answers/plain.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>

namespace outpost::fuzz {
namespace {

using namespace dev;
using Lines = std::vector<std::string>;

constexpr std::uint64_t flood_every = 20'000;  // answers; the reader's caps must hold too
constexpr std::size_t flood_copies = 6'000;    // of one line: beyond what a reply may be
constexpr std::uint64_t progress_every = 100'000;

std::size_t below(SeededRandom& random, std::size_t n) {
  return n == 0 ? 0 : static_cast<std::size_t>(random.next() % n);
}

char hex_sign(SeededRandom& random) { return "0123456789ABCDEF"[random.next() % 16]; }
char any_sign(SeededRandom& random) {
  constexpr std::string_view signs = "0123456789ABCDEFabcdef >:?.<\\ZXOK";
  return random.next() % 64 == 0 ? static_cast<char>(random.next()) : signs[below(random, signs.size())];
}

// One damage to one place. Half of them leave hexadecimal digits in even number: those get furthest.
void damage(Lines& lines, const Subject& other, SeededRandom& random) {
  if (lines.empty()) return;
  auto& line = lines[below(random, lines.size())];
  const auto at = below(random, line.size());
  const auto end = line.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random.next() % 13) {
  case 0:
  case 1:
  case 2:
  case 3:
    if (!line.empty()) line[at] = hex_sign(random);
    break;
  case 4: line.insert(at / 2 * 2, {hex_sign(random), hex_sign(random)}); break;
  case 5: line.erase(at / 2 * 2, 2); break;
  case 6:
    if (!line.empty()) line[at] = any_sign(random);
    break;
  case 7: line.insert(end, any_sign(random)); break;
  case 8: line.erase(at, 1 + below(random, 3)); break;
  case 9: lines.push_back(std::string(line)); break;
  case 10: std::swap(lines[below(random, lines.size())], lines[below(random, lines.size())]); break;
  case 11: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(below(random, lines.size()))); break;
  default:
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(below(random, lines.size() + 1)),
                 other.lines[below(random, other.lines.size())]);
  }
}

// The echo that a message must begin with; for identifiers in a list, what follows is judged by key.
bool echoes(const Subject& subject, const ObdValue& value, const std::string& message) {
  const auto& request = subject.request;
  const auto service = request.service();
  const auto echo = fmt::format("{:02X}", service | 0x40);
  if (service == 0x04 || service == 0x14)
    return message.starts_with(echo) || message.starts_with(fmt::format("7F{:02X}", service));
  if (!message.starts_with(echo)) return false;
  const auto follows = [&](std::size_t bytes) {
    return message.compare(2, bytes * 2, request_text(request.data().first(bytes))) == 0;
  };
  switch (service) {
  case 0x01:
  case 0x02: {
    const auto key = value.key;
    const auto asked = request.data();
    const auto wanted = [&](std::uint8_t b) { return fmt::format("{:02X}", b) == key; };
    if (key.size() != 2 || std::none_of(asked.begin(), asked.end(), wanted)) return false;
    for (std::size_t i = 2; i + 1 < message.size(); i += 2)
      if (message.compare(i, 2, key) == 0) return true;
    return false;
  }
  case 0x06: {  // several lists may be asked for
    const auto asked = request.data();
    return std::any_of(asked.begin(), asked.end(),
                       [&](auto b) { return message.compare(2, 2, fmt::format("{:02X}", b)) == 0; });
  }
  case 0x09:
  case 0x19: return follows(1);
  case 0x22:
    for (std::size_t i = 0; i + 1 < request.data().size(); i += 2)
      if (message.compare(2, 4, request_text(request.data().subspan(i, 2))) == 0) return true;
    return false;
  case 0x10:
  case 0x3E: return follows(1);
  default: return true;
  }
}

bool right_unit(const Subject& subject, const std::string& source) {
  if (!subject.headers) return source.empty();
  if (subject.request.to != 0)
    return source == fmt::format("{:0{}X}", answer_id(subject.request.to), source.size());
  if (subject.bus == Bus::can11) return source.size() == 3 && source.starts_with("7E") && source[2] >= '8';
  if (subject.bus == Bus::can29) return source.size() == 8 && source.starts_with("18DAF1");
  return source.size() == 2;
}

bool says(const Subject& subject, const Lines& messages, const ObdValue& value) {
  const auto reading =
      read_obd(subject.request, subject.context(), reply_of(clean_lines(messages, subject, value.source)));
  return std::any_of(reading.values.begin(), reading.values.end(), [&](const ObdValue& v) {
    return v.name == value.name && v.key == value.key && v.source == value.source && v.unit == value.unit &&
           v.same_as(value);
  });
}

std::optional<std::string> unbacked(const Subject& subject, const ObdValue& value, const Lines& said) {
  if (!right_unit(subject, value.source)) return "of a unit that was not asked";
  if (std::none_of(said.begin(), said.end(), [&](const auto& m) { return echoes(subject, value, m); }))
    return "without an echo of service and identifier";
  if (says(subject, said, value)) return std::nullopt;
  for (const auto& m : said)
    if (says(subject, {m}, value)) return std::nullopt;
  return "that is not what the message says";
}

// Half of the answers by chance, half service by service: some services have a hundred times more questions.
class Chooser {
public:
  explicit Chooser(const std::vector<Subject>& subjects) : count_(subjects.size()) {
    for (std::size_t i = 0; i < count_; ++i) by_service_[subjects[i].request.service()].push_back(i);
  }
  std::size_t operator()(SeededRandom& random) const {
    if (random.next() % 2 == 0) return below(random, count_);
    const auto& all =
        std::next(by_service_.begin(), static_cast<std::ptrdiff_t>(below(random, by_service_.size())))
            ->second;
    return all[below(random, all.size())];
  }

private:
  std::size_t count_;
  std::map<std::uint8_t, std::vector<std::size_t>> by_service_;
};

}  // namespace

std::optional<std::string> complaint(const Subject& subject, const ElmReply& reply, const ObdReading& reading,
                                     Tally& tally) {
  if (reading.values.empty() && reading.faults.empty() && !reading.no_data)
    return "neither a value nor a fault";
  if (reply.overflow && !reading.values.empty()) return "a value of a flood";
  std::string source = "?";
  Lines said, sound;
  for (const auto& v : reading.values) {
    if (v.source != source) {
      source = v.source;
      said = said_by(reply, subject, source);
      sound = said_by(reply_of(subject.lines), subject, source);
      tally.read_anew += said != sound;
    }
    if (const auto why = unbacked(subject, v, said))
      return fmt::format("{} = {} of {} {}", v.name, value_text(v), v.source, *why);
  }
  return std::nullopt;
}

std::optional<std::string> read_mutated(const std::vector<Subject>& subjects, SeededRandom& random,
                                        std::uint64_t count, Tally& tally,
                                        const std::function<void(const Tally&)>& progress) {
  const Chooser choose(subjects);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = choose(random);
    const auto& subject = subjects[at];
    // Mostly of the same car: neighbours in the list are its other answers.
    const auto& other = subjects[(at + below(random, 8)) % subjects.size()];
    auto lines = subject.lines;
    for (auto n = 1 + below(random, 3); n > 0; --n) damage(lines, other, random);
    if (random.next() % flood_every == 0 && !lines.empty()) {
      lines.insert(lines.end(), flood_copies, std::string(lines.back()));
      ++tally.floods;
    }
    const auto reply = reply_of(lines);
    const auto reading = read_obd(subject.request, subject.context(), reply);
    ++tally.answers;
    tally.values += reading.values.size();
    tally.with_values += !reading.values.empty();
    tally.refused += reading.values.empty() && !reading.faults.empty();
    tally.no_data += reading.no_data;
    tally.service[subject.request.service()] += reading.values.size();
    if (const auto why = complaint(subject, reply, reading, tally))
      return fmt::format("{}, {} {}: {}\n{}", subject.car, subject.sent, subject.headers ? "" : "no headers",
                         *why, fmt::join(lines, "\n"));
    if (tally.answers % progress_every == 0) progress(tally);
  }
  return std::nullopt;
}

}  // namespace outpost::fuzz
