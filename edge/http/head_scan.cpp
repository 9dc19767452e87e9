#include "edge/http/head_scan.hpp"

#include "edge/http/request.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace outpost::http {
namespace {

bool same_name(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == y; });
}

struct Body {
  std::size_t bytes = 0;
  bool not_to_wait_for = false;
};

Body announced(std::string_view head) {
  Body out;
  while (!head.empty()) {
    const auto end = head.find('\n');
    std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view() : head.substr(end + 1);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    if (same_name(name, "content-length"))
      std::from_chars(value.data(), value.data() + value.size(), out.bytes);
    else if (same_name(name, "expect") || same_name(name, "transfer-encoding"))
      out.not_to_wait_for = true;
  }
  return out;
}

}  // namespace

HeadState scan_head(std::string_view bytes, std::size_t small_body) {
  const std::string_view window = bytes.substr(0, max_head_bytes);
  std::size_t end = window.find("\r\n\r\n"), gap = 4;
  if (const auto bare = window.find("\n\n"); bare < end) end = bare, gap = 2;
  if (end == std::string_view::npos)
    return bytes.size() >= max_head_bytes ? HeadState::too_large : HeadState::partial;
  const Body body = announced(window.substr(0, end));
  if (body.not_to_wait_for || body.bytes > small_body) return HeadState::ready;
  return bytes.size() >= end + gap + body.bytes ? HeadState::ready : HeadState::partial;
}

}  // namespace outpost::http
