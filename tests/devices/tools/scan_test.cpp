// outpost-scan as a user runs it.
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <vector>

namespace fs = std::filesystem;

namespace {

const std::string images = std::string(OUTPOST_SOURCE_DIR) + "/tests/fixtures/images/";

struct Ran {
  std::string out, err;
  int code = -1;
};

struct Folder {
  std::string path = (fs::temp_directory_path() / "outpost-scan-XXXXXX").string();
  Folder() { BOOST_REQUIRE(::mkdtemp(path.data())); }
  ~Folder() { fs::remove_all(path); }
};

Ran scan(const std::vector<std::string>& files) {
  Folder folder;
  std::string command = std::string(OUTPOST_BIN_DIR) + "/outpost-scan";
  for (const auto& f : files) command += " '" + f + "'";
  FILE* pipe = ::popen((command + " 2>'" + folder.path + "/err'").c_str(), "r");
  BOOST_REQUIRE(pipe);
  Ran ran;
  std::array<char, 4096> buffer;
  while (const auto n = std::fread(buffer.data(), 1, buffer.size(), pipe)) ran.out.append(buffer.data(), n);
  ran.code = WEXITSTATUS(::pclose(pipe));
  std::ifstream err(folder.path + "/err");
  ran.err.assign(std::istreambuf_iterator<char>(err), {});
  return ran;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_picture_of_ours_is_told_as_its_manifest_says) {
  std::ifstream in(images + "manifest.tsv");
  std::string line, expected;
  std::vector<std::string> files, sentences;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::array<std::string, 4> f;
    for (auto& field : f) std::getline(fields, field, '\t');
    files.push_back(images + f[0]);
    if (!f[1].empty()) expected += images + f[0] + "\t" + f[1] + "\t" + f[2] + "\n";
    if (!f[3].empty()) sentences.push_back("outpost-scan: " + images + f[0] + ": " + f[3]);
  }
  BOOST_REQUIRE(files.size() > 15u);
  const auto ran = scan(files);
  BOOST_TEST(ran.out == expected);
  for (const auto& s : sentences) BOOST_TEST(ran.err.find(s) != std::string::npos, s);
  BOOST_TEST(ran.code == 1);
}

BOOST_AUTO_TEST_CASE(the_pictures_of_the_tour_are_of_products_in_the_demo_catalogue) {
  const auto text = [](const std::string& path) {
    std::ifstream in(OUTPOST_SOURCE_DIR + std::string("/") + path);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string catalogue = text("edge/data/demo/products.csv");
  int seen = 0;
  for (const auto& file : fs::directory_iterator(images)) {
    if (!file.path().filename().string().starts_with("demo-")) continue;
    const auto ran = scan({file.path().string()});
    BOOST_REQUIRE(ran.out.size() > 14u);
    const std::string code = ran.out.substr(ran.out.size() - 14, 13);
    BOOST_TEST(catalogue.find("," + code + ",") != std::string::npos, file.path() << ": " << code);
    ++seen;
  }
  BOOST_TEST(seen == 3);
  for (const auto* named_in : {"README.md", ".dev/run.sh"})
    BOOST_TEST(text(named_in).find("tests/fixtures/images/demo-crisps.png") != std::string::npos, named_in);
}

BOOST_AUTO_TEST_CASE(pictures_without_a_code_are_no_error) {
  const auto ran = scan({images + "nothing.png", images + "one-pixel.png"});
  BOOST_TEST(ran.out == "");
  BOOST_TEST(ran.err == "");
  BOOST_TEST(ran.code == 0);
}

BOOST_AUTO_TEST_CASE(a_file_too_large_a_folder_and_a_file_that_is_not_there_do_not_stop_the_others) {
  Folder folder;
  const std::string large = folder.path + "/large.png";
  fs::copy_file(images + "ean13.png", large);
  fs::resize_file(large, 40'000'000);
  const auto ran = scan({large, folder.path, "/nonexistent.png", images + "ean13.png"});
  BOOST_TEST(ran.out == images + "ean13.png\tEAN13\t6901234567892\n");
  BOOST_TEST(ran.err.find("40 MB") != std::string::npos);
  BOOST_TEST(ran.err.find("This is not a file") != std::string::npos);
  BOOST_TEST(ran.err.find("/nonexistent.png: No such file") != std::string::npos);
  BOOST_TEST(ran.code == 1);
}

BOOST_AUTO_TEST_CASE(called_without_a_file_it_says_how) {
  const auto ran = scan({});
  BOOST_TEST(ran.code == 1);
  BOOST_TEST(ran.err.find("outpost-scan FILE") != std::string::npos);
}
