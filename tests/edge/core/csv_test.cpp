// RFC 4180 and its breakages, with the line each row begins on.
#include "edge/core/csv.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace outpost;

namespace {

/// Rows as "line:field|field", errors as "line!name".
std::string read_all(const std::string& text) {
  std::istringstream in(text);
  core::CsvReader csv(in);
  std::string out;
  for (;;) {
    auto row = csv.next();
    if (!row.ok()) {
      out += std::to_string(csv.line()) + "!" + row.error().name + ";";
      continue;
    }
    if (!*row) return out;
    out += std::to_string((*row)->line) + ":";
    for (std::size_t i = 0; i < (*row)->fields.size(); ++i) out += (i ? "|" : "") + (*row)->fields[i];
    out += ";";
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(rows) {
  struct Row {
    std::string in, out;
  };
  for (const auto& r : {
           Row{"", ""},
           Row{"a,b\n", "1:a|b;"},
           Row{"a,b", "1:a|b;"},
           Row{"a,b\r\nc,d\r\n", "1:a|b;2:c|d;"},
           Row{"\xEF\xBB\xBF"
               "a,b\n",
               "1:a|b;"},
           Row{"\n\na\n\nb\n", "3:a;5:b;"},
           Row{"\"a,b\",c\n", "1:a,b|c;"},
           Row{"\"two\nlines\",c\nd,e\n", "1:two\nlines|c;3:d|e;"},
           Row{"\"say \"\"hi\"\"\",x\n", "1:say \"hi\"|x;"},
           Row{"\"\"\n", "1:;"},
           Row{",\n", "1:|;"},
           Row{"a\"b,c\n", "1:a\"b|c;"},
           Row{"\"a\"b,c\nd\n", "1!bad-csv;2:d;"},
           Row{"a\n\"open\nb\n", "1:a;2!bad-csv;"},
       })
    BOOST_TEST(read_all(r.in) == r.out, r.in);
}

BOOST_AUTO_TEST_CASE(a_row_has_a_bound) {
  BOOST_TEST(read_all("a\n\"" + std::string(100'000, 'x') + "\nb\n") == "1:a;2!line-too-long;3:b;");
}

BOOST_AUTO_TEST_CASE(many_empty_lines_do_not_hurt) {
  BOOST_TEST(read_all(std::string(1'000'000, '\n') + "a") == "1000001:a;");
}
