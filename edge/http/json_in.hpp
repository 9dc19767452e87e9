// Reading what a client sent: bounded, strict about types, and silent about fields it does not know (fields
// are only ever added).
#pragma once

#include "edge/base/id.hpp"
#include "edge/base/money.hpp"
#include "edge/base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace outpost::http {

inline constexpr int max_json_depth = 32;  ///< deeper than any body of ours; bounds the parser's stack

/// A JSON object that a client sent.
class JsonIn {
public:
  /// Errors: `bad-json` (broken, not UTF-8, a name twice), `json-too-deep`, `not-an-object`. Empty text is
  /// {}.
  static Result<JsonIn> parse(std::string_view text);
  JsonIn(JsonIn&&) noexcept;
  JsonIn& operator=(JsonIn&&) noexcept;
  ~JsonIn();

  bool has(std::string_view key) const;  ///< there and not null
  /// Errors of all below: `missing-field`, `bad-field` naming the field.
  Result<std::string> text(std::string_view key, std::size_t least, std::size_t most) const;
  Result<std::optional<std::string>> opt_text(std::string_view key, std::size_t least,
                                              std::size_t most) const;
  /// A whole number: 1.0, "1" and 2^63 are refused, so that no rounding can hide in money.
  Result<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most) const;
  Result<std::optional<std::int64_t>> opt_number(std::string_view key, std::int64_t least,
                                                 std::int64_t most) const;
  Result<Id> id(std::string_view key) const;
  /// false when absent.
  Result<bool> flag(std::string_view key) const;
  /// The object as JSON text without the named field.
  std::string dump_without(std::string_view key) const;
  std::string dump() const;

private:
  struct Impl;
  explicit JsonIn(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::http
