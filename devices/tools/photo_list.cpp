#include "devices/tools/photo_list.hpp"

#include "edge/base/gtin.hpp"

#include <fstream>
#include <sstream>

namespace outpost::dev {
namespace {

constexpr std::string_view escape_names = "nrt\\", escape_values = "\n\r\t\\";

std::string unescaped(const std::string& s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto k = s[i] == '\\' && i + 1 < s.size() ? escape_names.find(s[i + 1]) : std::string::npos;
    if (k == std::string::npos)
      out += s[i];
    else
      out += escape_values[k], ++i;
  }
  return out;
}

/// Retail codes as 13 digits, EAN-8 as 8; others without FNC1, brackets and trailing blanks.
std::string normal(const std::string& text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (digits && text.size() == 8)
    if (const auto full = upc_e_to_upc_a(text)) return "0" + *full;
  if (digits && text.size() == 12) return "0" + text;
  std::string out;
  for (const char c : text)
    if (c != '\x1D' && c != '(' && c != ')' && c != '[' && c != ']') out += c;
  while (!out.empty() && (out.back() == ' ' || out.back() == '\n' || out.back() == '\r')) out.pop_back();
  return out;
}

bool same(const std::string& truth, const std::string& text) {
  return text == truth || normal(text) == normal(truth);
}

}  // namespace

Result<std::vector<Photo>> read_photo_list(const std::string& path) {
  std::ifstream in(path);
  if (!in) return fail(Code::not_found, "no-such-file", "The list cannot be read.");
  std::vector<Photo> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    Photo p;
    std::getline(fields, p.file, '\t');
    std::getline(fields, p.format, '\t');
    std::getline(fields, p.expected, '\t');
    std::getline(fields, p.also, '\t');
    p.expected = unescaped(p.expected);
    p.also = unescaped(p.also);
    out.push_back(p);
  }
  return out;
}

bool agrees(const Photo& photo, const vision::FoundCode& code) {
  return photo.format != "NONE" && same(photo.expected, code.text);
}

bool is_wrong(const Photo& photo, const vision::FoundCode& code) {
  if (agrees(photo, code) || photo.also == "*") return false;
  return photo.also.empty() || !same(photo.also, code.text);
}

bool is_retail_format(const std::string& format) {
  return format.starts_with("EAN") || format.starts_with("UPC");
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto k = escape_values.find(c);
    if (k == std::string::npos)
      out += c;
    else
      out += '\\', out += escape_names[k];
  }
  return out;
}

}  // namespace outpost::dev
