// outpost-scan: the codes in pictures, and how well they are read. Decoding is done in a worker process, as
// the libraries abort on some pictures.
#include "devices/tools/scan_bench.hpp"
#include "devices/tools/scan_files.hpp"
#include "devices/tools/scan_folds.hpp"
#include "devices/vision/worker_process.hpp"

#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

constexpr const char* usage =
    "outpost-scan [--json] [--explain] [--] FILE...\n"
    "    prints FILE<TAB>SYMBOLOGY<TAB>TEXT for every code in the pictures (PNG, JPEG, WebP)\n"
    "    SYMBOLOGY is EAN13, EAN8, UPCA, UPCE, CODE128, QR or DM; \\n \\r \\t and \\\\ in TEXT are two "
    "characters\n"
    "    a picture without a code prints nothing; what is no picture is told on standard error, the others "
    "are\n"
    "    done all the same, and the exit code is 1\n"
    "    --json      one JSON object a line for each file: file, width, height, codes (symbology, text, "
    "corners,\n"
    "                evidence), ms; or file, error\n"
    "    --explain   on standard error: why each text was accepted or refused, and the time of each stage\n"
    "outpost-scan bench LIST [--explain] [--only PART]\n"
    "    read, wrong and ms for each format, beside ZBar, ZXing and OpenCV, on photographs with known "
    "truth;\n"
    "    then what each pass of the cascade gains and costs\n"
    "outpost-scan folds LIST\n"
    "    are the limits made for these pictures? Five-fold, by product\n";

int wrong_use(const char* what, const char* word) {
  std::fprintf(stderr, "outpost-scan: %s%s\n%s", what, word, usage);
  return 1;
}

template <typename T> int said(const outpost::Result<T>& done, const char* list) {
  if (!done) std::fprintf(stderr, "outpost-scan: %s: %s\n", list, done.error().text.c_str());
  return done ? 0 : 1;
}

int bench(int argc, char** argv) {
  outpost::dev::BenchOptions options;
  for (int i = 2; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--explain")
      options.explain = true;
    else if (arg == "--only") {
      if (++i == argc) return wrong_use("--only wants a part of a file's name", "");
      options.only = argv[i];
    } else if (arg.starts_with("--"))
      return wrong_use("there is no option ", argv[i]);
    else if (!options.list.empty())
      return wrong_use("bench wants one list, not also ", argv[i]);
    else
      options.list = arg;
  }
  if (options.list.empty()) return wrong_use("bench wants a list of pictures", "");
  return said(outpost::dev::scan_bench(options), options.list.c_str());
}

int files(int argc, char** argv) {
  outpost::dev::ScanOptions options;
  bool words = true;  // until "--"
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (words && arg == "--")
      words = false;
    else if (words && arg == "--json")
      options.json = true;
    else if (words && arg == "--explain")
      options.explain = true;
    else if (words && arg.starts_with("--"))
      return wrong_use("there is no option ", argv[i]);
    else
      options.files.emplace_back(arg);
  }
  if (options.files.empty()) return wrong_use("no picture was named", "");
  return outpost::dev::scan_files(options);
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto code = outpost::dev::vision::run_as_worker(argc, argv)) return *code;
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "--help" || first == "-h") {
    std::fputs(usage, stdout);
    return 0;
  }
  if (first == "bench") return bench(argc, argv);
  if (first == "folds" && argc == 3) return said(outpost::dev::scan_folds(argv[2]), argv[2]);
  return files(argc, argv);
}
