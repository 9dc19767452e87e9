#include "edge/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace outpost::http {
namespace {

constexpr std::size_t max_file_bytes = 8 << 20;  // all assets together are under 1 MiB

struct Type {
  std::string_view ending, media;
};
constexpr std::array types = {
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".json", "application/json"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".jpg", "image/jpeg"},
    Type{".webp", "image/webp"},
    Type{".ico", "image/x-icon"},
    Type{".txt", "text/plain; charset=utf-8"},
    Type{".webmanifest", "application/manifest+json"},
};

Error not_here() { return fail(Code::not_found, "no-such-page", "There is no such page."); }

/// Letters, digits and . _ - in segments that do not begin with a dot: no way out of the folder.
bool is_plain(std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '/' ? i + 1 < path.size() && (path[i + 1] == '.' || path[i + 1] == '/')
                 : !(std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-'))
      return false;
  }
  return path.size() < 200;
}

struct File {
  std::string bytes, etag;
};

Result<File> load(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return not_here();
  struct stat st {};
  File file;
  bool whole =
      fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && static_cast<std::size_t>(st.st_size) <= max_file_bytes;
  if (whole) file.bytes.resize(static_cast<std::size_t>(st.st_size));
  for (std::size_t at = 0; whole && at < file.bytes.size();) {
    const auto n = read(fd, file.bytes.data() + at, file.bytes.size() - at);
    if (n > 0) at += static_cast<std::size_t>(n);
    whole = n > 0;
  }
  close(fd);
  if (!whole) return not_here();
  file.etag = fmt::format("\"{:x}-{:x}-{:x}\"", st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
  return file;
}

std::string media_of(std::string_view path) {
  for (const auto& t : types)
    if (path.ends_with(t.ending)) return std::string(t.media);
  return "application/octet-stream";
}

Result<File> load_best(const std::string& path, bool gzip, bool& packed) {
  if (gzip) {
    if (auto file = load(path + ".gz"); file.ok()) {
      packed = true;
      return file;
    }
  }
  return load(path);
}

}  // namespace

Result<Reply> StaticFiles::get(const Request& request) const {
  if (folder_.empty())
    return fail(Code::not_found, "no-pages",
                "The web pages are not installed; the API under /api/v1 works without them.");
  const std::string path = request.path == "/" ? "/index.html" : request.path;
  if (!is_plain(path)) return not_here();
  bool packed = false;
  auto file = load_best(folder_ + path,
                        request.header("accept-encoding").find("gzip") != std::string_view::npos, packed);
  if (!file.ok() && request.path == "/") return Reply{302, "", "", {{"Location", "/staff.html"}}};
  if (!file.ok()) return file.error();
  Reply reply{200, media_of(path), "", {{"ETag", file->etag}, {"Vary", "Accept-Encoding"}}};
  const bool hashed = path.starts_with("/assets/");
  reply.headers.emplace_back("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
  if (packed) reply.headers.emplace_back("Content-Encoding", "gzip");
  if (request.header("if-none-match") == file->etag) {
    reply.status = 304;
    reply.content_type.clear();
    return reply;
  }
  reply.body = std::move(file->bytes);
  return reply;
}

std::string find_ui_folder(const std::string& configured) {
  std::error_code ec;
  if (!configured.empty()) return std::filesystem::is_directory(configured, ec) ? configured : "";
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ec);
  for (const auto& dir : {std::filesystem::path("/usr/share/outpost/ui"), program.parent_path() / "ui",
                          program.parent_path().parent_path() / "ui"})
    if (std::filesystem::is_directory(dir, ec)) return dir.string();
  return "";
}

}  // namespace outpost::http
