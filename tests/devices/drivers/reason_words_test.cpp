// What a port or a camera gives as its reason is shown to staff: every name needs its words in both
// languages.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

const std::string root = OUTPOST_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_reason_of_a_port_or_a_camera_has_words_in_both_languages) {
  static const std::regex name("\"((?:port|camera)-[a-z-]+)\"");
  std::set<std::string> said;
  for (const auto* folder : {"/devices/transport", "/devices/drivers"})
    for (const auto& file : fs::recursive_directory_iterator(root + folder)) {
      if (!file.is_regular_file() || file.path().extension() != ".cpp") continue;
      const auto text = read(file.path());
      for (std::sregex_iterator i(text.begin(), text.end(), name), end; i != end; ++i) said.insert((*i)[1]);
    }
  BOOST_TEST(said.size() >= 10u);
  for (const auto* language : {"en", "zh-CN"}) {
    const auto words = read(root + "/ui-web/src/staff/" + language + ".json");
    for (const auto& reason : said)
      BOOST_TEST(words.find("\"reason." + reason + "\"") != std::string::npos,
                 language << " has no word for " << reason);
  }
}
