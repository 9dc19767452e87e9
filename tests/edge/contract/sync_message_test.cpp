#include "edge/contract/sync/frame.hpp"
#include "edge/contract/sync/message.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

using namespace outpost;
using namespace outpost::wire;

namespace {

const Id inc = *parse_id("0190a5c2-8c1e-7d3a-9f00-0123456789ab");
const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");

Message of(Body body) {
  Message m;
  m.store = "shop-1";
  m.at_us = 1'767'225'600'123'456;
  m.gen = gen;
  m.body = std::move(body);
  return m;
}

Batch a_batch() {
  Batch b;
  b.count = 2;
  b.round = 3;
  b.prev = Hash{1, 2, 3};
  b.head = 20;
  b.records = encode_events({{"order.paid", 1, 7, 0, R"({"a":1})"}, {"x", 1, 8, 0, "{}"}});
  return b;
}

/// One of each kind, with every field set.
std::vector<Message> one_of_each() {
  std::vector<Message> all;
  all.push_back(
      of(Hello{{{inc, 1, 12, true, 9}}, {1, 2}, 5'000'000'000, "outpost-sync 0.1.0", {{"prices", gen, 4}}}));
  all.back().seq = 77;
  all.push_back(of(Welcome{{{inc, 12, 11, 10, 1}}, {1, 1}, 262'144, {{"prices", 9}}}));
  all.push_back(of(a_batch()));
  all.back().inc = inc;
  all.back().seq = 13;
  all.push_back(of(Ack{{{inc, 14, 12, 10, 0}}, 300'000, true, 3, {{"prices", 9}}}));
  all.push_back(of(Pull{{{"catalogue", gen, 2}, {"prices", gen, 4}}, 65'536}));
  all.push_back(
      of(Changes{"prices", 4, 9, {{"price", 1, 5, 6, R"({"sku":"a"})"}, {"price", 1, 6, 9, "{}"}}}));
  all.push_back(of(ChangesAck{{"prices", gen, 9}}));
  all.push_back(of(Bye{"storage-full", "no space", 5'000}));
  all.push_back(of(Refuse{"fork", "two boxes use one identity"}));
  return all;
}

/// A frame around a head as a hostile or a future sender might write it.
std::string framed(const std::string& head) { return join_frame(head, {}, false); }

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_comes_back_as_it_was) {
  const auto all = one_of_each();
  BOOST_TEST(all.size() == std::variant_size_v<Body>);
  for (const auto& m : all) {
    const auto bytes = encode(m);
    const auto back = decode(bytes);
    BOOST_REQUIRE_MESSAGE(back.ok(), kind_name(m));
    BOOST_TEST(kind_name(*back) == kind_name(m));
    BOOST_TEST(back->store == m.store);
    BOOST_TEST((back->inc == m.inc && back->gen == m.gen));
    BOOST_TEST(back->seq == m.seq);
    BOOST_TEST(back->at_us == m.at_us);
    BOOST_TEST((encode(*back) == bytes), kind_name(m) << " is not the same when it is encoded again");
  }
}

BOOST_AUTO_TEST_CASE(a_batch_keeps_its_bytes_and_its_compressed_form) {
  const auto back = decode(encode(one_of_each()[2]));
  BOOST_REQUIRE(back.ok());
  const auto& b = std::get<Batch>(back->body);
  BOOST_TEST((b.records == a_batch().records));
  BOOST_TEST((*unpack(b.packed, max_payload_bytes) == b.records));
  BOOST_TEST((b.prev == a_batch().prev));
  BOOST_TEST(b.head == 20u);
}

BOOST_AUTO_TEST_CASE(a_batch_that_does_not_hold_its_count_is_malformed) {
  for (const std::uint32_t count : {0u, 1u, 3u, 4'000'000'000u}) {
    auto m = one_of_each()[2];
    std::get<Batch>(m.body).count = count;
    BOOST_TEST(!decode(encode(m)).ok());
  }
}

BOOST_AUTO_TEST_CASE(changes_must_rise_and_stay_within_their_page) {
  struct Row {
    std::uint64_t from, to, first, second;
    bool ok;
  };
  for (const auto& row : {Row{4, 9, 5, 9, true}, Row{4, 9, 9, 9, false}, Row{4, 9, 6, 5, false},
                          Row{4, 9, 4, 5, false}, Row{4, 9, 5, 10, false}}) {
    const auto m = of(Changes{
        "prices", row.from, row.to, {{"price", 1, 0, row.first, "{}"}, {"price", 1, 0, row.second, "{}"}}});
    BOOST_TEST(decode(encode(m)).ok() == row.ok);
  }
}

BOOST_AUTO_TEST_CASE(bad_heads_are_refused_in_words) {
  struct Row {
    std::string head, name;
  };
  const std::string deep(1'000, '[');
  for (const auto& row : {
           Row{"", "wire-malformed"},
           Row{"null", "wire-malformed"},
           Row{"[1,2]", "wire-malformed"},
           Row{"{\"kind\":", "wire-malformed"},
           Row{deep, "wire-malformed"},
           Row{R"({"store":"s"})", "wire-malformed"},
           Row{R"({"kind":17})", "wire-malformed"},
           Row{R"({"kind":"dance"})", "wire-kind"},
           Row{R"({"kind":"ack","body":{"credit_bytes":-1}})", "wire-malformed"},
           Row{R"({"kind":"ack","body":{"credit_bytes":9223372036854775808}})", "wire-malformed"},
           Row{R"({"kind":"ack","body":{"credit_bytes":1.5}})", "wire-malformed"},
           Row{R"({"kind":"ack","body":[]})", "wire-malformed"},
           Row{R"({"kind":"ack","inc":"nope","body":{"credit_bytes":1}})", "wire-malformed"},
           Row{R"({"kind":"welcome","body":{"credit_bytes":1,"incs":[{"inc":"x","received":1}]}})",
               "wire-malformed"},
           Row{R"({"kind":"welcome","body":{"credit_bytes":1,"incs":{"a":1}}})", "wire-malformed"},
           Row{R"({"kind":"hello","body":{"schema":["a","b"]}})", "wire-malformed"},
           Row{R"({"kind":"hello","store":"a-name-that-is-too-long"})", "wire-malformed"},
           Row{R"({"kind":"changes_ack","body":{}})", "wire-malformed"},
       })
    BOOST_TEST(decode(framed(row.head)).error().name == row.name, row.head.substr(0, 60));
}

BOOST_AUTO_TEST_CASE(lists_are_bounded) {
  std::string incs, topics;
  for (std::size_t i = 0; i <= max_incarnations; ++i)
    incs += (i ? "," : "") + std::string(R"({"inc":")") + inc.text() + R"(","last":1})";
  for (std::size_t i = 0; i <= max_topics; ++i)
    topics += (i ? "," : "") + std::string(R"({"topic":"t","seq":1})");
  BOOST_TEST(!decode(framed(R"({"kind":"hello","body":{"incs":[)" + incs + "]}}")).ok());
  BOOST_TEST(!decode(framed(R"({"kind":"ack","body":{"credit_bytes":1,"down":[)" + topics + "]}}")).ok());
}

BOOST_AUTO_TEST_CASE(fields_of_a_later_release_are_passed_over) {
  const auto m = decode(framed(
      R"({"kind":"bye","v":1,"store":"s","later":{"x":[1]},"body":{"reason":"r","retry_ms":5,"colour":"blue"}})"));
  BOOST_REQUIRE(m.ok());
  BOOST_TEST(std::get<Bye>(m->body).retry_ms == 5u);
}

/// What release 0.1 wrote must be readable for ever: the bytes are in the repository.
BOOST_AUTO_TEST_CASE(messages_of_the_first_release_are_understood) {
  const auto all = one_of_each();
  for (const auto& m : all) {
    const std::string path =
        std::string(OUTPOST_SOURCE_DIR) + "/tests/fixtures/sync/0.1/" + std::string(kind_name(m)) + ".bin";
    if (std::getenv("OUTPOST_WRITE_FIXTURES")) std::ofstream(path, std::ios::binary) << encode(m);
    std::ifstream in(path, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(in.good(), path);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    const auto back = decode(bytes);
    BOOST_REQUIRE_MESSAGE(back.ok(), path);
    BOOST_TEST((encode(*back) == encode(m)), path << " does not mean what it meant");
  }
}

BOOST_AUTO_TEST_CASE(mutated_messages_are_refused_or_read_but_never_more) {
  SeededRandom random(20261121);
  std::size_t read = 0;
  for (const auto& m : one_of_each()) {
    const auto good = encode(m);
    for (int n = 0; n < 2'000; ++n) {
      std::string bytes = good;
      for (auto changes = 1 + random.next() % 4; changes > 0; --changes)
        bytes[random.next() % bytes.size()] = static_cast<char>(random.next());
      if (random.next() % 4 == 0) bytes.resize(random.next() % bytes.size());
      const auto back = decode(bytes);
      if (!back) continue;
      ++read;
      BOOST_TEST(decode(encode(*back)).ok());
    }
  }
  BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_CASE(store_ids_are_short_plain_words) {
  for (const char* good : {"a", "shop-1", "0123456789abcdef"}) BOOST_TEST(valid_store_id(good));
  for (const char* bad : {"", "Shop", "a_b", "0123456789abcdefg", "a b", "ü"})
    BOOST_TEST(!valid_store_id(bad));
}
