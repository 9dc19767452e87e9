#include "devices/data/data.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view data_file(std::string_view name) {
  const auto& all = data_files();
  const auto i = std::find_if(all.begin(), all.end(), [&](const DataFile& f) { return f.name == name; });
  return i == all.end() ? std::string_view() : i->text;
}

std::vector<std::vector<std::string_view>> table_rows(std::string_view text) {
  std::vector<std::vector<std::string_view>> rows;
  bool header = true;
  for (const auto line : split(text, '\n')) {
    if (line.empty()) continue;
    if (!header) rows.push_back(split(line, '\t'));
    header = false;
  }
  return rows;
}

}  // namespace outpost::dev
