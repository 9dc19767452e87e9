#include "edge/http/json_in.hpp"

#include "edge/base/bytes.hpp"

#include <nlohmann/json.hpp>

namespace outpost::http {
namespace {

using nlohmann::json;

Error missing(std::string_view key) {
  return fail(Code::invalid, "missing-field", "The field \"" + std::string(key) + "\" is missing.");
}

Error bad(std::string_view key, const std::string& why) {
  return fail(Code::invalid, "bad-field", "The field \"" + std::string(key) + "\" " + why + ".");
}

/// The nesting of a text without building anything from it: brackets outside strings.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_json_depth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

std::string dumped(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

struct JsonIn::Impl {
  json value;

  const json* find(std::string_view key) const {
    const auto i = value.find(key);
    return i == value.end() || i->is_null() ? nullptr : &*i;
  }
};

JsonIn::JsonIn(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JsonIn::JsonIn(JsonIn&&) noexcept = default;
JsonIn& JsonIn::operator=(JsonIn&&) noexcept = default;
JsonIn::~JsonIn() = default;

Result<JsonIn> JsonIn::parse(std::string_view text) {
  if (text.empty()) text = "{}";
  if (too_deep(text))
    return fail(Code::invalid, "json-too-deep", "The JSON is nested more than 32 levels deep.");
  auto impl = std::make_unique<Impl>();
  impl->value = json::parse(text, nullptr, false);
  if (impl->value.is_discarded()) return fail(Code::invalid, "bad-json", "The body is not well-formed JSON.");
  if (!impl->value.is_object())
    return fail(Code::invalid, "not-an-object", "The body must be a JSON object.");
  return JsonIn(std::move(impl));
}

bool JsonIn::has(std::string_view key) const { return impl_->find(key) != nullptr; }

Result<std::optional<std::string>> JsonIn::opt_text(std::string_view key, std::size_t least,
                                                    std::size_t most) const {
  const json* v = impl_->find(key);
  if (!v) return std::optional<std::string>();
  if (!v->is_string()) return bad(key, "must be text");
  const auto& s = v->get_ref<const std::string&>();
  if (s.size() < least || s.size() > most || s.find('\0') != std::string::npos)
    return bad(key, "must be " + std::to_string(least) + " to " + std::to_string(most) + " bytes long");
  return std::optional<std::string>(s);
}

Result<std::string> JsonIn::text(std::string_view key, std::size_t least, std::size_t most) const {
  OUTPOST_TRY(auto v, opt_text(key, least, most));
  if (!v) return missing(key);
  return *std::move(v);
}

Result<std::optional<std::int64_t>> JsonIn::opt_number(std::string_view key, std::int64_t least,
                                                       std::int64_t most) const {
  const json* v = impl_->find(key);
  if (!v) return std::optional<std::int64_t>();
  const bool too_large = v->is_number_unsigned() && v->get<std::uint64_t>() > INT64_MAX;
  if (!v->is_number_integer() || too_large || v->get<std::int64_t>() < least || v->get<std::int64_t>() > most)
    return bad(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::optional<std::int64_t>(v->get<std::int64_t>());
}

Result<std::int64_t> JsonIn::number(std::string_view key, std::int64_t least, std::int64_t most) const {
  OUTPOST_TRY(const auto v, opt_number(key, least, most));
  if (!v) return missing(key);
  return *v;
}

Result<bool> JsonIn::flag(std::string_view key) const {
  const json* v = impl_->find(key);
  if (!v) return false;
  if (!v->is_boolean()) return bad(key, "must be true or false");
  return v->get<bool>();
}

Result<Id> JsonIn::id(std::string_view key) const {
  OUTPOST_TRY(const auto s, text(key, 32, 36));
  return parse_id(s);
}

std::string JsonIn::dump_without(std::string_view key) const {
  json copy = impl_->value;
  copy.erase(std::string(key));
  return dumped(copy);
}

std::string JsonIn::dump() const { return dumped(impl_->value); }

}  // namespace outpost::http
