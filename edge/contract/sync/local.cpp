#include "edge/contract/sync/local.hpp"

#include "edge/contract/sync/frame.hpp"
#include "edge/contract/sync/shared_json.hpp"

#include <algorithm>

namespace outpost::wire::local {
namespace {

using nlohmann::json;

constexpr std::size_t max_text_bytes = 1'024;
constexpr std::array<std::string_view, std::variant_size_v<Body>> names = {
    "open",       "state",      "fetch",      "rows",       "head",   "store_ack",
    "ack_stored", "down_apply", "down_state", "link_state", "trouble"};
constexpr std::array<std::string_view, 4> links = {"connected", "connecting", "offline", "refused"};

json json_of(const Open& b) { return {{"program", b.program}}; }
json json_of(const State& b) {
  return {{"store", b.store},
          {"gen", b.gen.text()},
          {"incs", wire::json_of(b.incs)},
          {"down", wire::json_of(b.down)},
          {"free_bytes", b.free_bytes}};
}
json json_of(const Fetch& b) {
  return {{"request", b.request},
          {"inc", b.inc.text()},
          {"after", b.after},
          {"most_events", b.most_events},
          {"most_bytes", b.most_bytes}};
}
json json_of(const Rows& b) {
  json j = {{"request", b.request},
            {"inc", b.inc.text()},
            {"first", b.first},
            {"count", b.count},
            {"last", b.last}};
  if (b.prev) j["prev"] = to_hex(*b.prev);
  return j;
}
json json_of(const Head& b) { return {{"inc", b.inc.text()}, {"last", b.last}}; }
json json_of(const StoreAck& b) { return {{"gen", b.gen.text()}, {"incs", wire::json_of(b.incs)}}; }
json json_of(const AckStored& b) { return {{"gen", b.gen.text()}}; }
json json_of(const DownApply& b) {
  return {{"gen", b.gen.text()}, {"topic", b.topic}, {"from", b.from}, {"to", b.to}};
}
json json_of(const DownState& b) {
  return {{"topic", b.cursor.topic}, {"gen", b.cursor.gen.text()}, {"seq", b.cursor.seq}};
}
json json_of(const LinkState& b) {
  return {{"link", link_name(b.link)},
          {"endpoint", b.endpoint},
          {"text", b.text},
          {"since", b.since_us},
          {"last_contact", b.last_contact_us},
          {"hq_now", b.hq_now_us},
          {"reason", b.reason}};
}
json json_of(const Trouble& b) { return {{"request", b.request}, {"text", b.text}, {"reason", b.reason}}; }

Bytes payload_of(const Body& body) {
  if (const auto* r = std::get_if<Rows>(&body)) return r->records;
  if (const auto* d = std::get_if<DownApply>(&body)) return encode_events(d->items);
  return {};
}

std::uint32_t small(std::uint64_t v) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(v, UINT32_MAX));
}

Link link_of(Fields& f) {
  const auto found = std::find(links.begin(), links.end(), f.text("link", 32, true));
  if (found == links.end()) f.blame("link");
  return found == links.end() ? Link::offline : static_cast<Link>(found - links.begin());
}

Body read_body(std::size_t kind, Fields f) {
  switch (kind) {
  case 0: return Open{f.text("program")};
  case 1:
    return State{f.text("store", 16), f.id("gen"), inc_heads(f, "incs"), topic_cursors(f, "down"),
                 f.number("free_bytes")};
  case 2:
    return Fetch{f.count("request"), f.id("inc"), f.count("after", true), small(f.count("most_events", true)),
                 small(f.count("most_bytes", true))};
  case 3:
    return Rows{f.count("request"),
                f.id("inc"),
                f.count("first", true),
                small(f.count("count", true)),
                f.count("last"),
                f.hash("prev"),
                {}};
  case 4: return Head{f.id("inc"), f.count("last", true)};
  case 5: return StoreAck{f.id("gen"), inc_cursors(f, "incs")};
  case 6: return AckStored{f.id("gen")};
  case 7:
    return DownApply{f.id("gen"), f.text("topic", 32, true), f.count("from", true), f.count("to", true), {}};
  case 8: return DownState{topic_cursor(f)};
  case 9:
    return LinkState{link_of(f),          f.text("endpoint"),       f.text("text", max_text_bytes),
                     f.number("since"),   f.number("last_contact"), f.number("hq_now"),
                     f.text("reason", 64)};
  default: return Trouble{f.count("request"), f.text("text", max_text_bytes), f.text("reason", 64)};
  }
}

Error malformed(const std::string& why) {
  return fail(Code::invalid, "wire-malformed", "A local sync message is malformed: " + why + ".");
}

Result<void> fill(Body& body, const Frame& frame) {
  if (auto* r = std::get_if<Rows>(&body)) {
    OUTPOST_TRY(const auto rest, skip_records(frame.payload, r->count));
    if (!rest.empty() || r->count > max_events) return malformed("rows do not hold their count");
    r->records.assign(frame.payload.begin(), frame.payload.end());
  }
  if (auto* d = std::get_if<DownApply>(&body)) {
    OUTPOST_TRY(d->items, decode_events(frame.payload));
  }
  return {};
}

}  // namespace

std::string_view link_name(Link link) { return links[static_cast<std::size_t>(link)]; }
std::string_view kind_name(const Body& body) { return names[body.index()]; }

std::string encode(const Body& body) {
  const json head = {{"kind", kind_name(body)},
                     {"body", std::visit([](const auto& b) { return json_of(b); }, body)}};
  return join_frame(dump(head), payload_of(body), false);
}

Result<Body> decode(std::string_view bytes) {
  OUTPOST_TRY(const auto frame, split_frame(bytes));
  const auto head = parse_head(frame.head);
  if (!head) return malformed("its head is not JSON");
  std::string fault;
  Fields f(*head, fault);
  const auto kind = std::find(names.begin(), names.end(), f.text("kind", 32, true));
  if (!fault.empty()) return malformed(fault);
  if (kind == names.end())
    return fail(Code::unsupported, "wire-kind",
                "This kind of local sync message is not known to this version.");
  Body body = read_body(static_cast<std::size_t>(kind - names.begin()), f.object("body"));
  if (!fault.empty()) return malformed(fault);
  OUTPOST_CHECK(fill(body, frame));
  return body;
}

}  // namespace outpost::wire::local
