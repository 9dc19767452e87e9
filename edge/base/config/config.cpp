#include "edge/base/config/config.hpp"

#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace outpost::config {
namespace {

constexpr std::size_t max_file_bytes = 1 << 20;  // a configuration, not a catalogue

const Key* find(std::string_view section, std::string_view key) {
  for (const auto& k : keys())
    if (k.section == section && k.name == key) return &k;
  return nullptr;
}

/// "unit.cam1" is checked against the rows of "unit".
std::string_view table_of(std::string_view section) {
  return section.starts_with("unit.") ? "unit" : section;
}

bool known_section(std::string_view section) {
  if (section == "unit") return false;  // a unit needs a name
  if (section.starts_with("unit.") && (section.size() < 6 || section.size() > 5 + 32)) return false;
  return std::any_of(keys().begin(), keys().end(),
                     [&](const Key& k) { return k.section == table_of(section); });
}

Error bad(const std::string& path, int line, const std::string& why) {
  return fail(Code::invalid, "bad-config", path + ":" + std::to_string(line) + ": " + why);
}

struct Raw {
  std::string name;
  int line;
  std::map<std::string, std::string, std::less<>> values;
};

/// Splits text into sections. POCO's own INI reader keeps no line numbers and accepts anything, hence these
/// lines.
Result<std::vector<Raw>> split(std::string_view text, const std::string& path) {
  std::vector<Raw> out;
  std::istringstream in{std::string(text)};
  std::string line;
  for (int n = 1; std::getline(in, line); ++n) {
    Poco::trimInPlace(line);
    if (line.empty() || line[0] == ';' || line[0] == '#') continue;
    if (line.front() == '[') {
      if (line.back() != ']') return bad(path, n, "a section is written [name]");
      const std::string name = Poco::trim(line.substr(1, line.size() - 2));
      if (!known_section(name)) return bad(path, n, "there is no section [" + name + "]");
      for (const auto& s : out)
        if (s.name == name) return bad(path, n, "section [" + name + "] is there twice");
      out.push_back({name, n, {}});
      continue;
    }
    const auto eq = line.find('=');
    if (eq == std::string::npos) return bad(path, n, "a setting is written key = value");
    if (out.empty()) return bad(path, n, "a setting stands before the first [section]");
    const std::string key = Poco::trim(line.substr(0, eq)), value = Poco::trim(line.substr(eq + 1));
    if (!find(table_of(out.back().name), key))
      return bad(path, n, "[" + out.back().name + "] has no setting \"" + key + "\"");
    if (!out.back().values.emplace(key, value).second) return bad(path, n, "\"" + key + "\" is set twice");
  }
  return out;
}

}  // namespace

std::string Section::text(std::string_view key) const {
  if (const auto v = values_.find(key); v != values_.end()) return v->second;
  const Key* k = find(table_of(name_), key);
  return k ? std::string(k->fallback) : std::string();
}

Result<std::int64_t> Section::number(std::string_view key, std::int64_t least, std::int64_t most) const {
  Poco::Int64 v = 0;
  if (!Poco::NumberParser::tryParse64(text(key), v) || v < least || v > most)
    return fail(Code::invalid, "bad-setting",
                file_ + ": [" + name_ + "] " + std::string(key) + " must be a whole number from " +
                    std::to_string(least) + " to " + std::to_string(most) + ", not \"" + text(key) + "\"");
  return static_cast<std::int64_t>(v);
}

Result<bool> Section::flag(std::string_view key) const {
  const std::string v = Poco::toLower(text(key));
  for (const auto* yes : {"1", "true", "yes", "on"})
    if (v == yes) return true;
  for (const auto* no : {"0", "false", "no", "off"})
    if (v == no) return false;
  return fail(Code::invalid, "bad-setting",
              file_ + ": [" + name_ + "] " + std::string(key) + " must be yes or no, not \"" + text(key) +
                  "\"");
}

Result<Config> Config::load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::not_found, "no-such-file", path + ": cannot be read");
  std::string text(max_file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > max_file_bytes) return bad(path, 1, "a configuration file is at most 1 MiB long");
  return parse(text, path);
}

Result<Config> Config::parse(std::string_view text, const std::string& path) {
  OUTPOST_TRY(auto raw, split(text, path));
  Config out;
  out.path_ = path;
  for (auto& r : raw) {
    for (const auto& k : keys())
      if (k.required && k.section == table_of(r.name) && !r.values.contains(k.name))
        return bad(path, r.line,
                   "[" + r.name + "] needs \"" + std::string(k.name) + "\": " + std::string(k.meaning));
    Section section(path, r.name, std::move(r.values));
    if (r.name.starts_with("unit."))
      out.units_.push_back(section);
    else
      out.sections_.emplace(r.name, section);
  }
  return out;
}

Section Config::section(std::string_view name) const {
  const auto found = sections_.find(name);
  return found != sections_.end() ? found->second : Section(path_, std::string(name), {});
}

Result<Section> Config::unit(std::string_view name) const {
  for (const auto& u : units_)
    if (u.name() == "unit." + std::string(name)) return u;
  return fail(Code::not_found, "no-such-unit",
              path_ + ": there is no section [unit." + std::string(name) + "]");
}

}  // namespace outpost::config
