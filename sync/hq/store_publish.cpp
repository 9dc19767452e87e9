#include "sync/hq/store_parts.hpp"

namespace outpost::hq {

std::uint64_t SqlitePublication::publish(const std::string& store, const std::string& topic,
                                         const std::vector<Item>& items, Micros now) {
  auto head = db_.prepare("SELECT seq FROM publication_head WHERE topic = ?");
  head.with(topic);
  std::int64_t seq = head.step() ? head.i64(0) : 0;
  for (const auto& item : items) {
    db_.prepare("DELETE FROM publication WHERE store_id = ? AND topic = ? AND item_key = ?")
        .with(store, topic, item.key)
        .run();
    db_.prepare("INSERT INTO publication(store_id, topic, seq, item_key, kind, at_us, body) VALUES(?, ?, ?, "
                "?, ?, ?, ?)")
        .with(store, topic, ++seq, item.key, item.kind, now, item.body)
        .run();
  }
  db_.prepare("INSERT INTO publication_head(topic, seq) VALUES(?, ?) ON CONFLICT(topic) DO UPDATE SET seq = "
              "excluded.seq")
      .with(topic, seq)
      .run();
  return static_cast<std::uint64_t>(seq);
}

/// The head is the topic's, not the store's: a store's cursor also moves over what is meant for others.
std::vector<wire::TopicHead> SqliteIntake::heads(const std::string&) {
  std::vector<wire::TopicHead> out;
  auto st = db_.prepare("SELECT topic, seq FROM publication_head ORDER BY topic");
  while (st.step()) out.push_back({st.text(0), static_cast<std::uint64_t>(st.i64(1))});
  return out;
}

wire::Changes SqliteIntake::changes(const std::string& store, const std::string& topic, std::uint64_t after,
                                    std::uint32_t most_bytes) {
  wire::Changes out;
  out.topic = topic;
  out.from = after;
  auto st =
      db_.prepare("SELECT seq, kind, at_us, body FROM publication WHERE store_id IN ('', ?) AND topic = ? "
                  "AND seq > ? ORDER BY seq LIMIT ?");
  st.with(store, topic, static_cast<std::int64_t>(after), static_cast<std::int64_t>(wire::max_changes));
  std::size_t bytes = 0;
  bool whole = true;
  while (st.step()) {
    wire::Event e{st.text(1), 1, st.i64(2), static_cast<std::uint64_t>(st.i64(0)), st.text(3)};
    bytes += e.body.size();
    if (!out.items.empty() && bytes > most_bytes) {
      whole = false;
      break;
    }
    out.items.push_back(std::move(e));
  }
  whole = whole && out.items.size() < wire::max_changes;
  if (whole) {
    auto head = db_.prepare("SELECT seq FROM publication_head WHERE topic = ?");
    head.with(topic);
    out.to = head.step() ? static_cast<std::uint64_t>(head.i64(0)) : after;
  } else {
    out.to = out.items.back().seq;
  }
  return out;
}

}  // namespace outpost::hq
