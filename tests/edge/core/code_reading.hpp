// Codes as a store with templates reads them on 15 June 2026.
#pragma once

#include "edge/base/gtin.hpp"
#include "edge/core/code_content.hpp"

#include <string>

namespace outpost::core {

inline const std::string gs = "\x1D";  // FNC1 between fields

inline CodeRules rules() {
  CodeRules r;
  r.in_store = *in_store_masks("21:PPPPPWWWWW, 22:PPPPPVVVVV, 23:PPPPPCVVVV, 24:PPPPPPPPPP, 02:PPPPPCVVVV");
  r.today = 20260615;
  return r;
}

inline CodeContent read(const std::string& text, const std::string& symbology = "") {
  return code_content(text, symbology, rules());
}

template <class T> const T* as(const CodeContent& c) { return std::get_if<T>(&c.meaning); }

inline std::string with_check(const std::string& digits) { return digits + gs1_check_digit(digits); }

}  // namespace outpost::core
