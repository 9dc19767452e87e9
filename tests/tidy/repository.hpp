// The repository's own files, for tests that read them.
#pragma once

#include <string>
#include <vector>

namespace outpost::tidy {

/// Paths below the root, with '/', of every file that git tracks; of every file outside build/, node_modules/
/// and dot folders where there is no git (an unpacked archive).
const std::vector<std::string>& files();
std::string read(const std::string& path);
std::vector<std::string> lines(const std::string& path);
bool is_cpp(const std::string& path);

}  // namespace outpost::tidy
