#include "edge/contract/sync/shared_json.hpp"

namespace outpost::wire {

using nlohmann::json;

namespace {

constexpr std::size_t max_topic_bytes = 32;

template <class T, class F> json list_of(const std::vector<T>& items, F one) {
  json out = json::array();
  for (const auto& item : items) out.push_back(one(item));
  return out;
}

}  // namespace

json json_of(const std::vector<IncHead>& incs) {
  return list_of(incs, [](const IncHead& i) {
    json j = {{"inc", i.inc.text()}, {"first", i.first}, {"last", i.last}};
    if (i.current) j["current"] = true;
    if (i.acked) j["acked"] = i.acked;
    return j;
  });
}

json json_of(const std::vector<IncCursor>& incs) {
  return list_of(incs, [](const IncCursor& i) {
    json j = {{"inc", i.inc.text()},
              {"received", i.received},
              {"applied", i.applied},
              {"durable", i.durable},
              {"quarantined", i.quarantined}};
    if (i.tail) j["tail"] = to_hex(*i.tail);
    return j;
  });
}

json json_of(const std::vector<TopicCursor>& topics) {
  return list_of(topics, [](const TopicCursor& t) {
    return json{{"topic", t.topic}, {"gen", t.gen.text()}, {"seq", t.seq}};
  });
}

json json_of(const std::vector<TopicHead>& topics) {
  return list_of(topics, [](const TopicHead& t) { return json{{"topic", t.topic}, {"seq", t.seq}}; });
}

std::vector<IncHead> inc_heads(Fields& f, const char* key) {
  std::vector<IncHead> out;
  f.list(key, max_incarnations, [&](Fields& i) {
    out.push_back(
        {i.id("inc"), i.count("first"), i.count("last", true), i.flag("current"), i.count("acked")});
  });
  return out;
}

std::vector<IncCursor> inc_cursors(Fields& f, const char* key) {
  std::vector<IncCursor> out;
  f.list(key, max_incarnations, [&](Fields& i) {
    out.push_back({i.id("inc"), i.count("received", true), i.count("applied"), i.count("durable"),
                   i.count("quarantined"), i.hash("tail")});
  });
  return out;
}

TopicCursor topic_cursor(Fields& f) {
  return {f.text("topic", max_topic_bytes, true), f.id("gen"), f.count("seq", true)};
}

std::vector<TopicCursor> topic_cursors(Fields& f, const char* key) {
  std::vector<TopicCursor> out;
  f.list(key, max_topics, [&](Fields& t) { out.push_back(topic_cursor(t)); });
  return out;
}

std::vector<TopicHead> topic_heads(Fields& f, const char* key) {
  std::vector<TopicHead> out;
  f.list(key, max_topics, [&](Fields& t) {
    out.push_back({t.text("topic", max_topic_bytes, true), t.count("seq", true)});
  });
  return out;
}

}  // namespace outpost::wire
