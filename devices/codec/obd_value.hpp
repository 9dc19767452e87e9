// One thing that a car said, checked and with its unit.
#pragma once

#include "edge/base/bytes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace outpost::dev {

enum class ValueKind {
  number,  ///< `number` in `unit`
  flag,    ///< `number` is 0 or 1
  code,    ///< `number` is an enumeration whose text is a matter of language
  text,    ///< `text`
  list,    ///< `list`; empty = the car said "none"
};

struct ObdValue {
  std::string source;  ///< the unit that said it: "7E8"; "" without headers
  std::string key;     ///< identifier of service 01: "0C"; "" elsewhere
  std::string name;    ///< stable: "engine_rpm"
  std::string unit;    ///< "rpm"
  ValueKind kind = ValueKind::number;
  double number = 0;
  std::string text;
  std::vector<std::string> list;
  std::string_view label_en, label_zh;  ///< from a table, of static storage; may be empty
  /// What the number of a `code` (or of a flag whose two states have words) means: "Diesel". From a table, of
  /// static storage; empty when there are no words for it, and then the number itself is all that is known.
  std::string_view text_en, text_zh;
  bool detail = false;  ///< beyond the usual names; tools leave it out unless asked

  bool same_as(const ObdValue& o) const {
    return kind == o.kind && number == o.number && text == o.text && list == o.list;
  }
};

ObdValue number_value(std::string name, std::string unit, double number);
ObdValue flag_value(std::string name, bool flag);
ObdValue code_value(std::string name, int code);
ObdValue text_value(std::string name, std::string text);
ObdValue list_value(std::string name, std::vector<std::string> list = {});

/// The value as a tool prints it: up to ten significant digits, "none" for an empty list.
std::string value_text(const ObdValue& value);

/// "P0301" from its two bytes. "" for 0000, which is no code.
std::string dtc_text_code(std::uint8_t high, std::uint8_t low);

}  // namespace outpost::dev
