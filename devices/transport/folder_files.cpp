#include "devices/transport/folder_files.hpp"

#include <algorithm>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace outpost::dev {
namespace {

constexpr std::size_t most_names = 10'000;

struct CloseDir {
  void operator()(DIR* d) const { closedir(d); }
};

}  // namespace

std::vector<std::string> list_files(const std::string& dir) {
  std::vector<std::string> out;
  const std::unique_ptr<DIR, CloseDir> d(opendir(dir.c_str()));
  if (!d) return out;
  while (const dirent* e = readdir(d.get())) {
    if (e->d_type == DT_DIR || out.size() >= most_names) continue;
    const std::string name = e->d_name;
    if (name != "." && name != "..") out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void keep_newest(const std::string& dir, std::size_t most) {
  const auto names = list_files(dir);
  if (names.size() <= most + most / 10) return;  // a stat of every file, only now and then
  std::vector<std::pair<std::int64_t, std::string>> by_age;
  for (const auto& name : names) {
    struct stat st {};
    if (::lstat((dir + "/" + name).c_str(), &st) == 0) by_age.emplace_back(st.st_ctim.tv_sec, name);
  }
  std::sort(by_age.begin(), by_age.end());
  for (std::size_t i = 0; i + most < by_age.size(); ++i) ::unlink((dir + "/" + by_age[i].second).c_str());
}

}  // namespace outpost::dev
