#include "edge/contract/ipc/message.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace outpost::ipc {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 10> names = {"hello", "beat",    "state", "reading", "outcome",
                                                    "bind",  "command", "ack",   "who",     "lease"};
constexpr int max_depth = 32;  // deeper than any body of ours; bounds the parser's stack

Error malformed(std::string why) {
  return fail(Code::invalid, "ipc-malformed", "A device message is malformed: " + std::move(why) + ".");
}

/// Parses with a bound on nesting; a discarded value means "not JSON".
json parse(std::string_view text) {
  return json::parse(text, [](int depth, json::parse_event_t, json&) {
    if (depth > max_depth) throw std::length_error("depth");
    return true;
  });
}

std::string text_field(const json& j, const char* key) {
  const auto i = j.find(key);
  return i != j.end() && i->is_string() ? i->get<std::string>() : std::string();
}

Result<Id> id_field(const json& j, const char* key) {
  const auto i = j.find(key);
  if (i == j.end()) return Id{};
  if (!i->is_string()) return malformed(std::string(key) + " is not an id");
  return parse_id(i->get_ref<const std::string&>());
}

Result<std::int64_t> count_field(const json& j, const char* key) {
  const auto i = j.find(key);
  if (i == j.end()) return std::int64_t{0};
  if (!i->is_number_unsigned() || i->get<std::uint64_t>() > INT64_MAX)
    return malformed(std::string(key) + " is not a count");
  return i->get<std::int64_t>();
}

Result<Message> read(const json& j) {
  if (!j.is_object()) return malformed("it is not an object");
  if (!j.contains("v") || !j["v"].is_number_integer()) return malformed("no version");
  if (j["v"].get<int>() != version)
    return fail(Code::unsupported, "ipc-version",
                "The device program speaks another version; install the same release on both sides.");
  const auto kind = std::find(names.begin(), names.end(), text_field(j, "kind"));
  if (kind == names.end())
    return fail(Code::unsupported, "ipc-kind", "This kind of device message is not known.");
  Message m;
  m.kind = static_cast<Kind>(kind - names.begin());
  m.unit = text_field(j, "unit");
  if (!valid_unit_name(m.unit)) return malformed("unit");
  m.device = text_field(j, "device");
  m.channel = text_field(j, "channel");
  m.name = text_field(j, "name");
  OUTPOST_TRY(m.boot, id_field(j, "boot"));
  OUTPOST_TRY(m.id, id_field(j, "id"));
  OUTPOST_TRY(const auto seq, count_field(j, "seq"));
  m.seq = static_cast<std::uint64_t>(seq);
  OUTPOST_TRY(m.boot_us, count_field(j, "boot_us"));
  if (const auto b = j.find("body"); b != j.end()) {
    if (!b->is_object()) return malformed("body is not an object");
    m.body = b->dump(-1, ' ', false, json::error_handler_t::replace);
  }
  return m;
}

}  // namespace

std::string_view kind_name(Kind kind) { return names[static_cast<std::size_t>(kind)]; }

bool valid_unit_name(std::string_view s) {
  return !s.empty() && s.size() <= 32 && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string encode(const Message& m) {
  json j = {{"v", version},
            {"kind", kind_name(m.kind)},
            {"unit", m.unit},
            {"boot", m.boot.text()},
            {"boot_us", m.boot_us}};
  if (!m.device.empty()) j["device"] = m.device;
  if (!m.channel.empty()) j["channel"] = m.channel;
  if (!m.name.empty()) j["name"] = m.name;
  if (m.seq) j["seq"] = m.seq;
  if (!m.id.is_nil()) j["id"] = m.id.text();
  std::string out = j.dump(-1, ' ', false, json::error_handler_t::replace);
  out.back() = ',';  // the body is JSON text already: it is put in as it is, not parsed again
  out += "\"body\":";
  out += m.body.empty() ? "{}" : m.body;
  out += '}';
  return out;
}

Result<Message> decode(std::string_view frame) {
  if (frame.size() > max_message_bytes)
    return fail(Code::too_large, "ipc-too-large", "A device message is larger than 1 MiB.");
  try {
    return read(parse(frame));
  } catch (const std::exception&) {  // json::exception, or our own depth bound
    return malformed("it is not JSON, or nested too deeply");
  }
}

}  // namespace outpost::ipc
