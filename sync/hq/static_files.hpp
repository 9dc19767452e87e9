// The built web pages.
#pragma once

#include "sync/hq/http_types.hpp"

#include <optional>

namespace outpost::hq {

/// "/" and "/hq.html" are the page, "/assets/..." what it needs. Nothing outside `dir` is ever read: a path
/// with anything but letters, digits, '-', '_', '.' and '/' or with ".." names no file.
std::optional<HttpReply> static_file(const std::string& dir, const std::string& path);

}  // namespace outpost::hq
