// The sentences about a picture, for every end that a text can have.
#include "devices/tools/scan_words.hpp"

#include "devices/vision/decode.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::vision;

namespace {

WorkReply reply_with(Verdict verdict, float needed, FoundCode code) {
  WorkReply r;
  r.width = 640, r.height = 480;
  r.took_us = 12'300, r.opened_us = 1'200;
  r.account.passes = {{"fast", 2'100, 1}, {"a pass of tomorrow", 5'000, 0}};
  r.account.texts = {{std::move(code), verdict, needed}};
  return r;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_verdict_has_its_sentence) {
  const FoundCode bars{Symbology::ean13, "6901234567892", {}, {Stage::profile, 2, 11.5F}};
  const FoundCode matrix{Symbology::qr, "a\tb", {}, {Stage::fast, 1, 0}};
  const FoundCode short_one{Symbology::upce, "12345670", {}, {Stage::hard, 1, 0}};
  struct {
    Verdict verdict;
    float needed;
    FoundCode code;
    const char* says;
  } const rows[] = {
      {Verdict::accepted, 0, bars,
       "EAN13 6901234567892: accepted: 2 looks, the first of them by our own reader; "
       "the next best text fits its bars worse by 11.5"},
      {Verdict::accepted, 0, matrix,
       "QR a\\tb: accepted: 1 look, the first of them quick; this kind of code"},
      {Verdict::impossible, 0, short_one,
       "UPCE 12345670: refused: its check digit is wrong, or it is a UPC-E"},
      {Verdict::impossible, 0, bars, "refused: its check digit is wrong\n"},
      {Verdict::misfit, 0, bars, "another text fits its bars better"},
      {Verdict::weak, 18, bars, "worse by 11.5 (a natural logarithm), and 18 is needed"},
      {Verdict::weak, 0, bars, "that is too little, however well its bars fit"},
      {Verdict::rival, 0, bars, "another text was seen at the same place"},
      {Verdict::part, 0, bars, "lies within another code"},
  };
  for (const auto& row : rows) {
    const auto text = explanation("a.png", reply_with(row.verdict, row.needed, row.code), false);
    BOOST_TEST(text.find(row.says) != std::string::npos, row.says << " is not in: " << text);
  }
}

BOOST_AUTO_TEST_CASE(passes_and_a_death_are_told) {
  const auto text = explanation("a.png", reply_with(Verdict::part, 0, {}), true);
  BOOST_TEST(text.starts_with("a.png: 640 x 480 pixels, 12.3 ms, 1.2 of them to open it\n"));
  BOOST_TEST(text.find("    2.1 ms  ZXing's quick look at the whole picture: one sighting\n") != text.npos);
  BOOST_TEST(text.find("    5.0 ms  a pass of tomorrow: saw nothing\n") != text.npos);
  BOOST_TEST(text.find("took the reader with it") != text.npos);
}

/// A white picture is looked at by every pass.
BOOST_AUTO_TEST_CASE(every_pass_of_the_cascade_is_told_in_words) {
  const Gray white{200, 200, Bytes(200 * 200, 255)};
  SystemClock clock;
  const auto runs = passes_of(white.view(), {.still = true, .budget_us = 60 * us_per_s}, clock);
  BOOST_TEST(runs.size() >= 11u);
  for (const auto& run : runs) {
    WorkReply r;
    r.account.passes = {{std::string(run.name), 0, 0}};
    const auto text = explanation("a.png", r, false);
    BOOST_TEST(text.find(" ms  " + std::string(run.name) + ":") == text.npos,
               run.name << " has no words: " << text);
  }
}

BOOST_AUTO_TEST_CASE(a_death_and_a_hang_have_their_own_names_and_sentences) {
  const auto died = not_read(WorkResult::End::crashed), hung = not_read(WorkResult::End::hung);
  BOOST_TEST(died.name == "reader-crashed");
  BOOST_TEST(hung.name == "reader-hung");
  BOOST_TEST(hung.text.find("when its time was over") != std::string::npos);
  BOOST_TEST(died.text != hung.text);
}

BOOST_AUTO_TEST_CASE(json_is_json_also_of_texts_that_are_no_text) {
  WorkReply r;
  r.codes.push_back({Symbology::qr, "\xFF\n\"", {{{1.234F, 2}, {3, 2}, {3, 4}, {1, 4}}}, {}});
  const auto line = as_json("\xFE.png", r);
  BOOST_TEST(line.find('\n') == line.size() - 1);
  const auto j = nlohmann::json::parse(line);
  BOOST_TEST(j["codes"][0]["text"] == "\xEF\xBF\xBD\n\"");
  BOOST_TEST(j["codes"][0]["corners"][0][0].get<double>() == 1.23);
}
