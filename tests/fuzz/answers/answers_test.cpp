// The short form of fuzz_answers, and the proof that its judge sees a wrong value.
#include "tests/fuzz/answers/answers.hpp"
#include "tests/fuzz/answers/plain.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::fuzz;

namespace {

const std::vector<Subject>& subjects() {
  static const auto all = sound_answers();
  return all;
}

ObdReading read(const Subject& s, const ElmReply& reply) { return read_obd(s.request, s.context(), reply); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_sound_answers_are_of_every_bus_and_every_service_that_reads) {
  std::set<Bus> buses, without_headers;
  std::set<std::uint8_t> services;
  for (const auto& s : subjects()) {
    buses.insert(s.bus);
    if (!s.headers) without_headers.insert(s.bus);
    services.insert(s.request.service());
  }
  BOOST_TEST(buses.size() == 6u);
  BOOST_TEST(without_headers.size() >= 3u);
  for (const auto service : {0x01, 0x02, 0x03, 0x04, 0x06, 0x07, 0x09, 0x0A, 0x10, 0x14, 0x19, 0x22, 0x3E})
    BOOST_TEST(services.contains(static_cast<std::uint8_t>(service)), "no answer of service " << service);
}

BOOST_AUTO_TEST_CASE(the_judge_passes_every_sound_answer) {
  Tally tally;
  for (const auto& s : subjects()) {
    const auto reply = reply_of(s.lines);
    const auto why = complaint(s, reply, read(s, reply), tally);
    BOOST_TEST(!why.has_value(), s.car << " " << s.sent << ": " << why.value_or(""));
  }
  BOOST_TEST(tally.read_anew == 0u);
}

// Each value of each sound answer is made wrong in its number, its unit of the car and its message.
BOOST_AUTO_TEST_CASE(the_judge_sees_every_wrong_value) {
  int seen = 0;
  Tally tally;
  for (const auto& s : subjects()) {
    const auto reply = reply_of(s.lines);
    const auto sound = read(s, reply);
    for (std::size_t i = 0; i < sound.values.size(); ++i) {
      auto other = sound;
      other.values[i].number += 1;
      other.values[i].text += "x";
      BOOST_TEST(complaint(s, reply, other, tally).has_value(), s.car << " " << s.sent << " number");
      other = sound;
      other.values[i].source = s.headers ? "7EF" : "7E8";
      BOOST_TEST(complaint(s, reply, other, tally).has_value(), s.car << " " << s.sent << " unit");
      BOOST_TEST(complaint(s, {}, sound, tally).has_value(), s.car << " " << s.sent << " nothing was said");
      ++seen;
    }
  }
  BOOST_TEST(seen > 500);
}

BOOST_AUTO_TEST_CASE(mutated_answers_of_every_car_give_no_value_that_nothing_backs) {
  const std::uint64_t seed = 0x0B0D'0010;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  Tally tally;
  const auto wrong = read_mutated(subjects(), random, 60'000, tally);
  BOOST_TEST(!wrong.has_value(), wrong.value_or(""));
  BOOST_TEST_MESSAGE(tally.answers << " mutated answers, " << tally.values << " values, " << tally.read_anew
                                   << " units read anew");
  BOOST_TEST(tally.values > 20'000u);
  BOOST_TEST(tally.read_anew > 1'000u);
}
