// outpost-scan FILE...: the codes in picture files, read by the decoding worker as a camera's still pictures
// are.
#pragma once

#include <string>
#include <vector>

namespace outpost::dev {

struct ScanOptions {
  std::vector<std::string> files;
  bool json = false;     ///< an object for each file instead of a line for each code
  bool explain = false;  ///< why, on standard error
};

/// Prints what is in the files; the exit code: 1 when one of them is no picture or cannot be read, the others
/// are done all the same. The program that calls this is its own worker (vision/worker_process.hpp).
int scan_files(const ScanOptions& options);

}  // namespace outpost::dev
