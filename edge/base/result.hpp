// What can go wrong in the field is a value. Result<T> is a T or an Error; an Error names itself once for
// machines
// (`name`, the last part of the HTTP problem type) and once for people (`text`, one plain English sentence).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace outpost {

/// The class of a failure: decides the HTTP status and whether a caller may try again.
enum class Code {
  invalid,       ///< the input can never be right (400)
  unauthorized,  ///< nobody known is asking (401)
  denied,        ///< known, but not allowed (403)
  not_found,     ///< (404)
  conflict,      ///< against the present state (409)
  too_large,     ///< over a named limit (413)
  refused,       ///< well formed, against a rule (422)
  busy,          ///< come back later (429)
  internal,      ///< a broken invariant of ours (500)
  unavailable,   ///< a part is away or full; nothing was done (503)
  timeout,       ///< no answer within the bound; what happened is not known
  io,            ///< the operating system or a device refused
  corrupt,       ///< bytes that do not say what they should
  stale,         ///< too old to be used as current
  unsupported,   ///< this build, device or version cannot
};

struct Error {
  Code code = Code::internal;
  std::string name;  ///< stable, lower case with dashes, for example "payment-too-much"
  std::string text;  ///< one sentence for a person
};

inline Error fail(Code code, std::string name, std::string text) {
  return Error{code, std::move(name), std::move(text)};
}

template <class T> class [[nodiscard]] Result {
public:
  Result(T value) : v_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : v_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return v_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(v_); }
  const T& value() const& { return std::get<0>(v_); }
  T&& value() && { return std::get<0>(std::move(v_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& { return std::get<1>(v_); }
  Error&& error() && { return std::get<1>(std::move(v_)); }

private:
  std::variant<T, Error> v_;
};

template <> class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : e_(std::move(error)) {}
  bool ok() const { return !e_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return *e_; }
  Error&& error() && { return std::move(*e_); }

private:
  std::optional<Error> e_;
};

}  // namespace outpost

#define OUTPOST_CONCAT_(a, b) a##b
#define OUTPOST_CONCAT(a, b) OUTPOST_CONCAT_(a, b)
/// OUTPOST_TRY(auto cart, load(id));  leaves the function with the error, else declares cart.
#define OUTPOST_TRY(lhs, expr) OUTPOST_TRY_(OUTPOST_CONCAT(try_result_, __LINE__), lhs, expr)
#define OUTPOST_TRY_(tmp, lhs, expr)                                                                         \
  auto tmp = (expr);                                                                                         \
  if (!tmp.ok()) return std::move(tmp).error();                                                              \
  lhs = std::move(tmp).value()
/// OUTPOST_CHECK(save(cart));  leaves the function with the error of a Result<void>.
#define OUTPOST_CHECK(expr)                                                                                  \
  do {                                                                                                       \
    if (auto check_result_ = (expr); !check_result_.ok()) return std::move(check_result_).error();           \
  } while (false)
