// Writes JSON text straight into one string. The shapes of every answer go through it, so it builds no tree.
#pragma once

#include "edge/base/id.hpp"
#include "edge/base/money.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace outpost::app {

class JsonOut {
public:
  JsonOut& open(char bracket);          ///< '{' or '['
  JsonOut& close(char bracket);         ///< '}' or ']'
  JsonOut& key(std::string_view name);  ///< a plain ASCII name

  JsonOut& value(std::string_view text);
  JsonOut& value(const char* text) { return value(std::string_view(text)); }
  JsonOut& value(const std::string& text) { return value(std::string_view(text)); }
  JsonOut& value(std::int64_t number);
  JsonOut& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonOut& value(bool flag);
  JsonOut& value(Fen amount) { return value(amount.v); }
  JsonOut& value(const Id& id) { return raw_text(id.text()); }
  JsonOut& null();
  /// JSON that is already written.
  JsonOut& json(std::string_view text);
  /// Text that needs no escapes: ids, times, words of tables.
  JsonOut& raw_text(std::string_view text);

  template <class T> JsonOut& field(std::string_view name, const T& v) { return key(name).value(v); }
  template <class T> JsonOut& field(std::string_view name, const std::optional<T>& v) {
    key(name);
    return v ? value(*v) : null();
  }
  JsonOut& word(std::string_view name, std::string_view text) { return key(name).raw_text(text); }

  std::string take() { return std::move(out_); }

private:
  void comma();
  std::string out_;
  bool fresh_ = true;  // nothing to separate from
};

}  // namespace outpost::app
