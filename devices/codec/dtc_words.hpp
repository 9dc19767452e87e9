// Trouble code texts put together from small tables: parts, failure words and places. A row of codes.tsv
// names what the standard's code stands for; the words are ours, in English and Chinese.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace outpost::dev {

struct WordPair {
  std::string en, zh;
};

/// The glossary: tables with the columns key, en, zh. Read once, then constant; any thread.
class DtcWords {
public:
  /// Both texts must outlive this (the tables of devices/data do).
  DtcWords(std::string_view parts, std::string_view faults);

  /// `parts`: keys divided by blanks, each a key of the parts table or one of: cN (cylinder N), phX (phase
  /// X), and what begins with a capital letter or a digit, which speaks for itself ("A/B", "14"). `place`:
  /// "-" or, divided by commas, bN with sN, uN or kN (bank, its sensor, unit, catalyst; two of them divided
  /// by '/'), and "cold". `fault`: a key of the faults table, whose text has one "{}" for part and place, or
  /// none. A key that the tables do not have comes out as "?key", so that the test that walks all rows finds
  /// it.
  WordPair compose(std::string_view parts, std::string_view place, std::string_view fault) const;

private:
  struct Entry {
    std::string_view en, zh;
  };
  using Table = std::unordered_map<std::string_view, Entry>;

  static Table read(std::string_view text);
  WordPair part(std::string_view token) const;

  Table parts_, faults_;
};

}  // namespace outpost::dev
