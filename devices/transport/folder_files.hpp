// Looking into a folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace outpost::dev {

/// The names in `dir` that are no folders, sorted, at most 10,000; empty when it cannot be read.
std::vector<std::string> list_files(const std::string& dir);

/// Deletes the files in `dir` that changed longest ago, until `most` are left. Looks only now and then, so a
/// few more may stay for a while.
void keep_newest(const std::string& dir, std::size_t most);

}  // namespace outpost::dev
