// The rules of code payments: every row of the table, and the waits.
#include "edge/core/code_payment.hpp"

#include "edge/core/code_payment_table.hpp"

#include <set>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::core;

namespace {

constexpr Micros s = us_per_s;
constexpr Fen price{1'250};

ProviderReply said(CodeSay say) {
  ProviderReply r{say, std::nullopt, "", ""};
  if (say == CodeSay::paid || say == CodeSay::paying) r.amount_fen = price;
  return r;
}

/// One step of a story: at `at_us` the question must be due as `ask`; the reply comes in the same moment.
struct Beat {
  Micros at_us;
  CodeAsk ask;
  ProviderReply reply;
  CodePhase phase;  // after it
  CodeView view;
  std::string_view alarm = "";
};

struct Story {
  std::string_view name;
  std::vector<Beat> beats;
};

void play(const Story& story, CodeAttempt a) {
  BOOST_TEST_CONTEXT(story.name) {
    auto timings = code_timings();
    for (std::size_t i = 0; i < story.beats.size(); i++) {
      BOOST_TEST_CONTEXT("beat " << i) {
        const Beat& b = story.beats[i];
        BOOST_TEST(name_of(a.next) == name_of(b.ask));
        BOOST_TEST(a.next_at_us == b.at_us);
        auto before = std::tuple(a.phase, a.view);
        auto step = take_reply(a, b.reply, b.at_us, timings);
        BOOST_TEST(name_of(a.phase) == name_of(b.phase));
        BOOST_TEST(data::name_of(a.view) == data::name_of(b.view));
        BOOST_TEST(step.alarm == b.alarm);
        bool changed = before != std::tuple(a.phase, a.view) || !step.alarm.empty();
        BOOST_TEST(step.save == changed);
      }
    }
  }
}

using P = CodePhase;
using V = CodeView;
using A = CodeAsk;

std::vector<Story> stories() {
  auto paid = said(CodeSay::paid), paying = said(CodeSay::paying), lost = said(CodeSay::unknown);
  auto refused = said(CodeSay::refused), missing = said(CodeSay::not_found), back = said(CodeSay::reversed);
  auto unsent = said(CodeSay::not_sent);
  ProviderReply more = paid, silent_amount = paid, paying_more = paying;
  more.amount_fen = Fen{1'350}, silent_amount.amount_fen.reset(), paying_more.amount_fen = Fen{1};
  const Beat charge_lost{0, A::charge, lost, P::charging, V::unknown};
  auto unknown_at = [&](Micros at) { return Beat{at, A::query, lost, P::charging, V::unknown}; };
  auto given_up = [&](Micros at) { return Beat{at, A::query, lost, P::reversing, V::unknown}; };
  std::vector<Beat> to_limit{charge_lost};
  for (Micros at = 5 * s; at < 45 * s; at += 5 * s) to_limit.push_back(unknown_at(at));
  to_limit.push_back(given_up(45 * s));
  auto then = [](std::vector<Beat> head, std::vector<Beat> tail) {
    head.insert(head.end(), tail.begin(), tail.end());
    return head;
  };
  return {
      {"paid at once", {{0, A::charge, paid, P::final, V::approved}}},
      {"refused at once", {{0, A::charge, refused, P::final, V::declined}}},
      {"the request never left", {{0, A::charge, unsent, P::final, V::declined}}},
      {"reversed by somebody else", {{0, A::charge, back, P::final, V::reversed}}},
      {"reply lost, paid", {charge_lost, {5 * s, A::query, paid, P::final, V::approved}}},
      {"password typed after the third look",
       {{0, A::charge, paying, P::charging, V::pending},
        {1 * s, A::query, paying, P::charging, V::pending},
        {3 * s, A::query, paying, P::charging, V::pending},
        {6 * s, A::query, paying, P::charging, V::pending},
        {11 * s, A::query, paid, P::final, V::approved}}},
      {"customer cancels",
       {{0, A::charge, paying, P::charging, V::pending}, {1 * s, A::query, refused, P::final, V::declined}}},
      {"unknown, then paying: pending again",
       {charge_lost, {5 * s, A::query, paying, P::charging, V::pending}}},
      {"not found is not final before it may be reversed, then closed, then looked at twice",
       {charge_lost,
        {5 * s, A::query, missing, P::charging, V::unknown},
        {10 * s, A::query, missing, P::charging, V::unknown},
        {15 * s, A::query, missing, P::reversing, V::unknown},
        {15 * s, A::reverse, missing, P::reversing, V::unknown},
        {15 * s, A::close, back, P::watching, V::declined},
        {25 * s, A::query, back, P::watching, V::declined},
        {85 * s, A::query, back, P::final, V::declined}}},
      {"given up at 45 s, reversed at once, as 15 s are over",
       then(to_limit, {{45 * s, A::reverse, back, P::watching, V::reversed},
                       {55 * s, A::query, back, P::watching, V::reversed},
                       {115 * s, A::query, back, P::final, V::reversed}})},
      {"paid in the last look",
       then({to_limit.begin(), to_limit.end() - 1}, {{45 * s, A::query, paid, P::final, V::approved}})},
      {"reversal repeated until it is definite, with growing waits",
       then(to_limit, {{45 * s, A::reverse, lost, P::reversing, V::unknown},
                       {50 * s, A::reverse, unsent, P::reversing, V::unknown},
                       {60 * s, A::reverse, paying, P::reversing, V::unknown},
                       {80 * s, A::reverse, lost, P::reversing, V::unknown},
                       {120 * s, A::reverse, lost, P::reversing, V::unknown},
                       {180 * s, A::reverse, lost, P::reversing, V::unknown},
                       {240 * s, A::reverse, back, P::watching, V::reversed}})},
      {"success after the reversal is refunded, with an alarm",
       then(to_limit, {{45 * s, A::reverse, back, P::watching, V::reversed},
                       {55 * s, A::query, paid, P::refunding, V::reversed, "payment-after-reverse"},
                       {55 * s, A::refund, lost, P::refunding, V::reversed},
                       {60 * s, A::query, paid, P::refunding, V::reversed},
                       {60 * s, A::refund, back, P::final, V::reversed}})},
      {"not reversible: found paid, refunded; never approved any more",
       then(to_limit, {{45 * s, A::reverse, refused, P::reversing, V::unknown},
                       {45 * s, A::query, paid, P::refunding, V::unknown, "payment-not-reversible"},
                       {45 * s, A::refund, refused, P::refunding, V::unknown, "refund-refused"},
                       {50 * s, A::query, paid, P::refunding, V::unknown},
                       {50 * s, A::refund, refused, P::refunding, V::unknown},
                       {60 * s, A::query, back, P::final, V::reversed}})},
      {"closing finds it paid: reversed after all",
       {charge_lost,
        {5 * s, A::query, missing, P::charging, V::unknown},
        {10 * s, A::query, missing, P::charging, V::unknown},
        {15 * s, A::query, missing, P::reversing, V::unknown},
        {15 * s, A::reverse, missing, P::reversing, V::unknown},
        {15 * s, A::close, paid, P::reversing, V::unknown},
        {20 * s, A::reverse, back, P::watching, V::reversed}}},
      {"lies about the amount: never paid, reversed not before 15 s",
       {{0, A::charge, more, P::reversing, V::unknown, "provider-amount"},
        {15 * s, A::reverse, back, P::watching, V::reversed}}},
      {"paid without an amount is not believed",
       {{0, A::charge, silent_amount, P::reversing, V::unknown, "provider-amount"}}},
      {"asks the customer for another amount",
       {{0, A::charge, paying_more, P::reversing, V::unknown, "provider-amount"}}},
      {"lies in a query",
       {charge_lost, {5 * s, A::query, more, P::reversing, V::unknown, "provider-amount"}}},
      {"late success after a close is refunded",
       {charge_lost,
        {5 * s, A::query, missing, P::charging, V::unknown},
        {10 * s, A::query, missing, P::charging, V::unknown},
        {15 * s, A::query, missing, P::reversing, V::unknown},
        {15 * s, A::reverse, missing, P::reversing, V::unknown},
        {15 * s, A::close, back, P::watching, V::declined},
        {25 * s, A::query, paid, P::refunding, V::declined, "payment-after-reverse"},
        {25 * s, A::refund, back, P::final, V::declined}}},
      {"a watch that sees nothing looks again",
       {{0, A::charge, more, P::reversing, V::unknown, "provider-amount"},
        {15 * s, A::reverse, back, P::watching, V::reversed},
        {25 * s, A::query, lost, P::watching, V::reversed},
        {85 * s, A::query, missing, P::watching, V::reversed},
        {145 * s, A::query, refused, P::final, V::reversed}}},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(code_payment)

BOOST_AUTO_TEST_CASE(stories_end_as_told) {
  for (const auto& story : stories()) play(story, begin_code_attempt(price, 0));
}

BOOST_AUTO_TEST_CASE(no_row_twice_and_no_question_without_rows) {
  std::set<std::tuple<CodePhase, CodeAsk, CodeSay>> seen;
  for (const auto& row : code_rows()) BOOST_TEST(seen.insert({row.phase, row.ask, row.say}).second);
  // Every question that a phase asks has a row for each of the seven replies.
  std::set<std::pair<CodePhase, CodeAsk>> asked;
  for (const auto& row : code_rows()) asked.insert({row.phase, row.ask});
  BOOST_TEST(seen.size() == asked.size() * 7);
}

/// Walks every row from a fresh attempt in that phase: approved only ever comes out of charging, final rows
/// leave no question, all others leave one that is not earlier than now, and never a second charge.
BOOST_AUTO_TEST_CASE(every_row_keeps_the_rules) {
  auto timings = code_timings();
  for (const auto& row : code_rows()) {
    BOOST_TEST_CONTEXT(name_of(row.phase) << " " << name_of(row.ask) << " " << name_of(row.say)) {
      CodeAttempt a = begin_code_attempt(price, 0);
      a.phase = row.phase, a.next = row.ask, a.view = row.phase == P::charging ? V::pending : V::unknown;
      take_reply(a, said(row.say), 7 * s, timings);
      if (a.view == V::approved) {
        BOOST_TEST(name_of(row.phase) == name_of(P::charging));
        BOOST_TEST(name_of(row.say) == name_of(CodeSay::paid));
      }
      if (a.phase == P::final) {
        bool decided = a.view != V::pending && a.view != V::unknown;
        BOOST_TEST(decided);
      } else {
        BOOST_TEST(a.next_at_us >= 7 * s);
        BOOST_TEST(name_of(a.next) != name_of(A::charge));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_restart_asks_and_never_charges) {
  struct Row {
    CodePhase phase;
    CodeView view;
    CodeAsk ask;
    Micros after_us;
  };
  const Row rows[] = {{P::charging, V::pending, A::query, 0},
                      {P::charging, V::unknown, A::query, 0},
                      {P::reversing, V::unknown, A::reverse, 15 * s},
                      {P::watching, V::reversed, A::query, 0},
                      {P::refunding, V::unknown, A::query, 0}};
  for (const auto& row : rows) {
    auto a = resume_code_attempt(price, row.phase, row.view, 100 * s, code_timings());
    BOOST_TEST(name_of(a.next) == name_of(row.ask));
    BOOST_TEST(a.next_at_us == 100 * s + row.after_us);
    BOOST_TEST(data::name_of(a.view) == data::name_of(row.view));
  }
}

BOOST_AUTO_TEST_CASE(a_crash_before_the_charge_ends_declined_in_a_quarter_of_a_minute) {
  play({"resumed, provider knows nothing",
        {{0, A::query, said(CodeSay::not_found), P::charging, V::unknown},
         {5 * s, A::query, said(CodeSay::not_found), P::charging, V::unknown},
         {10 * s, A::query, said(CodeSay::not_found), P::charging, V::unknown},
         {15 * s, A::query, said(CodeSay::not_found), P::reversing, V::unknown},
         {15 * s, A::reverse, said(CodeSay::not_found), P::reversing, V::unknown},
         {15 * s, A::close, said(CodeSay::reversed), P::watching, V::declined}}},
       resume_code_attempt(price, P::charging, V::pending, 0, code_timings()));
}

BOOST_AUTO_TEST_CASE(a_refund_gives_back_what_was_taken) {
  auto t = code_timings();
  auto a = resume_code_attempt(price, P::refunding, V::reversed, 0, t);
  ProviderReply more = said(CodeSay::paid);
  more.amount_fen = Fen{2'000};
  take_reply(a, more, 0, t);
  BOOST_TEST(name_of(a.next) == name_of(A::refund));
  BOOST_TEST(a.taken_fen.v == 2'000);
}

BOOST_AUTO_TEST_CASE(money_that_the_order_cannot_use_is_given_back) {
  auto t = code_timings();
  auto a = begin_code_attempt(price, 0);
  take_reply(a, said(CodeSay::paid), 1 * s, t);
  auto step = give_back(a, 1 * s, t);
  BOOST_TEST(step.save);
  BOOST_TEST(step.alarm == "payment-not-wanted");
  BOOST_TEST(name_of(a.phase) == name_of(P::reversing));
  BOOST_TEST(a.next_at_us == 15 * s);
}

BOOST_AUTO_TEST_CASE(one_alarm_when_it_takes_ten_minutes) {
  auto t = code_timings();
  auto a = resume_code_attempt(price, P::reversing, V::unknown, 0, t);
  int alarms = 0;
  while (a.next_at_us < 1'800 * s)
    alarms += take_reply(a, said(CodeSay::unknown), a.next_at_us, t).alarm == "payment-stuck";
  BOOST_TEST(alarms == 1);
}

BOOST_AUTO_TEST_CASE(timings_scale) {
  auto t = scaled(code_timings(), 1, 100);
  BOOST_TEST(t.look_unknown_us == 50 * us_per_ms);
  BOOST_TEST(t.limit_us == 450 * us_per_ms);
  BOOST_TEST(t.watch_us[1] == 600 * us_per_ms);
  BOOST_TEST(scaled(code_timings(), 1, 1'000'000'000).again_us == 1);
}

BOOST_AUTO_TEST_CASE(brands_by_prefix_and_length) {
  struct Row {
    std::string_view code, brand;
  };
  const Row rows[] = {{"100000000000000001", "wechat"},
                      {"159999999999999999", "wechat"},
                      {"160000000000000000", ""},
                      {"1000000000000000011", ""},
                      {"2500000000000000", "alipay"},
                      {"300000000000000000000000", "alipay"},
                      {"281234567890123456", "alipay"},
                      {"3100000000000000", ""},
                      {"250000000000000", ""},
                      {"2800000000000000000000000", ""},
                      {"10000000000000000x", ""},
                      {"", ""},
                      {"-00000000000000001", ""},
                      {"\xd9\xa1"
                       "0000000000000000",
                       ""}};
  for (const auto& row : rows) {
    auto brand = brand_of(row.code);
    BOOST_TEST((brand ? name_of(*brand) : "") == row.brand, row.code);
  }
}

BOOST_AUTO_TEST_CASE(phases_and_replies_have_names_that_are_read_back) {
  for (auto p : {P::charging, P::reversing, P::watching, P::refunding, P::final})
    BOOST_TEST((code_phase(name_of(p)) == p));
  for (int i = 0; i < 7; i++) BOOST_TEST((code_say(name_of(CodeSay(i))) == CodeSay(i)));
  BOOST_TEST(!code_phase("finished"));
  BOOST_TEST(!code_say(""));
}

BOOST_AUTO_TEST_SUITE_END()
