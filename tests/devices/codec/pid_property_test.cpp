// Random bytes through every identifier: whatever comes out lies inside what the field can say.
#include "devices/codec/obd_services.hpp"
#include "devices/codec/pid_table.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>

using namespace outpost;
using namespace outpost::dev;

namespace {

std::uint64_t seed() {
  const char* set = std::getenv("OUTPOST_SEED");
  const std::uint64_t s = set ? std::strtoull(set, nullptr, 10) : 20261122;
  BOOST_TEST_MESSAGE("seed " << s);
  return s;
}

Bytes random_bytes(SeededRandom& random, std::size_t n) {
  Bytes out(n);
  random.fill(out);
  return out;
}

void check_range(const PidField& f, const ObdValue& v) {
  const double most = std::pow(2.0, f.bits) - 1, half = std::pow(2.0, f.bits - 1.0);
  constexpr double slack = 1e-6;
  switch (f.kind) {
  case PidField::Kind::number:
    BOOST_TEST((v.number >= f.offset - slack && v.number <= f.offset + f.scale * most + slack), f.name);
    break;
  case PidField::Kind::signed_number:
    BOOST_TEST((v.number >= f.offset - f.scale * half - slack), f.name);
    BOOST_TEST((v.number <= f.offset + f.scale * (half - 1) + slack), f.name);
    break;
  case PidField::Kind::flag: BOOST_TEST((v.number == 0 || v.number == 1), f.name); break;
  case PidField::Kind::code: BOOST_TEST((v.number >= 0 && v.number <= most), f.name); break;
  case PidField::Kind::pids:
    for (const auto& p : v.list) BOOST_TEST(p.size() == 2u, f.name);
    break;
  default: BOOST_TEST(!v.text.empty(), f.name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identifier_properties)

BOOST_AUTO_TEST_CASE(random_data_gives_values_within_their_range_and_only_supported_ones) {
  SeededRandom random(seed());
  std::size_t values_seen = 0;
  for (int round = 0; round < 200; ++round)
    for (int n = 0; n < 256; ++n) {
      const auto* pid = find_pid(static_cast<std::uint8_t>(n));
      if (pid == nullptr) continue;
      const auto data = random_bytes(random, pid->bytes);
      const auto values = decode_pid(*pid, data);
      for (const auto& v : values) {
        const auto f = std::find_if(pid->fields.begin(), pid->fields.end(),
                                    [&](const PidField& x) { return x.name == v.name; });
        BOOST_REQUIRE(f != pid->fields.end());
        check_range(*f, v);
        if (f->needs >= 0) BOOST_TEST((data[0] >> f->needs & 1) == 1, f->name);
        if (f->blocked_by >= 0) BOOST_TEST((data[0] >> f->blocked_by & 1) == 0, f->name);
        BOOST_TEST((v.unit == f->unit && v.detail == f->detail));
      }
      values_seen += values.size();
    }
  BOOST_TEST_MESSAGE(values_seen << " values");
  BOOST_TEST(values_seen > 10'000u);
}

// One byte too few or too many is refused for every identifier, alone on the bus.
BOOST_AUTO_TEST_CASE(no_other_length_than_that_of_the_table_gives_a_value) {
  SeededRandom random(seed());
  for (int n = 0; n < 256; ++n) {
    const auto number = static_cast<std::uint8_t>(n);
    const auto* pid = find_pid(number);
    if (pid == nullptr) continue;
    const ObdRequest request{{0x01, number}, 0};
    for (std::size_t length = 0; length <= pid->bytes + 3; ++length) {
      Bytes answer = {0x41, number};
      const auto data = random_bytes(random, length);
      answer.insert(answer.end(), data.begin(), data.end());
      // What follows must not look like a second answer to the same question.
      if (length > pid->bytes) answer[2 + pid->bytes] = static_cast<std::uint8_t>(~number);
      const auto values = services::live_data(request, {answer}, Bus::can11);
      BOOST_TEST(values.ok() == (length == pid->bytes), n << " with " << length);
    }
  }
}

// Cuts of a real answer to several identifiers at once: a whole number of them or an error, never a rest.
BOOST_AUTO_TEST_CASE(cut_answers_to_several_identifiers) {
  const ObdRequest request{{0x01, 0x0C, 0x0D, 0x85, 0x05}, 0};
  const auto whole = *from_hex("410C0FA00D3C850F00C8019080000151800550");
  for (std::size_t n = 2; n <= whole.size(); ++n) {
    const auto values = services::live_data(request, {ByteView(whole).first(n)}, Bus::can11);
    const bool at_border = n == 4 || n == 6 || n == 17 || n == whole.size();
    BOOST_TEST(values.ok() == at_border, n);
  }
}

BOOST_AUTO_TEST_SUITE_END()
