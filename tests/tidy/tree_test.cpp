// The top level is fixed; no stray binaries, no large files, no words of another place.
#include "edge/base/config/config.hpp"
#include "tests/tidy/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace outpost::tidy;

namespace {

const std::set<std::string> top = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "README.zh.md", "LICENSE", "CHANGELOG.md", "dev",
    "edge",           "devices",           "sync",      "ui-web",       "systemd", "tests"};

bool ends_with_any(const std::string& path, std::initializer_list<const char*> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](const char* e) { return path.ends_with(e); });
}

bool may_be_binary(const std::string& path) {
  const bool fixture = path.starts_with("tests/fixtures/");
  if (fixture || path.starts_with("ui-web/"))
    if (ends_with_any(path, {".png", ".webp", ".jpg"})) return true;
  return path.starts_with("tests/fixtures/fuzz/") ||
         (fixture && ends_with_any(path, {".bin", ".db", ".zst"}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_top_level_is_fixed) {
  for (const auto& file : files()) {
    const auto first = file.substr(0, file.find('/'));
    BOOST_TEST((top.contains(first) || first[0] == '.'), file);
  }
}

BOOST_AUTO_TEST_CASE(no_stray_binaries_and_nothing_large) {
  for (const auto& file : files()) {
    const auto text = read(file);
    BOOST_TEST(text.size() <= 600u * 1024, file << " has " << text.size() << " bytes");
    if (!may_be_binary(file)) BOOST_TEST(text.find('\0') == text.npos, file << " holds a NUL byte");
  }
}

BOOST_AUTO_TEST_CASE(every_folder_of_code_says_what_it_is_for) {
  std::set<std::string> folders, with_readme;
  for (const auto& file : files()) {
    const auto slash = file.rfind('/');
    if (slash == file.npos || file.starts_with("tests/")) continue;
    if (is_cpp(file)) folders.insert(file.substr(0, slash));
    if (file.ends_with(".md")) with_readme.insert(file.substr(0, slash));
  }
  for (const auto& f : folders) {
    bool said = false;  // by itself or by a folder above it
    for (std::string up = f; !said && !up.empty();
         up = up.rfind('/') == up.npos ? "" : up.substr(0, up.rfind('/')))
      said = with_readme.contains(up);
    BOOST_TEST(said, f << " has no README.md, nor has a folder above it");
  }
}

BOOST_AUTO_TEST_CASE(the_readme_names_every_setting) {
  const auto readme = read("README.md");
  for (const auto& k : outpost::config::keys())
    BOOST_TEST(readme.find("| `" + std::string(k.name) + "` |") != readme.npos,
               k.section << "." << k.name << " is not in README.md");
}
