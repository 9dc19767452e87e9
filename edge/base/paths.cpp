#include "edge/base/paths.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace outpost {
namespace {

constexpr std::size_t max_socket_path = 90;  // sun_path is 108 bytes; ZeroMQ and a temporary suffix need some
constexpr std::size_t max_secret_bytes = 64 << 10;

Error folder_error(const std::string& dir, int error) {
  return fail(Code::io, "bad-folder", fmt::format("{}: {}", dir, std::strerror(error)));
}

/// FNV-1a: both ends compute it from the same path; it hides nothing and need not resist anybody.
std::uint64_t path_hash(std::string_view s) {
  std::uint64_t h = 0xcbf29ce484222325u;
  for (const char c : s) h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001b3u;
  return h;
}

Result<void> owned_by_us(const std::string& dir) {
  struct stat st {};
  if (lstat(dir.c_str(), &st) != 0) return folder_error(dir, errno);
  if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
    return fail(Code::io, "bad-folder", dir + ": belongs to somebody else or is open to others");
  return {};
}

Error write_error(const std::string& path) {
  return fail(Code::io, "cannot-write", fmt::format("{}: {}", path, std::strerror(errno)));
}

bool write_all(int fd, std::string_view s) {
  while (!s.empty()) {
    const auto n = ::write(fd, s.data(), s.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    s.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<void> make_folder(const std::string& dir, unsigned mode) {
  std::error_code ec;
  const std::filesystem::path path(dir);
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ec);
  if (mkdir(dir.c_str(), mode) == 0 || (errno == EEXIST && std::filesystem::is_directory(path, ec)))
    return {};
  return folder_error(dir, errno);
}

Result<std::string> ipc_endpoint(const std::string& data_dir, std::string_view name) {
  const std::string absolute = std::filesystem::absolute(data_dir).lexically_normal().string();
  const std::string run = absolute + "/run";
  const std::string path = fmt::format("{}/{}/edge.sock", run, name);
  if (path.size() <= max_socket_path) {
    OUTPOST_CHECK(make_folder(run, 0755));
    OUTPOST_CHECK(make_folder(run + "/" + std::string(name), 0770));
    return "ipc://" + path;
  }
  const std::string dir = fmt::format("/tmp/outpost-{}-{:016x}", geteuid(), path_hash(absolute));
  OUTPOST_CHECK(make_folder(dir, 0700));
  OUTPOST_CHECK(owned_by_us(dir));
  return fmt::format("ipc://{}/{}.sock", dir, name);
}

Result<void> open_to_group(const std::string& endpoint) {
  const std::string path = endpoint.substr(std::string_view("ipc://").size());
  if (chmod(path.c_str(), 0660) != 0)
    return fail(Code::io, "ipc-socket",
                fmt::format("The rights of the socket {} cannot be set: {}.", path, std::strerror(errno)));
  return {};
}

Result<std::string> read_secret(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::not_found, "no-such-file", path + ": cannot be read");
  std::string text(max_secret_bytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

namespace {

/// `text` and a line end in a new file beside `path`, synced. The name is this process's own.
Result<std::string> write_beside(const std::string& path, std::string_view text) {
  const std::string temporary = fmt::format("{}.new.{}", path, getpid());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return write_error(temporary);
  const bool written = write_all(fd, text) && write_all(fd, "\n") && fsync(fd) == 0;
  if (close(fd) != 0 || !written) return write_error(temporary);
  return temporary;
}

void sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int dir = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir < 0) return;
  fsync(dir);
  close(dir);
}

}  // namespace

Result<void> write_secret(const std::string& path, std::string_view text) {
  OUTPOST_TRY(const auto temporary, write_beside(path, text));
  if (rename(temporary.c_str(), path.c_str()) != 0) return write_error(path);
  sync_folder_of(path);
  return {};
}

Result<std::string> keep_secret(const std::string& path, std::string_view text) {
  if (auto there = read_secret(path); there.ok()) return there;
  OUTPOST_TRY(const auto temporary, write_beside(path, text));
  const bool mine = link(temporary.c_str(), path.c_str()) == 0;  // unlike rename, never replaces another's
  const int error = errno;
  unlink(temporary.c_str());
  if (!mine && error != EEXIST) {
    errno = error;
    return write_error(path);
  }
  sync_folder_of(path);
  return read_secret(path);
}

}  // namespace outpost
