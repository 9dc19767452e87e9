// Service 01 (and 02) identifiers: which bits mean what. The table is devices/data/pids.tsv; this reads it
// once.
#pragma once

#include "devices/codec/obd_value.hpp"

namespace outpost::dev {

struct PidField {
  std::string_view name, unit, label_en, label_zh;
  enum class Kind { number, signed_number, code, flag, dtc, pids, raw } kind = Kind::number;
  unsigned bit = 0;   ///< first bit, counted from the top bit of the first data byte
  unsigned bits = 0;  ///< 1 to 32
  double scale = 1;
  double offset = 0;
  int needs = -1;          ///< bit of the first data byte that must be 1: the field is supported; -1 = always
  int blocked_by = -1;     ///< bit of the first data byte that must be 0: its value is available; -1 = always
  std::int64_t none = -1;  ///< raw value that means "no value"; -1 = there is none
  std::string_view codes{};  ///< list of pid_codes.tsv that says what the numbers mean; empty = no list
  bool detail = false;       ///< beyond the usual names
};

struct Pid {
  std::uint8_t number = 0;
  std::size_t bytes = 0;  ///< data bytes after the identifier; 0 = not in the table
  std::vector<PidField> fields;
};

/// nullptr when the table has no such identifier. Any thread.
const Pid* find_pid(std::uint8_t number);

/// All fields of one identifier; fields that the car marks as not supported or not used are left out. `data`
/// must have exactly pid.bytes bytes (precondition; callers check it and name the error).
std::vector<ObdValue> decode_pid(const Pid& pid, ByteView data);

}  // namespace outpost::dev
