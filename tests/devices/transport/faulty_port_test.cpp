#include "devices/transport/faulty_port.hpp"
#include "devices/transport/sim_port.hpp"
#include "tests/devices/transport/echo.hpp"
#include "tests/devices/transport/harness.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

/// Sends 10,000 bytes through an echo behind the plan; what came back.
std::string through(const char* plan, std::uint64_t seed, int* reads = nullptr,
                    std::string* error = nullptr) {
  FaultyPort port(std::make_unique<SimPort>(std::make_unique<Echo>(0)), *FaultPlan::parse(plan), seed);
  BOOST_REQUIRE(port.open(0).ok());
  BOOST_TEST(port.write(Bytes(10'000, 'a'), 0).ok());
  std::string out;
  std::array<std::uint8_t, 4096> buffer;
  for (Micros now = 0; now < 10 * us_per_s; now += 10 * us_per_ms) {
    const auto n = port.read(buffer, now);
    if (!n && error) *error = n.error().name;
    if (!n) break;
    if (*n && reads) ++*reads;
    out += text(ByteView(buffer).first(*n));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_plan_without_faults_changes_nothing) {
  BOOST_TEST(through("", 1) == std::string(10'000, 'a'));
}

BOOST_AUTO_TEST_CASE(bytes_are_lost_flipped_and_doubled_about_as_often_as_asked) {
  const auto lost = through("drop:0.1", 1).size();  // both ways: 0.9 x 0.9
  BOOST_TEST(lost > 7'800u);
  BOOST_TEST(lost < 8'400u);
  const auto flipped = through("flip:0.1", 2);
  const auto same = std::count(flipped.begin(), flipped.end(), 'a');
  BOOST_TEST(flipped.size() == 10'000u);
  BOOST_TEST(same > 7'700);
  BOOST_TEST(same < 8'500);
  BOOST_TEST(through("dup:0.1", 3).size() > 11'700u);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_faults) {
  BOOST_TEST(through("drop:0.2+flip:0.1", 7) == through("drop:0.2+flip:0.1", 7));
  BOOST_TEST(through("drop:0.2+flip:0.1", 7) != through("drop:0.2+flip:0.1", 8));
}

BOOST_AUTO_TEST_CASE(reads_are_split_and_held_back_but_nothing_is_lost_or_swapped) {
  int whole = 0, split = 0;
  through("", 1, &whole);
  BOOST_TEST(through("delay:50+split", 1, &split) == std::string(10'000, 'a'));
  BOOST_TEST(split > whole);
}

BOOST_AUTO_TEST_CASE(the_cable_is_cut_after_so_many_bytes_and_only_until_it_is_opened_again) {
  std::string error;
  const auto heard = through("cut:5000", 1, nullptr, &error);
  BOOST_TEST(error == "port-unplugged");
  BOOST_TEST(heard.size() >= 4'096u);
}
