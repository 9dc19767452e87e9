#include "devices/vision/worker_wire.hpp"

#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

using namespace outpost;
using namespace outpost::dev::vision;

namespace {

WorkReply reply() {
  WorkReply r;
  r.job = 7;
  r.width = 640, r.height = 480;
  r.took_us = 1'234;
  r.codes.push_back({Symbology::qr,
                     std::string("a\0\xFF", 3),
                     {{{1.5F, -2}, {3, 4}, {5, 6}, {7, 8}}},
                     {Stage::hard, 2, 12.5F}});
  r.codes.push_back({Symbology::ean13, "6901234567892", {}, {Stage::fast, 1}});
  r.account.passes = {{"fast", 1'000, 2}, {"own", 234, 0}};
  r.account.texts = {{r.codes[1], Verdict::weak, 18}};
  return r;
}

}  // namespace

BOOST_AUTO_TEST_CASE(requests_and_replies_come_back_the_same) {
  WorkRequest q;
  q.job = 9;
  q.kind = FrameKind::gray;
  q.slot = 1;
  q.width = 3, q.height = 4, q.stride = 5;
  q.length = 20;
  q.still = q.careful = q.explain = true;
  q.budget_us = 77;
  const auto back = decode_request(encode_request(q));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->job == 9u);
  BOOST_CHECK(back->kind == FrameKind::gray);
  BOOST_TEST(back->slot == 1);
  BOOST_TEST(back->stride == 5);
  BOOST_TEST(back->careful);
  BOOST_TEST(back->explain);
  const auto r = decode_reply(encode_reply(reply()));
  BOOST_REQUIRE(r.ok());
  BOOST_REQUIRE(r->codes.size() == 2u);
  BOOST_CHECK(r->codes[0].text == std::string("a\0\xFF", 3));
  BOOST_TEST(r->codes[0].corners[0].x == 1.5F);
  BOOST_CHECK(r->codes[0].evidence.stage == Stage::hard);
  BOOST_TEST(r->codes[0].evidence.margin == 12.5F);
  BOOST_TEST(r->took_us == 1'234);
  BOOST_REQUIRE(r->account.passes.size() == 2u);
  BOOST_TEST(r->account.passes[1].name == "own");
  BOOST_TEST(r->account.passes[0].looks == 2);
  BOOST_REQUIRE(r->account.texts.size() == 1u);
  BOOST_CHECK(r->account.texts[0].verdict == Verdict::weak);
  BOOST_TEST(r->account.texts[0].code.text == "6901234567892");
}

BOOST_AUTO_TEST_CASE(a_request_for_what_is_not_in_its_slot_is_refused) {
  const auto refused = [](auto change) {
    WorkRequest q;
    q.kind = FrameKind::gray;
    q.width = 640, q.height = 480, q.stride = 640;
    q.length = 640 * 480;
    BOOST_REQUIRE(decode_request(encode_request(q)).ok());
    change(q);
    return !decode_request(encode_request(q)).ok();
  };
  BOOST_TEST(refused([](WorkRequest& q) { q.slot = ring_slots; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.slot = -1; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.length = slot_bytes + 1; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.length = UINT64_MAX; }));
  BOOST_TEST(refused([](WorkRequest& q) { --q.length; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.stride = 639; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.stride = INT32_MAX, q.height = INT32_MAX; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.height = 0; }));
  BOOST_TEST(refused([](WorkRequest& q) { q.width = -640, q.height = -480; }));
}

BOOST_AUTO_TEST_CASE(a_reply_with_corners_that_are_nowhere_is_refused) {
  for (const float x :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e9F}) {
    auto r = reply();
    r.codes[0].corners[2].x = x;
    BOOST_TEST(!decode_reply(encode_reply(r)).ok());
  }
  auto r = reply();
  r.width = -1;
  BOOST_TEST(!decode_reply(encode_reply(r)).ok());
}

BOOST_AUTO_TEST_CASE(a_reply_cut_or_lengthened_anywhere_is_refused) {
  Bytes bytes = encode_reply(reply());
  for (std::size_t n = 0; n < bytes.size(); ++n) BOOST_TEST(!decode_reply(ByteView(bytes).first(n)).ok());
  bytes.push_back(0);
  BOOST_TEST(decode_reply(bytes).error().name == "worker-malformed");
}

BOOST_AUTO_TEST_CASE(a_reply_that_lies_about_its_lengths_is_refused) {
  const Bytes bytes = encode_reply(reply());
  SeededRandom random(1);
  for (int i = 0; i < 20'000; ++i) {
    Bytes damaged = bytes;
    damaged[random.next() % damaged.size()] = static_cast<std::uint8_t>(random.next());
    if (const auto r = decode_reply(damaged)) BOOST_TEST(r->codes.size() <= max_codes);
  }
}

BOOST_AUTO_TEST_CASE(a_reply_never_grows_over_what_the_socket_carries) {
  WorkReply r;
  for (int i = 0; i < 100; ++i) r.codes.push_back({Symbology::qr, std::string(max_text_bytes, 'x'), {}, {}});
  r.codes.push_back({Symbology::qr, std::string(max_text_bytes + 1, 'x'), {}, {}});
  for (std::size_t i = 0; i < 100; ++i) {
    r.account.passes.push_back({std::string(5'000, 'p'), 1, 1});
    r.account.texts.push_back({r.codes[i], Verdict::misfit, 0});
  }
  const auto bytes = encode_reply(r);
  BOOST_TEST(bytes.size() <= max_reply_bytes);
  const auto back = decode_reply(bytes);
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->codes.size() >= 10u);
  BOOST_TEST(back->account.passes.size() == max_passes);
  BOOST_TEST(back->account.texts.size() == max_judged);
  BOOST_TEST(back->account.texts[0].code.text.size() == max_judged_bytes);
}

BOOST_AUTO_TEST_CASE(a_preview_comes_back_the_same_and_is_bounded) {
  WorkRequest q;
  q.preview = {320, 1'000, 2'000, 9'000, 8'000};
  const auto asked = decode_request(encode_request(q));
  BOOST_REQUIRE(asked.ok());
  BOOST_TEST(asked->preview.side == 320);
  BOOST_TEST(asked->preview.top == 2'000);
  for (const auto& wrong : {PreviewWish{max_preview_side + 1, 0, 0, 1, 1},
                            {-1, 0, 0, 1, 1},
                            {1, 5, 0, 4, 1},
                            {1, 0, 0, whole_side + 1, 1},
                            {1, -1, 0, 1, 1}}) {
    q.preview = wrong;
    BOOST_TEST(!decode_request(encode_request(q)).ok());
  }
  auto r = reply();
  r.preview = {320, 180, 5, 6, 1280, 720, true, 44, 120, 3, 999, Bytes(1'000, 7)};
  const auto back = decode_reply(encode_reply(r));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->preview.width == 320);
  BOOST_TEST(back->preview.of_height == 720);
  BOOST_TEST(back->preview.hidden);
  BOOST_TEST(back->preview.focus == 44);
  BOOST_TEST(back->preview.bright_permille == 999);
  BOOST_TEST(back->preview.jpeg.size() == 1'000u);
  const auto refused = [&](auto change) {
    auto wrong = r;
    change(wrong.preview);
    return !decode_reply(encode_reply(wrong)).ok();
  };
  BOOST_TEST(refused([](Preview& p) { p.width = max_preview_side + 1; }));
  BOOST_TEST(refused([](Preview& p) { p.focus = 101; }));
  BOOST_TEST(refused([](Preview& p) { p.dark_permille = -1; }));
  BOOST_TEST(refused([](Preview& p) { p.left = -1; }));
  r.preview.jpeg.resize(10 * max_preview_bytes);
  for (int i = 0; i < 100; ++i) r.codes.push_back({Symbology::qr, std::string(max_text_bytes, 'x'), {}, {}});
  const auto large = encode_reply(r);
  BOOST_TEST(large.size() <= max_reply_bytes);
  BOOST_TEST(decode_reply(large)->preview.jpeg.size() == max_preview_bytes);
}
