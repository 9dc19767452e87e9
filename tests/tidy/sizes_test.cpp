// Sizes that may only go down: what is over a bound today is counted in limits.txt, and one more fails.
#include "tests/tidy/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <sstream>

using namespace outpost::tidy;

namespace {

constexpr std::size_t long_file_lines = 300, long_function_lines = 70, long_line_columns = 120;

std::map<std::string, int> limits() {
  std::map<std::string, int> out;
  for (const auto& line : lines("tests/tidy/limits.txt")) {
    std::istringstream in(line);
    std::string name;
    int n = 0;
    if (line.empty() || line[0] == '#') continue;
    in >> name >> n;
    out[name] = n;
  }
  return out;
}

/// Code points, not bytes: a Chinese text is as long as it looks.
std::size_t columns(const std::string& s) {
  std::size_t n = 0;
  for (const char c : s) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

/// Top-level functions of formatted code: they open with a line that ends in '{' and close with a '}' in
/// column 0.
std::vector<std::pair<std::string, std::size_t>> functions(const std::vector<std::string>& text) {
  std::vector<std::pair<std::string, std::size_t>> out;
  std::size_t start = 0;
  bool open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto& l = text[i];
    if (!open && !l.empty() && l.back() == '{' && l.find('(') != l.npos && l[0] != ' ' &&
        l.rfind("namespace", 0) != 0)
      open = true, start = i;
    else if (open && (l == "}" || l == "};")) {
      out.emplace_back(text[start], i - start + 1);
      open = false;
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(files_functions_and_lines_do_not_grow) {
  int files_over = 0, functions_over = 0, lines_over = 0;
  for (const auto& file : files()) {
    if (!is_cpp(file)) continue;
    const auto text = lines(file);
    if (text.size() > long_file_lines) {
      ++files_over;
      BOOST_TEST_MESSAGE(file << ": " << text.size() << " lines");
    }
    for (const auto& l : text)
      if (columns(l) > long_line_columns) ++lines_over;
    for (const auto& [name, length] : functions(text))
      if (length > long_function_lines) {
        ++functions_over;
        BOOST_TEST_MESSAGE(file << ": " << length << " lines in " << name);
      }
  }
  const auto most = limits();
  BOOST_TEST(files_over <= most.at("files_over_300_lines"));
  BOOST_TEST(functions_over <= most.at("functions_over_70_lines"));
  BOOST_TEST(lines_over <= most.at("lines_over_120_columns"));
}

BOOST_AUTO_TEST_CASE(the_count_of_a_function_is_right) {
  const auto f = functions(
      {"namespace x {", "int f(int a) {", "  return a;", "}", "}  // namespace x", "struct S {", "};"});
  BOOST_REQUIRE(f.size() == 1u);
  BOOST_TEST(f[0].second == 3u);
}
