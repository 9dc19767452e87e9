// outpost-scan as a user runs it.
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
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

BOOST_AUTO_TEST_CASE(with_json_each_file_is_an_object_in_a_line_of_its_own) {
  const auto ran =
      scan({"--json", images + "ean13.png", images + "nothing.png", images + "text.png", images + "qr.png"});
  BOOST_TEST(ran.code == 1);
  std::istringstream in(ran.out);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  BOOST_REQUIRE(lines.size() == 4u);
  BOOST_TEST(lines[0]["file"] == images + "ean13.png");
  BOOST_TEST(lines[0]["codes"][0]["symbology"] == "EAN13");
  BOOST_TEST(lines[0]["codes"][0]["text"] == "6901234567892");
  BOOST_TEST(lines[0]["width"].get<int>() > 100);
  BOOST_TEST(lines[0]["ms"].get<double>() > 0);
  const auto corners = lines[0]["codes"][0]["corners"];
  BOOST_REQUIRE(corners.size() == 4u);
  BOOST_TEST(corners[1][0].get<double>() > corners[0][0].get<double>() + 90);
  BOOST_TEST(lines[0]["codes"][0]["evidence"]["stage"] == "fast");
  BOOST_TEST(lines[0]["codes"][0]["evidence"]["margin"].get<double>() > 6);
  BOOST_TEST(lines[1]["codes"].empty());
  BOOST_TEST(lines[2]["error"]["name"] == "picture-not-a-picture");
  BOOST_TEST(ran.err.find(lines[2]["error"]["text"].get<std::string>()) != std::string::npos);
  BOOST_TEST(lines[3]["codes"][0]["text"] == "two\nlines\tand a tab");
}

BOOST_AUTO_TEST_CASE(explained_on_standard_error_why_a_text_is_a_code_or_is_none) {
  const auto plain = scan({images + "ean13.png", images + "upce-number-system-1.png"});
  const auto ran =
      scan({"--explain", images + "ean13.png", images + "upce-number-system-1.png", images + "nothing.png"});
  BOOST_TEST(ran.out == plain.out);
  BOOST_TEST(ran.code == 0);
  for (const auto* part :
       {"EAN13 6901234567892: accepted", "ZXing's quick look at the whole picture: one sighting",
        "number system 1", "nobody saw a code", " ms  our own reader where there are bars"})
    BOOST_TEST(ran.err.find(part) != std::string::npos, part << " is not in: " << ran.err);
}

BOOST_AUTO_TEST_CASE(an_option_that_there_is_none_is_told_and_two_dashes_end_the_options) {
  const auto ran = scan({"--jsn", images + "ean13.png"});
  BOOST_TEST(ran.code == 1);
  BOOST_TEST(ran.out == "");
  BOOST_TEST(ran.err.find("there is no option --jsn") != std::string::npos);
  const auto dashes = scan({"--", "--json"});
  BOOST_TEST(dashes.err.find("--json: No such file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_bench_counts_for_each_reader_and_says_which_one_is_not_there) {
  Folder folder;
  for (const auto* file : {"ean13.png", "nothing.png", "one-pixel.png"})
    fs::copy_file(images + file, folder.path + "/" + file);
  const std::string list = folder.path + "/list.tsv";
  std::ofstream(list) << "file\tformat\texpected\talso_valid\n"
                      << "ean13.png\tEAN13\t6901234567892\t\n"
                      << "nothing.png\tNONE\t\t\none-pixel.png\tNONE\t\t\n";
  const auto ran = scan({"bench", list});
  BOOST_TEST(ran.code == 0, ran.err);
  for (const auto* part : {"| ours ", "| zbar ", "| zxing ", "| opencv ", "EAN13 "})
    BOOST_TEST(ran.out.find(part) != std::string::npos, part << " is not in: " << ran.out);
  std::istringstream in(ran.out);
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("EAN13")) BOOST_TEST(line.find("|   100.0%    1     0    0") != line.npos, line);
    if (line.starts_with("NONE")) BOOST_TEST(line.find("|     0.0%    0     0    0") != line.npos, line);
    rows += line.starts_with("EAN13") || line.starts_with("NONE");
  }
  BOOST_TEST(rows == 2);
  BOOST_TEST(scan({"bench"}).code == 1);
  BOOST_TEST(scan({"bench", "/nonexistent"}).err.find("The list cannot be read") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_bench_takes_no_option_for_its_list) {
  struct {
    std::vector<std::string> words;
    const char* says;
  } const rows[] = {
      {{"bench", "--jsn"}, "there is no option --jsn"},
      {{"bench", "list", "--jsn"}, "there is no option --jsn"},
      {{"bench", "list", "--only"}, "--only wants a part of a file's name"},
      {{"bench", "--only"}, "--only wants a part of a file's name"},
      {{"bench", "--only", "x"}, "bench wants a list of pictures"},
      {{"bench", "list", "another"}, "bench wants one list, not also another"},
  };
  for (const auto& row : rows) {
    const auto ran = scan(row.words);
    BOOST_TEST(ran.code == 1, row.says);
    BOOST_TEST(ran.out == "");
    BOOST_TEST(ran.err.find(std::string("outpost-scan: ") + row.says + "\n") != std::string::npos,
               row.says << " is not in: " << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(called_without_a_file_it_says_how) {
  const auto ran = scan({});
  BOOST_TEST(ran.code == 1);
  BOOST_TEST(ran.err.find("outpost-scan [--json] [--explain] [--] FILE") != std::string::npos);
}
