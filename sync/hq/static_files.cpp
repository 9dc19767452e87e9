#include "sync/hq/static_files.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace outpost::hq {
namespace {

constexpr std::streamoff max_file_bytes = 16 << 20;

const char* type_of(const std::string& path) {
  static const std::map<std::string, const char*> types = {{".html", "text/html; charset=utf-8"},
                                                           {".js", "text/javascript"},
                                                           {".css", "text/css"},
                                                           {".svg", "image/svg+xml"},
                                                           {".png", "image/png"},
                                                           {".woff2", "font/woff2"},
                                                           {".ico", "image/x-icon"},
                                                           {".json", "application/json"}};
  const auto dot = path.rfind('.');
  const auto found = dot == path.npos ? types.end() : types.find(path.substr(dot));
  return found == types.end() ? "application/octet-stream" : found->second;
}

bool plain(const std::string& path) {
  return path.find("..") == path.npos && std::all_of(path.begin(), path.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '/';
         });
}

}  // namespace

std::optional<HttpReply> static_file(const std::string& dir, const std::string& path) {
  const std::string name = path == "/" ? "/hq.html" : path;
  if (dir.empty() || !plain(name) ||
      (name != "/hq.html" && name != "/favicon.ico" && !name.starts_with("/assets/")))
    return std::nullopt;
  std::ifstream in(dir + name, std::ios::binary | std::ios::ate);
  if (!in) return std::nullopt;
  const auto size = static_cast<std::streamoff>(in.tellg());
  if (size < 0 || size > max_file_bytes) return std::nullopt;
  in.seekg(0);
  HttpReply reply{200, type_of(name), std::string(std::istreambuf_iterator<char>(in), {}), {}};
  // Built assets carry a hash of their content in the name; the page names the newest of them.
  reply.headers["Cache-Control"] =
      name.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  return reply;
}

}  // namespace outpost::hq
