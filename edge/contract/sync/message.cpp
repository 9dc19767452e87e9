#include "edge/contract/sync/message.hpp"

#include "edge/contract/sync/frame.hpp"
#include "edge/contract/sync/shared_json.hpp"

#include <algorithm>

namespace outpost::wire {
namespace {

using nlohmann::json;

constexpr std::size_t max_text_bytes = 1'024;
constexpr std::array<std::string_view, std::variant_size_v<Body>> names = {
    "hello", "welcome", "batch", "ack", "pull", "changes", "changes_ack", "bye", "refuse"};

template <class... F> struct Overload : F... { using F::operator()...; };
template <class... F> Overload(F...) -> Overload<F...>;

json json_of(const SchemaRange& s) { return json::array({s.least, s.most}); }

json body_of(const Body& body) {
  return std::visit(
      Overload{
          [](const Hello& b) {
            return json{{"incs", json_of(b.incs)},
                        {"schema", json_of(b.schema)},
                        {"free_bytes", b.free_bytes},
                        {"program", b.program},
                        {"down", json_of(b.down)}};
          },
          [](const Welcome& b) {
            return json{{"incs", json_of(b.incs)},
                        {"schema", json_of(b.schema)},
                        {"credit_bytes", b.credit_bytes},
                        {"down", json_of(b.down)}};
          },
          [](const Batch& b) {
            json j = {{"count", b.count}, {"round", b.round}, {"head", b.head}};
            if (b.prev) j["prev"] = to_hex(*b.prev);
            return j;
          },
          [](const Ack& b) {
            json j = {{"incs", json_of(b.incs)}, {"credit_bytes", b.credit_bytes}, {"down", json_of(b.down)}};
            if (b.gap) j["gap"] = true, j["round"] = b.round;
            return j;
          },
          [](const Pull& b) {
            return json{{"down", json_of(b.down)}, {"most_bytes", b.most_bytes}};
          },
          [](const Changes& b) {
            return json{{"topic", b.topic}, {"from", b.from}, {"to", b.to}, {"count", b.items.size()}};
          },
          [](const ChangesAck& b) {
            return json{{"topic", b.cursor.topic}, {"gen", b.cursor.gen.text()}, {"seq", b.cursor.seq}};
          },
          [](const Bye& b) {
            return json{{"reason", b.reason}, {"text", b.text}, {"retry_ms", b.retry_ms}};
          },
          [](const Refuse& b) {
            return json{{"reason", b.reason}, {"text", b.text}};
          }},
      body);
}

Bytes payload_of(const Body& body) {
  if (const auto* b = std::get_if<Batch>(&body)) return b->packed.empty() ? pack(b->records) : b->packed;
  if (const auto* c = std::get_if<Changes>(&body)) return pack(encode_events(c->items));
  return {};
}

SchemaRange schema_of(const json& body, Fields& f) {
  const auto s = body.find("schema");
  if (s == body.end()) return {};
  if (!s->is_array() || s->size() < 2 || !(*s)[0].is_number_integer() || !(*s)[1].is_number_integer()) {
    f.blame("schema");
    return {};
  }
  return {(*s)[0].get<int>(), (*s)[1].get<int>()};
}

std::uint32_t small(std::uint64_t v) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(v, UINT32_MAX));
}

/// The body's fields without its payload. `kind` is an index into names.
Body read_body(std::size_t kind, const json& j, Fields f) {
  switch (kind) {
  case 0:
    return Hello{inc_heads(f, "incs"), schema_of(j, f), f.number("free_bytes"), f.text("program"),
                 topic_cursors(f, "down")};
  case 1:
    return Welcome{inc_cursors(f, "incs"), schema_of(j, f), f.count("credit_bytes", true),
                   topic_heads(f, "down")};
  case 2:
    return Batch{
        small(f.count("count", true)), small(f.count("round")), f.hash("prev"), f.count("head"), {}, {}};
  case 3:
    return Ack{inc_cursors(f, "incs"), f.count("credit_bytes", true), f.flag("gap"), small(f.count("round")),
               topic_heads(f, "down")};
  case 4: return Pull{topic_cursors(f, "down"), small(f.count("most_bytes"))};
  case 5: return Changes{f.text("topic", 32, true), f.count("from", true), f.count("to", true), {}};
  case 6: return ChangesAck{topic_cursor(f)};
  case 7: return Bye{f.text("reason"), f.text("text", max_text_bytes), small(f.count("retry_ms"))};
  default: return Refuse{f.text("reason"), f.text("text", max_text_bytes)};
  }
}

Error malformed(const std::string& why) {
  return fail(Code::invalid, "wire-malformed", "A sync message is malformed: " + why + ".");
}

Result<Bytes> plain_payload(const Frame& frame) {
  if (frame.payload.size() > max_payload_bytes)
    return fail(Code::too_large, "wire-too-large", "The events of a sync message are over 8 MiB.");
  if (!frame.packed) return Bytes(frame.payload.begin(), frame.payload.end());
  return unpack(frame.payload, max_payload_bytes);
}

/// Unpacks and checks a batch here and now: what is acknowledged later must be readable.
Result<void> fill(Batch& b, const Frame& frame) {
  OUTPOST_TRY(b.records, plain_payload(frame));
  if (frame.packed) b.packed.assign(frame.payload.begin(), frame.payload.end());
  OUTPOST_TRY(const auto rest, skip_records(b.records, b.count));
  if (b.count == 0 || b.count > max_events || !rest.empty())
    return malformed("a batch does not hold its count");
  return {};
}

Result<void> fill(Changes& c, const Frame& frame, std::size_t count) {
  OUTPOST_TRY(const auto records, plain_payload(frame));
  OUTPOST_TRY(c.items, decode_events(records));
  std::uint64_t last = c.from;
  for (const auto& e : c.items) {
    if (e.seq <= last) return malformed("changes do not rise");
    last = e.seq;
  }
  if (c.items.size() != count || count > max_changes || last > c.to)
    return malformed("changes do not hold their count");
  return {};
}

}  // namespace

std::string_view kind_name(const Message& m) { return names[m.body.index()]; }

std::string encode(const Message& m) {
  json head = {
      {"kind", kind_name(m)}, {"v", 1}, {"store", m.store}, {"t", m.at_us}, {"body", body_of(m.body)}};
  if (!m.inc.is_nil()) head["inc"] = m.inc.text();
  if (m.seq) head["seq"] = m.seq;
  if (!m.gen.is_nil()) head["gen"] = m.gen.text();
  const auto payload = payload_of(m.body);
  return join_frame(dump(head), payload, !payload.empty());
}

Result<Message> decode(std::string_view bytes) {
  OUTPOST_TRY(const auto frame, split_frame(bytes));
  const auto head = parse_head(frame.head);
  if (!head) return malformed("its head is not JSON");
  std::string fault;
  Fields f(*head, fault);
  const auto kind = std::find(names.begin(), names.end(), f.text("kind", 32, true));
  Message m;
  m.store = f.text("store", 16);
  m.inc = f.id("inc");
  m.seq = f.count("seq");
  m.at_us = f.number("t");
  m.gen = f.id("gen");
  if (!fault.empty()) return malformed(fault);
  if (kind == names.end())
    return fail(Code::unsupported, "wire-kind", "This kind of sync message is not known to this version.");
  static const json none = json::object();
  const json& body = head->contains("body") ? head->at("body") : none;
  m.body = read_body(static_cast<std::size_t>(kind - names.begin()), body, Fields(body, fault));
  if (!fault.empty()) return malformed(fault);
  if (auto* b = std::get_if<Batch>(&m.body)) OUTPOST_CHECK(fill(*b, frame));
  if (auto* c = std::get_if<Changes>(&m.body)) {
    const auto count = Fields(body, fault).count("count");
    OUTPOST_CHECK(fill(*c, frame, static_cast<std::size_t>(count)));
  }
  return m;
}

bool valid_store_id(std::string_view id) {
  return !id.empty() && id.size() <= 16 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace outpost::wire
