// Sender and reader of ISO-TP against each other: on a good bus every message arrives, on a bad one either
// the very message or a named error. (What changes bits inside a frame is the CAN controller's checksum to
// find; here frames are lost, doubled, swapped and cut.)
#include "devices/codec/isotp_reader.hpp"
#include "devices/codec/isotp_sender.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>
#include <set>

using namespace outpost;
using namespace outpost::dev;

namespace {

Bytes counting(std::size_t n, std::uint64_t salt) {
  Bytes out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(i * 7 + salt + (i >> 8));
  return out;
}

// Puts frames on the wire, with at most one fault.
struct Wire {
  enum class Fault { none, lost, doubled, swapped, cut };
  Fault fault = Fault::none;
  std::size_t at = 0;  // which frame it befalls
  std::size_t seen = 0;
  std::deque<Bytes> frames;
  std::optional<Bytes> held;

  void put(Bytes frame) {
    const bool now = fault != Fault::none && seen++ == at;
    if (held) {
      frames.push_back(std::move(frame));
      frames.push_back(*std::exchange(held, std::nullopt));
      return;
    }
    if (now && fault == Fault::lost) return;
    if (now && fault == Fault::swapped) {
      held = std::move(frame);
      return;
    }
    if (now && fault == Fault::cut) frame.resize(frame.size() - 1);
    frames.push_back(frame);
    if (now && fault == Fault::doubled) frames.push_back(std::move(frame));
  }
};

struct Outcome {
  std::optional<Bytes> message;
  std::set<std::string> errors;
  bool known_end = true;  // both sides came to rest
};

struct Link {
  IsoTpSender sender;
  IsoTpReader reader;
  Wire there, back;
};

// Runs until both are at rest. `swapped` frames that are held for ever count as lost.
Outcome run(Link& link, const Bytes& message) {
  Outcome out;
  const auto note = [&](const auto& result) {
    if (!result) out.errors.insert(result.error().name);
    return result.ok();
  };
  BOOST_REQUIRE(link.sender.start(message).ok());
  Micros now = 0;
  for (int step = 0; step < 200'000; ++step) {
    auto frame = link.sender.next(now);
    if (note(frame) && *frame) link.there.put(std::move(**frame));
    while (!link.there.frames.empty()) {
      auto got = link.reader.on_frame(link.there.frames.front(), now);
      link.there.frames.pop_front();
      if (note(got) && *got) out.message = std::move(**got);
      if (auto flow = link.reader.flow_control()) link.back.put(std::move(*flow));
    }
    while (!link.back.frames.empty()) {
      note(link.sender.on_frame(link.back.frames.front(), now));
      link.back.frames.pop_front();
    }
    note(link.reader.on_tick(now));
    if (!link.sender.busy() && !link.reader.open()) return out;
    const auto wake = link.sender.busy() ? link.sender.wake_us() : link.reader.wake_us();
    now = std::max(now, link.reader.open() ? std::min(wake, link.reader.wake_us()) : wake);
  }
  out.known_end = false;
  return out;
}

std::optional<std::uint8_t> padding(std::uint64_t choice) {
  if (choice == 0) return std::nullopt;
  return choice == 1 ? std::uint8_t{0x00} : std::uint8_t{0xCC};
}

Link link_of(SeededRandom& random) {
  constexpr std::array<std::uint8_t, 7> st_mins = {0, 1, 0x7F, 0xF1, 0xF9, 0x80, 0xFF};
  auto block = static_cast<std::uint8_t>(random.next() % 2 ? random.next() % 20 : 0);
  const IsoTpPace pace{block, st_mins[random.next() % st_mins.size()]};
  const auto pad = padding(random.next() % 3);
  switch (random.next() % 3) {
  case 0: return {IsoTpSender({}, pad), IsoTpReader({}, pace, pad), {}, {}};
  case 1:
    return {IsoTpSender(IsoTpAddress::extended(0xF1, 0x40), pad),
            IsoTpReader(IsoTpAddress::extended(0x40, 0xF1), pace, pad),
            {},
            {}};
  default:
    return {IsoTpSender(IsoTpAddress::mixed(0x55), pad),
            IsoTpReader(IsoTpAddress::mixed(0x55), pace, pad),
            {},
            {}};
  }
}

Bytes bytes(std::string_view hex) { return *from_hex(hex); }

}  // namespace

BOOST_AUTO_TEST_SUITE(isotp_link)

BOOST_AUTO_TEST_CASE(every_length_arrives_with_every_addressing_pace_and_padding) {
  const std::uint64_t seed = 20'261'122;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  for (std::size_t n = 1; n <= isotp_max_message_bytes;
       n += n < 80 || n > 4'085 ? 1 : 1 + random.next() % 40) {
    const auto message = counting(n, random.next());
    auto link = link_of(random);
    const auto out = run(link, message);
    BOOST_REQUIRE_MESSAGE(out.known_end && out.errors.empty(), n << " bytes");
    BOOST_REQUIRE(out.message.has_value());
    BOOST_REQUIRE((*out.message == message));
  }
}

BOOST_AUTO_TEST_CASE(a_bad_bus_gives_the_message_or_a_named_error_and_never_another_message) {
  const std::uint64_t seed = 0x15'0765'02;
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  int whole = 0, named = 0;
  std::set<std::string> names;
  for (int round = 0; round < 6'000; ++round) {
    const auto message = counting(1 + random.next() % (round % 50 == 0 ? 4'095 : 300), random.next());
    auto link = link_of(random);
    auto& wire = random.next() % 4 == 0 ? link.back : link.there;
    wire.fault = static_cast<Wire::Fault>(1 + random.next() % 4);
    wire.at = random.next() % (2 + message.size() / 6);
    const auto out = run(link, message);
    BOOST_REQUIRE_MESSAGE(out.known_end, "round " << round << " does not end");
    if (out.message) BOOST_REQUIRE_MESSAGE((*out.message == message), "round " << round);
    const bool lone_frame_lost = message.size() <= 7 && wire.seen == 1;  // silence: nobody could know
    BOOST_REQUIRE_MESSAGE((out.message || !out.errors.empty() || lone_frame_lost), "round " << round);
    out.message ? ++whole : ++named;
    names.insert(out.errors.begin(), out.errors.end());
  }
  BOOST_TEST_MESSAGE(whole << " messages arrived, " << named << " ended in a named error");
  for (const std::string name : {"isotp-timeout-bs", "isotp-timeout-cr", "isotp-sequence", "isotp-short"})
    BOOST_TEST(names.contains(name), name);
}

BOOST_AUTO_TEST_CASE(separation_times) {
  const std::vector<std::pair<int, Micros>> table = {{0x00, 0},       {0x01, 1'000},   {0x7F, 127'000},
                                                     {0x80, 127'000}, {0xF0, 127'000}, {0xF1, 100},
                                                     {0xF9, 900},     {0xFA, 127'000}, {0xFF, 127'000}};
  for (const auto& [st_min, us] : table)
    BOOST_TEST(isotp_separation_us(static_cast<std::uint8_t>(st_min)) == us);
}

BOOST_AUTO_TEST_CASE(blocks_and_pace_are_kept) {
  IsoTpSender sender;
  BOOST_REQUIRE(sender.start(counting(40, 0)).ok());
  BOOST_TEST((**sender.next(0))[0] == 0x10);
  BOOST_TEST(!*sender.next(0));  // nothing before the flow control
  BOOST_REQUIRE(sender.on_frame(bytes("3002050000000000"), 10).ok());
  BOOST_TEST((**sender.next(10))[0] == 0x21);
  BOOST_TEST(!*sender.next(5'009));
  BOOST_TEST((**sender.next(5'010))[0] == 0x22);
  BOOST_TEST(!*sender.next(60'000));  // the block is over
  BOOST_TEST(sender.wake_us() == 5'010 + isotp_n_bs_us);
  BOOST_REQUIRE(sender.on_frame(bytes("300000"), 70'000).ok());
  for (const int pci : {0x23, 0x24, 0x25}) BOOST_TEST((**sender.next(70'000))[0] == pci);
  BOOST_TEST(!sender.busy());
}

struct FlowCase {
  std::string name;
  std::vector<std::string> frames;
};

BOOST_AUTO_TEST_CASE(flow_control_that_stops_a_message_is_named) {
  std::vector<std::string> waits(isotp_max_waits, "310000");
  auto enough = waits;
  enough.push_back("300000");
  auto too_many = waits;
  too_many.push_back("310000");
  const std::vector<FlowCase> table = {{"", {"300000"}},
                                       {"", enough},
                                       {"", {"21AA", "023E00", "", "300000"}},  // passed over
                                       {"isotp-waits", too_many},
                                       {"isotp-overflow", {"320000"}},
                                       {"isotp-flow-status", {"330000"}},
                                       {"isotp-flow-status", {"3F0000"}},
                                       {"isotp-short", {"3000"}},
                                       {"isotp-timeout-bs", {}}};
  for (const auto& t : table) {
    IsoTpSender sender;
    BOOST_REQUIRE(sender.start(counting(20, 0)).ok());
    BOOST_REQUIRE(sender.next(0).ok());
    std::string name;
    for (const auto& f : t.frames)
      if (const auto r = sender.on_frame(bytes(f), 1); !r) name = r.error().name;
    if (const auto r = sender.next(isotp_n_bs_us); !r) name = r.error().name;
    BOOST_TEST(name == t.name);
    BOOST_TEST(sender.busy() == name.empty());
  }
  IsoTpSender sender;
  BOOST_TEST(sender.start({}).error().name == "isotp-length");
  BOOST_TEST(sender.start(Bytes(4'096)).error().name == "isotp-length");
  BOOST_REQUIRE(sender.start(counting(20, 0)).ok());
  BOOST_TEST(sender.start(counting(20, 0)).error().name == "isotp-busy");
}

BOOST_AUTO_TEST_CASE(a_reader_passes_over_strangers_and_says_what_is_missing) {
  IsoTpReader reader(IsoTpAddress::extended(0xF1, 0x40), {2, 0}, std::nullopt);
  BOOST_TEST(!*reader.on_frame(bytes("40023E00"), 0));  // for another
  BOOST_TEST(!*reader.on_frame({}, 0));
  BOOST_TEST((**reader.on_frame(bytes("F1023E00"), 0) == bytes("3E00")));
  BOOST_TEST(!reader.flow_control());
  BOOST_REQUIRE(reader.on_frame(bytes("F1101462F1905A5A"), 0).ok());
  BOOST_TEST((*reader.flow_control() == bytes("40300200")));
  BOOST_TEST(!reader.flow_control());  // once
  BOOST_REQUIRE(reader.on_frame(bytes("F1215A5A5A5A5A5A"), 0).ok());
  BOOST_TEST(!reader.flow_control());
  BOOST_REQUIRE(reader.on_frame(bytes("F1225A5A5A5A5A5A"), 100).ok());
  BOOST_TEST(reader.flow_control().has_value());  // a block of two
  BOOST_TEST(reader.on_tick(100 + isotp_n_cr_us - 1).ok());
  BOOST_TEST(reader.on_tick(100 + isotp_n_cr_us).error().name == "isotp-timeout-cr");
  BOOST_TEST(!reader.open());
  const auto eight = reader.on_frame(bytes("F10700112233445566"), 0);
  BOOST_TEST(eight.error().name == "isotp-long");
}

BOOST_AUTO_TEST_SUITE_END()
