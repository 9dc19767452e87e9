// The dependency rule: which folder may include which. A row is a folder and what it may see besides itself;
// the rows are the picture of the tree, and an #include against them fails here. Programs (main.cpp, tools/)
// may see any library; no library may see a program; tests may see everything.
#include "tests/tidy/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string_view>

using namespace outpost::tidy;

namespace {

struct Row {
  std::string_view folder;
  std::vector<std::string_view> sees;
};

const std::vector<Row>& rule() {
  static const std::vector<Row> rows = {
      // edge: main -> http, links -> app -> core, store -> contract -> base
      {"edge/base/sqlite", {"edge/base/*"}},
      {"edge/base/config", {"edge/base/*"}},
      {"edge/base/log", {"edge/base/*"}},
      {"edge/base", {}},
      {"edge/contract", {"edge/base/*"}},
      {"edge/data", {"edge/base/*", "edge/contract"}},
      {"edge/core", {"edge/base/*", "edge/contract", "edge/data"}},  // no SQL, no log, no settings file
      {"edge/store", {"edge/base", "edge/contract", "edge/data"}},
      {"edge/app", {"edge/core", "edge/store", "edge/base", "edge/contract", "edge/data"}},
      {"edge/http", {"edge/app", "edge/core", "edge/store", "edge/base", "edge/contract", "edge/data"}},
      {"edge/links", {"edge/app", "edge/core", "edge/store", "edge/base", "edge/contract", "edge/data"}},
      // devices: host -> drivers -> codec, transport, vision; sim -> codec
      {"devices/codec", {"edge/base/*", "edge/contract", "devices/data"}},
      {"devices/data", {"edge/base/*", "devices/codec"}},
      {"devices/transport", {"edge/base/*", "edge/base/log"}},
      {"devices/vision", {"edge/base/*", "edge/base/log"}},
      {"devices/sim", {"edge/base/*", "devices/codec", "devices/transport", "devices/data"}},
      {"devices/drivers",
       {"edge/base/*", "edge/contract", "devices/codec", "devices/transport", "devices/vision",
        "devices/data"}},
      {"devices/host",
       {"edge/base/*", "edge/base/log", "edge/base/config", "edge/contract", "devices/drivers",
        "devices/codec", "devices/transport", "devices/vision", "devices/sim", "devices/data"}},
      // sync: agent, hq -> session
      {"sync/session", {"edge/base/*", "edge/contract"}},
      {"sync/agent", {"edge/base/*", "edge/base/log", "edge/base/config", "edge/contract", "sync/session"}},
      {"sync/hq", {"edge/base", "edge/contract", "sync/session"}},
  };
  return rows;
}

bool below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

/// The row of the innermost folder that holds `path`; nullptr outside the rule.
const Row* row_of(std::string_view path) {
  const Row* best = nullptr;
  for (const auto& r : rule())
    if (below(path, r.folder) && (!best || r.folder.size() > best->folder.size())) best = &r;
  return best;
}

/// main.cpp, tools/, and what lies directly in edge/: the composition of outpost-edge.
bool is_program(std::string_view path) {
  if (path.starts_with("edge/") && path.find('/', 5) == path.npos) return true;
  const auto name = path.substr(path.rfind('/') + 1);
  return name.ends_with("main.cpp") || path.find("/tools/") != path.npos;
}

/// "edge/base/*" means the files of that folder alone, not of the folders in it.
bool matches(std::string_view included, std::string_view pattern) {
  if (!pattern.ends_with("/*")) return below(included, pattern);
  pattern.remove_suffix(2);
  return below(included, pattern) && included.find('/', pattern.size() + 1) == included.npos;
}

bool allowed(std::string_view from, std::string_view included) {
  if (from.starts_with("tests/") || is_program(from)) return true;
  if (is_program(included) || included.starts_with("tests/")) return false;
  const Row* row = row_of(from);
  if (!row) return false;
  if (below(included, row->folder)) return true;
  return std::any_of(row->sees.begin(), row->sees.end(), [&](auto p) { return matches(included, p); });
}

/// The path inside #include "..." from the root; "" for anything else.
std::string included_path(const std::string& line) {
  const auto hash = line.find_first_not_of(' ');
  if (hash == line.npos || line[hash] != '#') return {};
  const auto open = line.find('"');
  if (line.find("include") == line.npos || open == line.npos) return {};
  return line.substr(open + 1, line.find('"', open + 1) - open - 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(arrows_point_one_way) {
  int seen = 0;
  for (const auto& file : files()) {
    if (!is_cpp(file)) continue;
    for (const auto& line : lines(file)) {
      const auto path = included_path(line);
      if (path.empty()) continue;
      ++seen;
      BOOST_TEST(path.find('/') != path.npos,
                 file << " includes \"" << path << "\": write paths from the root");
      BOOST_TEST(allowed(file, path), file << " may not include " << path);
    }
  }
  BOOST_TEST(seen > 50);
}

BOOST_AUTO_TEST_CASE(the_rule_itself_can_say_no) {
  for (const auto& [from, to] : {std::pair{"edge/core/x.cpp", "edge/store/y.hpp"},
                                 {"edge/core/x.cpp", "edge/base/sqlite/db.hpp"},
                                 {"edge/store/x.cpp", "edge/app/y.hpp"},
                                 {"edge/app/x.cpp", "edge/http/y.hpp"},
                                 {"edge/base/x.cpp", "edge/contract/ipc/message.hpp"},
                                 {"edge/app/x.cpp", "sync/session/y.hpp"},
                                 {"devices/drivers/x.cpp", "edge/app/y.hpp"},
                                 {"devices/codec/x.cpp", "devices/transport/y.hpp"},
                                 {"sync/session/x.cpp", "edge/base/sqlite/db.hpp"},
                                 {"sync/session/x.cpp", "sync/hq/y.hpp"},
                                 {"edge/links/x.cpp", "edge/tools/y.hpp"}})
    BOOST_TEST(!allowed(from, to), from << " -> " << to);
  for (const auto& [from, to] : {std::pair{"edge/app/x.cpp", "edge/core/y.hpp"},
                                 {"edge/main.cpp", "edge/links/y.hpp"},
                                 {"devices/host/main.cpp", "devices/sim/y.hpp"},
                                 {"sync/hq/x.cpp", "edge/base/sqlite/db.hpp"}})
    BOOST_TEST(allowed(from, to), from << " -> " << to);
}
