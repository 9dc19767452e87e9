#include "edge/http/request.hpp"

#include "edge/base/bytes.hpp"

#include <optional>

namespace outpost::http {
namespace {

constexpr std::size_t max_query_fields = 32;  // more than any route of ours has

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// nullopt when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view s, bool plus_is_blank) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '%') {
      out += plus_is_blank && s[i] == '+' ? ' ' : s[i];
      continue;
    }
    if (i + 2 >= s.size()) return std::nullopt;
    const int high = hex_digit(s[i + 1]), low = hex_digit(s[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string_view found(const Fields& fields, std::string_view name) {
  const auto i = fields.find(name);
  return i == fields.end() ? std::string_view() : std::string_view(i->second);
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

}  // namespace

std::string_view Request::header(std::string_view name) const { return found(headers, name); }
std::string_view Request::query_value(std::string_view name) const { return found(query, name); }

Fields parse_query(std::string_view text) {
  Fields out;
  while (!text.empty() && out.size() < max_query_fields) {
    const auto end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (pair.empty()) continue;
    const auto eq = pair.find('=');
    const std::string_view name = pair.substr(0, eq);
    const std::string_view value = eq == std::string_view::npos ? std::string_view() : pair.substr(eq + 1);
    out.emplace(percent_decoded(name, true).value_or(std::string(name)),
                percent_decoded(value, true).value_or(std::string(value)));
  }
  return out;
}

Result<std::string> decode_path(std::string_view text) {
  auto path = percent_decoded(text, false);
  if (!path || path->empty() || path->front() != '/' || path->find('\0') != std::string::npos ||
      !is_utf8(*path))
    return fail(Code::invalid, "bad-path", "The address of this call cannot be read.");
  return *std::move(path);
}

std::vector<std::string> path_parts(std::string_view text) {
  std::vector<std::string> out;
  while (text.starts_with('/')) {
    text.remove_prefix(1);
    const auto end = text.find('/');
    const auto part = text.substr(0, end);
    out.push_back(percent_decoded(part, false).value_or(std::string(part)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end);
  }
  return out;
}

std::string_view cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(';');
    const std::string_view pair = trimmed(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
    const auto eq = pair.find('=');
    if (eq != std::string_view::npos && pair.substr(0, eq) == name) return pair.substr(eq + 1);
  }
  return {};
}

}  // namespace outpost::http
