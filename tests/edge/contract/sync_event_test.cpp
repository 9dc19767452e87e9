#include "edge/contract/sync/event.hpp"
#include "edge/contract/sync/frame.hpp"
#include "edge/contract/sync/keys.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::wire;

namespace {

std::vector<Event> some_events() {
  return {{"order.paid", 1, 1'767'225'600'000'000, 0, R"({"order":{"id":"x"}})"},
          {"unknown.kind", 7, -5, 0, ""},
          {"broken", 1, 0, 0, std::string("not json \x00 \xff\xfe", 12)},
          {"zh", 2, 1, 42, R"({"name":"可乐"})"}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(events_come_back_as_they_were_whatever_their_body_is) {
  const auto events = some_events();
  const auto back = decode_events(encode_events(events));
  BOOST_REQUIRE(back.ok());
  BOOST_REQUIRE(back->size() == events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    BOOST_TEST((*back)[i].kind == events[i].kind);
    BOOST_TEST((*back)[i].version == events[i].version);
    BOOST_TEST((*back)[i].at_us == events[i].at_us);
    BOOST_TEST((*back)[i].seq == events[i].seq);
    BOOST_TEST(((*back)[i].body == events[i].body));
  }
}

BOOST_AUTO_TEST_CASE(a_record_cut_anywhere_is_malformed_and_never_read_beyond) {
  const Bytes whole = encode_events({some_events()[0]});
  for (std::size_t n = 1; n < whole.size(); ++n) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    BOOST_TEST(!decode_events(cut).ok());
  }
}

BOOST_AUTO_TEST_CASE(a_record_with_an_unreadable_head_does_not_hide_its_neighbours) {
  auto events = some_events();
  Bytes bytes = encode_events(events);
  bytes[6] = '?';  // the first byte of the first head
  BOOST_TEST(!decode_events(bytes).ok());
  const auto records = split_records(bytes);
  BOOST_REQUIRE(records.ok());
  BOOST_TEST(records->size() == 4u);
  BOOST_TEST(!decode_record((*records)[0]).ok());
  BOOST_TEST(decode_record((*records)[1]).ok());
}

BOOST_AUTO_TEST_CASE(skipping_counts_records_and_not_bytes) {
  const auto events = some_events();
  const Bytes bytes = encode_events(events);
  const auto rest = skip_records(bytes, 3);
  BOOST_REQUIRE(rest.ok());
  BOOST_TEST(decode_events(*rest)->at(0).kind == "zh");
  BOOST_TEST(skip_records(bytes, 4)->empty());
  BOOST_TEST(!skip_records(bytes, 5).ok());
}

BOOST_AUTO_TEST_CASE(a_hash_names_content_and_not_place) {
  Event a{"k", 1, 5, 0, "body"}, b = a;
  b.seq = 99;
  BOOST_TEST((hash_of(a) == hash_of(b)));
  for (const Event& other : {Event{"k2", 1, 5, 0, "body"}, Event{"k", 2, 5, 0, "body"},
                             Event{"k", 1, 6, 0, "body"}, Event{"k", 1, 5, 0, "bodY"}})
    BOOST_TEST((hash_of(a) != hash_of(other)));
  // The same on every release: stored at headquarters.
  BOOST_TEST(to_hex(hash_of(a)) == "b778608be99da0214ed6a86c59fefbc8");
}

BOOST_AUTO_TEST_CASE(packing_comes_back_and_is_bounded_when_unpacked) {
  const Bytes plain(100'000, 'x');
  const Bytes packed = pack(plain);
  BOOST_TEST(packed.size() < plain.size() / 100);
  BOOST_TEST((*unpack(packed, plain.size()) == plain));
  BOOST_TEST(unpack(packed, plain.size() - 1).error().name == "wire-too-large");
  BOOST_TEST(unpack(Bytes{1, 2, 3}, 1000).error().name == "wire-malformed");
  Bytes broken = packed;
  broken[broken.size() / 2] ^= 0x55;
  BOOST_TEST((!unpack(broken, plain.size()).ok() || *unpack(broken, plain.size()) != plain));
}

BOOST_AUTO_TEST_CASE(frames_say_what_is_wrong_with_them) {
  const std::string good = join_frame("{}", Bytes{1, 2}, false);
  BOOST_TEST(split_frame(good)->payload.size() == 2u);
  struct Row {
    std::string bytes, name;
  };
  std::string newer = good, cut = good;
  newer[2] = 9;
  cut[4] = 100;
  for (const auto& row :
       {Row{"", "wire-malformed"}, Row{"OP", "wire-malformed"}, Row{"XX" + good.substr(2), "wire-malformed"},
        Row{newer, "wire-version"}, Row{cut, "wire-malformed"},
        Row{std::string(max_frame_bytes + 1, 'O'), "wire-too-large"}})
    BOOST_TEST(split_frame(row.bytes).error().name == row.name);
}

BOOST_AUTO_TEST_CASE(key_files_are_two_lines) {
  const KeyPair pair{std::string(40, 'a'), std::string(40, 'Z')};
  const auto back = parse_key_file(key_file_text(pair));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->public_key == pair.public_key);
  BOOST_TEST(back->secret_key == pair.secret_key);
  for (const std::string& bad : {std::string(), std::string("public=abc\nsecret=def"), "secret=" + std::string(40, 'Z')})
    BOOST_TEST(parse_key_file(bad).error().name == "bad-key-file");
  BOOST_TEST(!valid_key(std::string(40, '"')));
}
