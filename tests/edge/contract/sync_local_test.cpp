#include "edge/contract/sync/frame.hpp"
#include "edge/contract/sync/local.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::wire;
namespace local = outpost::wire::local;

namespace {

const Id inc = *parse_id("0190a5c2-8c1e-7d3a-9f00-0123456789ab");
const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");

std::vector<local::Body> one_of_each() {
  local::Rows rows;
  rows.request = 5;
  rows.inc = inc;
  rows.first = 3;
  rows.count = 1;
  rows.last = 9;
  rows.prev = Hash{9};
  rows.records = encode_events({{"order.paid", 1, 2, 0, "{}"}});
  return {local::Open{"outpost-sync"},
          local::State{"shop", gen, {{inc, 1, 9, true, 2}}, {{"prices", gen, 3}}, 1'000},
          local::Fetch{5, inc, 2, 500, 65'536},
          rows,
          local::Head{inc, 9},
          local::StoreAck{gen, {{inc, 9, 8, 7, 1}}},
          local::AckStored{gen},
          local::DownApply{gen, "prices", 1, 3, {{"price", 1, 1, 2, "{}"}}},
          local::DownState{{"prices", gen, 3}},
          local::LinkState{local::Link::refused, "tcp://hq:1", "no key", 5, 6, 7, "hq-lost"},
          local::Trouble{5, "busy"}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_local_kind_comes_back_as_it_was) {
  const auto all = one_of_each();
  BOOST_TEST(all.size() == std::variant_size_v<local::Body>);
  for (const auto& body : all) {
    const auto bytes = local::encode(body);
    const auto back = local::decode(bytes);
    BOOST_REQUIRE_MESSAGE(back.ok(), local::kind_name(body));
    BOOST_TEST(back->index() == body.index());
    BOOST_TEST((local::encode(*back) == bytes), local::kind_name(body));
  }
}

BOOST_AUTO_TEST_CASE(mutated_local_messages_do_no_harm) {
  SeededRandom random(7);
  for (const auto& body : one_of_each()) {
    const auto good = local::encode(body);
    for (int n = 0; n < 1'000; ++n) {
      std::string bytes = good;
      bytes[random.next() % bytes.size()] = static_cast<char>(random.next());
      if (const auto back = local::decode(bytes)) BOOST_TEST(local::decode(local::encode(*back)).ok());
    }
  }
}

BOOST_AUTO_TEST_CASE(local_messages_that_are_wrong_say_so) {
  BOOST_TEST(local::decode(join_frame(R"({"kind":"sing"})", {}, false)).error().name == "wire-kind");
  BOOST_TEST(local::decode(join_frame(R"({"kind":"fetch","body":{}})", {}, false)).error().name ==
             "wire-malformed");
  BOOST_TEST(
      local::decode(join_frame(R"({"kind":"link_state","body":{"link":"fine"}})", {}, false)).error().name ==
      "wire-malformed");
  auto rows = std::get<local::Rows>(one_of_each()[3]);
  rows.count = 2;
  BOOST_TEST(!local::decode(local::encode(rows)).ok());
}
