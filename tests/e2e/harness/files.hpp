// Folders, files and ports of a test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outpost::e2e {

/// A new folder under $TMPDIR, short enough for sockets; removed with everything in it unless it is kept.
class Folder {
public:
  explicit Folder(const std::string& name);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  void keep() { kept_ = true; }

private:
  std::string path_;
  bool kept_ = false;
};

/// Throw std::runtime_error.
std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view text);
void copy_file(const std::string& from, const std::string& to);

/// A port that nobody listens on, below the range from which the kernel takes ports of outgoing connections:
/// a client that calls a program that is just dead must not be given that program's port as its own.
std::uint16_t free_port();

/// The folder of the programs under test: $OUTPOST_BIN_DIR, else `bin` of the build.
std::string program_path(std::string_view name);
/// The folder of sample data: $OUTPOST_DATA, else shared/data beside the checkout; "" when it is not there.
std::string data_folder();
/// True when the long sizes are wanted: OUTPOST_FULL=1.
bool full_size();

}  // namespace outpost::e2e
