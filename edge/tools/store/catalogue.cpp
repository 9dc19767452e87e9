#include "edge/app/import_products.hpp"
#include "edge/base/id.hpp"
#include "edge/tools/store/commands.hpp"

#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace outpost::tool {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds poll_every{250};

/// Progress on standard error: one changing line on a terminal, a line every few seconds in a log.
class Progress {
public:
  void show(std::int64_t rows, bool checking) {
    const auto now = steady_clock::now();
    if (now - last_ < (on_terminal_ ? milliseconds(200) : milliseconds(5'000))) return;
    last_ = now;
    fmt::print(stderr, "{}{} rows {}{}", on_terminal_ ? "\r" : "", rows, checking ? "checked " : "written ",
               on_terminal_ ? "  " : "\n");
    shown_ = true;
  }
  void end() {
    if (on_terminal_ && shown_) fmt::print(stderr, "\n");
  }

private:
  const bool on_terminal_ = isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
  steady_clock::time_point last_ = steady_clock::now();
};

int tell(const std::string& file, const app::ImportResult& r) {
  for (const auto& e : r.errors) fmt::print(stderr, "{}:{}: {}\n", file, e.line, e.text);
  if (r.more_errors > 0) fmt::print(stderr, "and {} more\n", r.more_errors);
  if (!r.errors.empty()) {
    fmt::print(stderr, "outpost-store: nothing was imported, because of the lines above\n");
    return 1;
  }
  fmt::print("imported {} products with {} codes; catalogue version {}\n", r.rows, r.codes,
             r.catalogue_version);
  return 0;
}

app::ImportResult result_of(const json& j) {
  app::ImportResult r;
  r.rows = j.value("rows", std::int64_t{0}), r.codes = j.value("codes", std::int64_t{0});
  r.catalogue_version = j.value("catalogue_version", std::int64_t{0});
  r.more_errors = j.value("more_errors", std::int64_t{0});
  for (const auto& e : j.value("errors", json::array()))
    r.errors.push_back({e.value("line", std::int64_t{0}), e.value("text", "")});
  return r;
}

Result<int> import_through_edge(const Remote& edge, const std::string& file) {
  OUTPOST_TRY(const auto begun, edge.post_csv("/api/v1/imports/products", file));
  const std::string id = json::parse(begun).value("id", "");
  Progress progress;
  for (;;) {
    OUTPOST_TRY(const auto text, edge.get("/api/v1/imports/" + id));
    const json j = json::parse(text);
    if (j.value("state", "") == "running") {
      progress.show(j.value("rows", std::int64_t{0}), j.value("checking", true));
      std::this_thread::sleep_for(poll_every);
      continue;
    }
    progress.end();
    if (j.contains("problem"))
      return fail(Code::refused, "import-failed", j["problem"].value("detail", "The import failed."));
    return tell(file, result_of(j));
  }
}

}  // namespace

Result<int> import_products(const Invocation& call) {
  const std::string& file = call.arguments.words[0];
  std::ifstream csv(file, std::ios::binary);
  if (!csv) return fail(Code::not_found, "no-such-file", file + " cannot be read.");
  OUTPOST_TRY(auto box, open_box(call, false));
  if (box.remote) return import_through_edge(*box.remote, file);
  Progress progress;
  const auto result = app::import_products(
      box.local->writer, csv, [&](const app::ImportProgress& p) { progress.show(p.rows_done, p.checking); });
  progress.end();
  if (!result.ok()) return result.error();
  return tell(file, *result);
}

}  // namespace outpost::tool
