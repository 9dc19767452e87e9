#include "devices/codec/isotp.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

Bytes counting(std::size_t n) {
  Bytes out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(i * 7 + 1);
  return out;
}

// The name of the error at which a sequence of frames stops, "open" when a message lacks its end, "" when all
// is well.
std::string receive(const std::vector<std::string>& frames) {
  IsoTpReceiver r;
  for (const auto& f : frames)
    if (const auto got = r.on_frame(*from_hex(f)); !got) return got.error().name;
  return r.open() ? "open" : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(isotp)

BOOST_AUTO_TEST_CASE(what_is_split_comes_together_again_at_every_length) {
  for (std::size_t n = 1; n <= isotp_max_message_bytes; n += n < 64 ? 1 : 61) {
    const auto message = counting(n);
    const auto frames = isotp_split(message, 0xAA);
    BOOST_REQUIRE(frames.ok());
    IsoTpReceiver r;
    std::optional<Bytes> got;
    for (const auto& f : *frames) {
      BOOST_TEST(f.size() == 8u);
      BOOST_TEST(!got.has_value());
      auto step = r.on_frame(f);
      BOOST_REQUIRE(step.ok());
      got = std::move(*step);
    }
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST((*got == message));
  }
  BOOST_TEST(!isotp_split({}, 0).ok());
  BOOST_TEST(!isotp_split(counting(4'096), 0).ok());
}

BOOST_AUTO_TEST_CASE(broken_sequences_are_named) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> table = {
      {"", {"03410C1A"}},
      {"", {"03410C1A55555555"}},
      {"", {"3000000000000000"}},  // flow control is none of ours
      {"isotp-short", {"04410C1A"}},
      {"isotp-short", {"04"}},
      {"isotp-length", {"0000000000000000"}},
      {"isotp-length", {"0800000000000000"}},
      {"isotp-length", {"1007490201313131"}},
      {"isotp-long", {"04410C1AF8000000AA"}},
      {"isotp-pci", {"40410C1AF8000000"}},
      {"isotp-pci", {"F0410C1AF8000000"}},
      {"isotp-short", {"101449020131"}},
      {"isotp-no-first-frame", {"2153533339323132"}},
      {"open", {"1014490201313131"}},
      {"open", {"1014490201313131", "2131313131313131"}},
      {"", {"1014490201313131", "2131313131313131", "2231313131313131"}},
      {"isotp-sequence", {"1014490201313131", "2231313131313131"}},
      {"isotp-sequence", {"1014490201313131", "2131313131313131", "2131313131313131"}},
      {"isotp-sequence", {"1014490201313131", "2131313131313131", "2331313131313131"}},
      {"isotp-short", {"1014490201313131", "2131313131313131", "223131313131"}},
      {"isotp-interrupted", {"1014490201313131", "03410C1A"}},
      {"isotp-interrupted", {"1014490201313131", "1014490201313131"}},
      {"isotp-no-first-frame", {"1008490201313131", "2131313131313131", "2231313131313131"}},
  };
  for (const auto& [name, frames] : table) BOOST_TEST(receive(frames) == name);
  IsoTpReceiver r;
  const auto empty = r.on_frame({});
  BOOST_REQUIRE(!empty.ok());
  BOOST_TEST(empty.error().name == "isotp-empty");
}

BOOST_AUTO_TEST_CASE(the_counter_wraps_in_long_messages) {
  const auto frames = *isotp_split(counting(200), 0);
  BOOST_TEST(frames[16][0] == 0x20);
  BOOST_TEST(frames[17][0] == 0x21);
}

// A message from frames with one of them dropped, doubled or swapped is never a message.
BOOST_AUTO_TEST_CASE(no_damage_gives_a_message) {
  const std::uint64_t seed = 20'261'121;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  for (int round = 0; round < 2'000; ++round) {
    const auto message = counting(20 + random.next() % 200);
    auto frames = *isotp_split(message, 0);
    const auto at = random.next() % frames.size();
    switch (random.next() % 3) {
    case 0: frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 1: frames.insert(frames.begin() + static_cast<std::ptrdiff_t>(at), frames[at]); break;
    default:
      if (at + 1 == frames.size()) continue;
      std::swap(frames[at], frames[at + 1]);
    }
    IsoTpReceiver r;
    bool error = false;
    for (const auto& f : frames) {
      const auto step = r.on_frame(f);
      error = error || !step.ok();
      if (error) break;
      // A doubled last frame is noticed after the message: the caller hears both.
      if (*step) BOOST_TEST((**step == message));
    }
    BOOST_TEST((error || r.open()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
