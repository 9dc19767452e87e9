#include "sync/hq/static_files.hpp"
#include "tests/sync/hq/hq_fixture.hpp"

#include <fstream>

using namespace outpost::hq;

BOOST_AUTO_TEST_CASE(pages_are_served_and_nothing_else_is) {
  const outpost::hq::test::Folder folder;
  std::filesystem::create_directories(folder.path() + "/ui/assets");
  std::ofstream(folder.path() + "/ui/hq.html") << "<html>";
  std::ofstream(folder.path() + "/ui/assets/app-1.js") << "code";
  std::ofstream(folder.path() + "/ui/kiosk.html") << "not headquarters'";
  std::ofstream(folder.path() + "/secret") << "secret";
  const std::string ui = folder.path() + "/ui";
  BOOST_TEST(static_file(ui, "/")->body == "<html>");
  BOOST_TEST(static_file(ui, "/hq.html")->type == "text/html; charset=utf-8");
  BOOST_TEST(static_file(ui, "/assets/app-1.js")->type == "text/javascript");
  for (const char* path : {"/kiosk.html", "/../secret", "/assets/../../secret", "/assets/%2e%2e/secret",
                           "/assets/", "/assets/nothing.js", "/assets/a\\b", "/secret", "hq.html"})
    BOOST_TEST(!static_file(ui, path).has_value(), path);
  BOOST_TEST(!static_file("", "/").has_value());
}
