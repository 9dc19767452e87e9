#include "edge/core/digital_link.hpp"

#include "edge/base/bytes.hpp"
#include "edge/core/code_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace outpost::core {
namespace {

constexpr std::size_t most_parts = 64;  // of a path or a query; a link has ten

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view at) {
  std::vector<std::string_view> parts;
  while (parts.size() < most_parts) {
    const auto end = text.find_first_of(at);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

/// Nothing for a broken escape: half a number must not pass for a whole one.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte.ok() || byte->size() != 1) return std::nullopt;
    out += static_cast<char>(byte->front());
    i += 2;
  }
  return out;
}

struct Address {
  std::string_view path, query;
};

std::optional<Address> address_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == url.npos) return std::nullopt;
  const auto scheme = lower(url.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  url = url.substr(scheme_end + 3);
  url = url.substr(0, url.find('#'));
  Address out;
  if (const auto mark = url.find('?'); mark != url.npos) {
    out.query = url.substr(mark + 1);
    url = url.substr(0, mark);
  }
  const auto slash = url.find('/');
  if (slash == url.npos || slash == 0) return std::nullopt;  // no path, or no domain
  out.path = url.substr(slash + 1);
  return out;
}

/// A trade item number may be written with 8, 12, 13 or 14 digits; the element has always 14.
std::optional<std::string> fourteen(std::string_view digits) {
  const auto n = digits.size();
  if (!is_digits(digits) || !(n == 8 || n == 12 || n == 13 || n == 14)) return std::nullopt;
  return std::string(14 - n, '0') + std::string(digits);
}

bool is_ai(std::string_view text) { return is_digits(text) && text.size() >= 2 && text.size() <= 4; }

Gs1End take_path(const std::vector<std::string_view>& parts, std::size_t at, int today, Gs1Elements& out) {
  for (; at < parts.size(); at += 2) {
    if (parts[at].empty() && at + 1 == parts.size()) break;  // a slash at the end
    if (at + 1 >= parts.size()) return Gs1End::malformed;
    const auto value = percent_decoded(parts[at + 1]);
    if (!value) return Gs1End::malformed;
    if (const auto end = take_element(out, parts[at], *value, today); end != Gs1End::ok) return end;
  }
  return Gs1End::ok;
}

/// What is no AI in the query is somebody's own business (utm_source) and skipped.
Gs1End take_query(std::string_view query, int today, Gs1Elements& out) {
  for (const auto part : split(query, "&;")) {
    const auto equals = part.find('=');
    if (equals == part.npos || !is_ai(part.substr(0, equals))) continue;
    const auto value = percent_decoded(part.substr(equals + 1));
    if (!value) return Gs1End::malformed;
    const auto end = take_element(out, part.substr(0, equals), *value, today);
    if (end != Gs1End::ok) return end;
  }
  return Gs1End::ok;
}

}  // namespace

bool is_url(std::string_view text) {
  constexpr std::string_view bare[] = {"javascript:", "data:", "mailto:", "tel:", "sms:", "file:", "weixin:"};
  const auto scheme_end = text.find("://");
  if (scheme_end != text.npos && scheme_end > 0 && scheme_end <= 32)
    return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(scheme_end), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
             c == '-' || c == '.';
    });
  const auto start = lower(text.substr(0, 16));
  return std::any_of(std::begin(bare), std::end(bare), [&](auto b) { return start.starts_with(b); });
}

std::optional<Gs1End> parse_digital_link(std::string_view url, int today, Gs1Elements& out) {
  const auto address = address_of(url);
  if (!address) return std::nullopt;
  const auto parts = split(address->path, "/");
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] != "01") continue;
    const auto value = percent_decoded(parts[i + 1]);
    const auto number = value ? fourteen(*value) : std::nullopt;
    if (!number) continue;  // a date in the path of a blog, not a number
    if (const auto end = take_element(out, "01", *number, today); end != Gs1End::ok) return end;
    if (const auto end = take_path(parts, i + 2, today, out); end != Gs1End::ok) return end;
    return take_query(address->query, today, out);
  }
  return std::nullopt;
}

}  // namespace outpost::core
