#include "edge/contract/ipc/print_job.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::ipc;

BOOST_AUTO_TEST_CASE(a_print_job_comes_back_the_same) {
  PrintJob job;
  job.columns = 32;
  job.duplicate = true;
  job.lines = {{PrintLine::Kind::text, "中文 \"x\"", PrintLine::Align::right, true, 2, 1},
               {PrintLine::Kind::qr, "https://example.org", PrintLine::Align::left, false, 5, 1},
               {PrintLine::Kind::feed, "", PrintLine::Align::left, false, 1, 4},
               {PrintLine::Kind::cut, "", PrintLine::Align::left, false, 1, 1}};
  const auto back = decode_print(encode_print(job));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->columns == 32);
  BOOST_TEST(back->duplicate);
  BOOST_REQUIRE(back->lines.size() == 4u);
  BOOST_TEST(back->lines[0].text == "中文 \"x\"");
  BOOST_CHECK(back->lines[0].align == PrintLine::Align::right);
  BOOST_TEST(back->lines[0].bold);
  BOOST_TEST(back->lines[0].size == 2);
  BOOST_TEST(back->lines[1].size == 5);
  BOOST_TEST(back->lines[2].feed == 4);
  BOOST_CHECK(back->lines[3].kind == PrintLine::Kind::cut);
}

BOOST_AUTO_TEST_CASE(a_print_job_that_would_command_the_printer_is_refused) {
  for (const auto* text : {R"(\u001b@)", R"(\u0000)", R"(a\nb)", R"(\u007f)"})
    BOOST_TEST(decode_print(R"({"job":{"lines":[{"text":")" + std::string(text) + "\"}]}}").error().name ==
               "print-malformed");
}

BOOST_AUTO_TEST_CASE(a_print_job_outside_its_limits_is_refused) {
  const auto name = [](const std::string& lines, const std::string& more = "") {
    const auto r = decode_print("{\"job\":{\"lines\":[" + lines + "]" + more + "}}");
    return r ? "" : r.error().name;
  };
  BOOST_TEST(name(R"({"text":"x"},{"cut":true})") == "");
  BOOST_TEST(name(R"({"text":"x","new":1})", R"(,"new":2)") == "");  // fields are only ever added
  BOOST_TEST(name(R"({"text":"x","size":5})") == "print-malformed");
  BOOST_TEST(name(R"({"text":"x","size":1.5})") == "print-malformed");
  BOOST_TEST(name(R"({"text":"x","align":"middle"})") == "print-malformed");
  BOOST_TEST(name(R"({"text":"x","bold":"yes"})") == "print-malformed");
  BOOST_TEST(name(R"({"text":7})") == "print-malformed");
  BOOST_TEST(name(R"({"feed":21})") == "print-malformed");
  BOOST_TEST(name(R"({"qr":"x","size":13})") == "print-malformed");
  BOOST_TEST(name("7") == "print-malformed");
  BOOST_TEST(name("", R"(,"columns":15)") == "print-malformed");
  BOOST_TEST(name(R"({"text":")" + std::string(max_print_text_bytes + 1, 'x') + "\"}") == "print-too-large");
  std::string many = "{\"cut\":true}";
  for (std::size_t i = 0; i < max_print_lines; ++i) many += ",{\"cut\":true}";
  BOOST_TEST(name(many) == "print-too-large");
  for (const auto* text : {"", "[]", "{}", "{\"job\":[]}", "{\"job\":{}}", "{\"job\":{\"lines\":{}}}"})
    BOOST_TEST(decode_print(text).error().name == "print-malformed");
}

BOOST_AUTO_TEST_CASE(modules_are_rows_of_one_length) {
  PrintJob job;
  PrintLine line;
  line.kind = PrintLine::Kind::modules;
  line.text = "1011\n0010";
  line.size = 3, line.height = 80;
  job.lines = {line};
  const auto back = decode_print(encode_print(job));
  BOOST_REQUIRE(back.ok());
  BOOST_CHECK(back->lines.at(0).kind == PrintLine::Kind::modules);
  BOOST_TEST(back->lines[0].text == line.text);
  BOOST_TEST(back->lines[0].size == 3);
  BOOST_TEST(back->lines[0].height == 80);
  const auto name = [](const std::string& rows, const std::string& more = "") {
    const auto r = decode_print("{\"job\":{\"lines\":[{\"modules\":" + rows + more + "}]}}");
    return r ? "" : r.error().name;
  };
  BOOST_TEST(name(R"(["1"])") == "");
  for (const auto* rows : {"[]", "7", "\"1\"", "[7]", R"([""])", R"(["12"])", R"(["10","1"])", R"(["1\n0"])"})
    BOOST_TEST(name(rows) == "print-malformed", rows);
  BOOST_TEST(name(R"(["1"])", R"(,"size":13)") == "print-malformed");
  BOOST_TEST(name(R"(["1"])", R"(,"height":201)") == "print-malformed");
  BOOST_TEST(name("[\"" + std::string(max_print_modules + 1, '1') + "\"]") == "print-too-large");
  std::string many = "[\"1\"";
  for (std::size_t i = 0; i < max_print_modules; ++i) many += ",\"1\"";
  BOOST_TEST(name(many + "]") == "print-too-large");
}
