#include "tests/tidy/repository.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace outpost::tidy {
namespace {

namespace fs = std::filesystem;
const std::string root = OUTPOST_SOURCE_DIR;

std::vector<std::string> tracked() {
  std::vector<std::string> out;
  FILE* p = popen(("git -c safe.directory=* -C '" + root + "' ls-files -z 2>/dev/null").c_str(), "r");
  if (!p) return out;
  std::string name;
  for (int c; (c = fgetc(p)) != EOF;) {
    if (c)
      name += static_cast<char>(c);
    else
      out.push_back(std::exchange(name, {}));
  }
  pclose(p);
  std::erase_if(out, [](const std::string& f) { return !fs::exists(fs::path(root) / f); });
  return out;
}

std::vector<std::string> walked() {
  std::vector<std::string> out;
  for (auto i = fs::recursive_directory_iterator(root); i != fs::recursive_directory_iterator(); ++i) {
    const std::string name = i->path().filename();
    if (i->is_directory() &&
        (name == "build" || name == "dist" || name == "node_modules" || name.starts_with(".")))
      i.disable_recursion_pending();
    else if (i->is_regular_file())
      out.push_back(fs::relative(i->path(), root).generic_string());
  }
  return out;
}

}  // namespace

const std::vector<std::string>& files() {
  static const std::vector<std::string> all = [] {
    auto found = tracked();
    return found.empty() ? walked() : found;
  }();
  return all;
}

std::string read(const std::string& path) {
  std::ifstream in(fs::path(root) / path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> lines(const std::string& path) {
  std::istringstream in(read(path));
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool is_cpp(const std::string& path) { return path.ends_with(".cpp") || path.ends_with(".hpp"); }

}  // namespace outpost::tidy
