#include "edge/contract/sync/json_fields.hpp"

#include "edge/contract/sync/frame.hpp"

#include <algorithm>

namespace outpost::wire {
namespace {

using nlohmann::json;
constexpr int max_depth = 8;  // heads are flat: object, list, object

/// Nesting is counted before parsing, so that a head of a million brackets costs one pass and no memory.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::optional<json> parse_head(std::string_view text) {
  if (text.size() > max_head_bytes || too_deep(text)) return std::nullopt;
  auto parsed = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return std::nullopt;
  return parsed;
}

std::string dump(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

const json* Fields::find(const char* key) const {
  if (!fault_.empty()) return nullptr;
  const auto i = j_.find(key);
  return i == j_.end() ? nullptr : &*i;
}

std::uint64_t Fields::count(const char* key, bool required) {
  const auto* v = find(key);
  if (!v) {
    if (required) blame(key);
    return 0;
  }
  if (!v->is_number_unsigned() || v->get<std::uint64_t>() > INT64_MAX) {
    blame(key);
    return 0;
  }
  return v->get<std::uint64_t>();
}

std::int64_t Fields::number(const char* key) {
  const auto* v = find(key);
  if (!v) return 0;
  if (!v->is_number_integer() || (v->is_number_unsigned() && v->get<std::uint64_t>() > INT64_MAX)) {
    blame(key);
    return 0;
  }
  return v->get<std::int64_t>();
}

bool Fields::flag(const char* key) {
  const auto* v = find(key);
  if (!v) return false;
  if (!v->is_boolean()) blame(key);
  return v->is_boolean() && v->get<bool>();
}

std::string Fields::text(const char* key, std::size_t most_bytes, bool required) {
  const auto* v = find(key);
  if (!v) {
    if (required) blame(key);
    return {};
  }
  if (!v->is_string() || v->get_ref<const std::string&>().size() > most_bytes) {
    blame(key);
    return {};
  }
  return v->get<std::string>();
}

Id Fields::id(const char* key) {
  const auto* v = find(key);
  if (!v) return {};
  if (!v->is_string()) {
    blame(key);
    return {};
  }
  auto parsed = parse_id(v->get_ref<const std::string&>());
  if (!parsed) blame(key);
  return parsed ? *parsed : Id{};
}

std::optional<Hash> Fields::hash(const char* key) {
  const auto hex = text(key, 32);
  if (hex.empty()) return std::nullopt;
  const auto bytes = from_hex(hex);
  Hash out{};
  if (!bytes || bytes->size() != out.size()) {
    blame(key);
    return std::nullopt;
  }
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

Fields Fields::object(const char* key) {
  static const json none = json::object();
  const auto* v = find(key);
  return Fields(v ? *v : none, fault_);
}

}  // namespace outpost::wire
