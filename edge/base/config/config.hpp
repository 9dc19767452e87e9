// /etc/outpost/outpost.ini: sections [edge] [sync] [hq] [provider] and one [unit.NAME] a port. One table
// (schema.cpp) names every key of every program; a key that is not in it stops the start with file and line,
// because a misspelt limit that is silently ignored is found on the worst day.
#pragma once

#include "edge/base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::config {

/// One row of the key table. `section` is "edge", "sync", "hq", "provider" or "unit" (for every [unit.NAME]).
struct Key {
  std::string_view section;
  std::string_view name;
  std::string_view fallback;  ///< used when the file is silent; "" with `required` means there is none
  bool required;
  std::string_view meaning;  ///< one line for the README and for `--help`
};

/// All keys of all programs (schema.cpp).
const std::vector<Key>& keys();

class Section {
public:
  Section(std::string file, std::string name, std::map<std::string, std::string, std::less<>> values)
      : file_(std::move(file)), name_(std::move(name)), values_(std::move(values)) {}

  const std::string& name() const { return name_; }
  /// The value of a key that the table knows: the file's, else the table's fallback.
  std::string text(std::string_view key) const;
  bool has(std::string_view key) const { return values_.contains(key); }
  /// A whole number within [least, most]; error `bad-setting` names file, section and key.
  Result<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most) const;
  /// "1 true yes on" or "0 false no off"; error `bad-setting`.
  Result<bool> flag(std::string_view key) const;

private:
  std::string file_, name_;
  std::map<std::string, std::string, std::less<>> values_;
};

class Config {
public:
  /// Reads and checks a file. Errors: `no-such-file`, `bad-config` (syntax, unknown section or key, missing
  /// key; with file and line in the text).
  static Result<Config> load(const std::string& path);
  /// The same from text; `path` is only named in errors.
  static Result<Config> parse(std::string_view text, const std::string& path);

  /// [edge], [sync], [hq], [provider]; all fallbacks when the file has no such section.
  Section section(std::string_view name) const;
  /// [unit.NAME] in the order of the file.
  const std::vector<Section>& units() const { return units_; }
  Result<Section> unit(std::string_view name) const;

private:
  std::string path_;
  std::map<std::string, Section, std::less<>> sections_;
  std::vector<Section> units_;
};

}  // namespace outpost::config
