#include "devices/codec/dtc_words.hpp"

#include "devices/data/data.hpp"

namespace outpost::dev {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool ends_plain(const std::string& s) { return !s.empty() && (is_digit(s.back()) || is_capital(s.back())); }
bool begins_plain(const std::string& s) { return !s.empty() && (is_digit(s[0]) || is_capital(s[0])); }

/// Cuts the piece before `at` off `rest`.
std::string_view next(std::string_view& rest, char at) {
  const auto end = rest.find(at);
  const auto piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return piece;
}

std::string filled(std::string_view text, const std::string& with) {
  std::string out(text);
  if (const auto at = out.find("{}"); at != std::string::npos) out.replace(at, 2, with);
  return out;
}

WordPair unknown(std::string_view key) { return {"?" + std::string(key), "?" + std::string(key)}; }

/// "b2", "b2s1", "b1u2", "b1k1".
WordPair bank(std::string_view s) {
  if ((s.size() != 2 && s.size() != 4) || s[0] != 'b' || !is_digit(s[1])) return unknown(s);
  WordPair out{std::string("bank ") + s[1], std::string(1, s[1]) + "列"};
  if (s.size() == 2) return out;
  const char kind = s[2];
  if (!is_digit(s[3]) || (kind != 's' && kind != 'u' && kind != 'k')) return unknown(s);
  out.en += kind == 's' ? ", sensor " : kind == 'u' ? ", unit " : ", catalyst ";
  out.en += s[3];
  out.zh += s[3];
  out.zh += kind == 's' ? "号传感器" : kind == 'u' ? "号单元" : "号催化器";
  return out;
}

WordPair place_words(std::string_view place) {
  if (place.empty() || place == "-") return {};
  WordPair out;
  while (!place.empty()) {
    auto item = next(place, ',');
    if (!out.en.empty()) out.en += ", ", out.zh += "，";
    if (item == "cold") {
      out.en += "during cold start", out.zh += "冷起动时";
      continue;
    }
    for (bool first = true; !item.empty(); first = false) {
      const auto words = bank(next(item, '/'));
      out.en += (first ? "" : " / ") + words.en;
      out.zh += (first ? "" : "／") + words.zh;
    }
  }
  return {" (" + out.en + ")", "（" + out.zh + "）"};
}

void capitalise(std::string& s) {
  if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
}

}  // namespace

DtcWords::DtcWords(std::string_view parts, std::string_view faults)
    : parts_(read(parts)), faults_(read(faults)) {}

DtcWords::Table DtcWords::read(std::string_view text) {
  Table out;
  for (const auto& row : table_rows(text))
    if (row.size() == 3) out.emplace(row[0], Entry{row[1], row[2]});
  return out;
}

WordPair DtcWords::part(std::string_view token) const {
  if (const auto i = parts_.find(token); i != parts_.end())
    return {std::string(i->second.en), std::string(i->second.zh)};
  const auto tail = [&](std::size_t from) { return std::string(token.substr(from)); };
  if (token.size() > 1 && token[0] == 'c' && is_digit(token[1]))
    return {"cylinder " + tail(1), tail(1) + "缸"};
  if (token.size() > 2 && token.starts_with("ph") && is_capital(token[2]))
    return {"phase " + tail(2), tail(2) + "相"};
  if (!token.empty() && (is_digit(token[0]) || is_capital(token[0]))) return {tail(0), tail(0)};
  return unknown(token);
}

WordPair DtcWords::compose(std::string_view parts, std::string_view place, std::string_view fault) const {
  WordPair subject;
  if (parts == "-") parts = {};
  while (!parts.empty()) {
    const auto words = part(next(parts, ' '));
    if (!subject.en.empty()) subject.en += ' ';
    subject.en += words.en;
    // Chinese compounds are in the same order and need no blanks, but "motor A" and "phase U" must not run
    // together.
    if (ends_plain(subject.zh) && begins_plain(words.zh)) subject.zh += "的";
    subject.zh += words.zh;
  }
  const auto where = place_words(place);
  const auto found = faults_.find(fault);
  if (found == faults_.end()) return unknown(fault);
  WordPair out{filled(found->second.en, subject.en + where.en),
               filled(found->second.zh, subject.zh + where.zh)};
  capitalise(out.en);
  return out;
}

}  // namespace outpost::dev
