#include "sync/session/hq_session.hpp"

#include "edge/contract/sync/frame.hpp"

#include <algorithm>

namespace outpost::session {

using namespace wire;

namespace {

constexpr const char* renew_advice =
    " Stop outpost-edge on the box that is right and run: outpost-store renew. If these are two shops, give "
    "one of them a store_id of its own.";

IncCursor told(const StoredCursor& c) {
  IncCursor at = c.at;
  if (at.received > 0) at.tail = c.tail;
  return at;
}

}  // namespace

HqSession::HqSession(std::string store, HqStorage& storage, HqOptions options)
    : store_(std::move(store)), storage_(storage), options_(std::move(options)),
      credit_bytes_(options_.start_credit_bytes) {}

void HqSession::load() {
  if (loaded_ && gen_ == storage_.generation()) return;
  gen_ = storage_.generation();
  cursors_ = storage_.cursors(store_);
  heads_ = storage_.heads(store_);
  loaded_ = true;
}

StoredCursor* HqSession::cursor_of(const Id& inc) {
  const auto found =
      std::find_if(cursors_.begin(), cursors_.end(), [&](const auto& c) { return c.at.inc == inc; });
  return found == cursors_.end() ? nullptr : &*found;
}

void HqSession::say(Body body, Micros now, std::vector<Message>& out, std::uint64_t echo) {
  Message m;
  m.store = store_;
  m.seq = echo;
  m.at_us = now;
  m.gen = gen_;
  m.body = std::move(body);
  out.push_back(std::move(m));
}

void HqSession::refuse(const std::string& reason, const std::string& text, Micros now,
                       std::vector<Message>& out) {
  storage_.note_refused(store_, text, now);
  say(Refuse{reason, text}, now, out);
}

Ack HqSession::ack() const {
  Ack a;
  const auto from = cursors_.size() > options_.acked_incs ? cursors_.size() - options_.acked_incs : 0;
  for (auto i = from; i < cursors_.size(); ++i) a.incs.push_back(told(cursors_[i]));
  a.credit_bytes = credit_bytes_;
  a.down = heads_;
  return a;
}

void HqSession::on_message(const Message& m, Micros now, std::vector<Message>& out) {
  load();
  if (m.store != store_)
    return refuse("wrong-store",
                  "This box says it is store \"" + m.store + "\", but its key belongs to \"" + store_ +
                      "\": set store_id or register the key again.",
                  now, out);
  if (const auto* hello = std::get_if<Hello>(&m.body)) return on_hello(m, *hello, now, out);
  if (wrong_generation(m, now, out)) return;
  if (const auto* batch = std::get_if<Batch>(&m.body)) return on_batch(m, *batch, now, out);
  if (const auto* pull = std::get_if<Pull>(&m.body)) return on_pull(m, *pull, now, out);
  if (const auto* done = std::get_if<ChangesAck>(&m.body)) storage_.note_down(store_, done->cursor, now);
  if (const auto* bye = std::get_if<Bye>(&m.body); bye && bye->reason == "fork")
    storage_.note_refused(store_, bye->text, now);
}

bool HqSession::wrong_generation(const Message& m, Micros now, std::vector<Message>& out) {
  if (m.gen == gen_) return false;
  say(Bye{"generation", "headquarters was restored: greet again", 0}, now, out);
  return true;
}

/// What this store was told and headquarters no longer knows; "" when nothing is missing.
std::string HqSession::forgotten(const Message& m, const Hello& hello) {
  if (m.gen != gen_) return {};
  for (const auto& head : hello.incs) {
    const auto* c = cursor_of(head.inc);
    if (head.acked > (c ? c->at.received : 0))
      return "store " + store_ + " was acknowledged events that are not here";
  }
  for (const auto& cursor : hello.down) {
    const auto head =
        std::find_if(heads_.begin(), heads_.end(), [&](const auto& h) { return h.topic == cursor.topic; });
    if (cursor.gen == gen_ && cursor.seq > (head == heads_.end() ? 0 : head->seq))
      return "store " + store_ + " has applied changes that are not here";
  }
  return {};
}

void HqSession::on_hello(const Message& m, const Hello& hello, Micros now, std::vector<Message>& out) {
  for (const auto& head : hello.incs) {
    const auto* c = cursor_of(head.inc);
    if (head.current && c && c->at.received > head.last)
      return refuse(
          "store-behind",
          std::string("Headquarters has later events of this store than the store itself: it was put back "
                      "from an old disk image.") +
              renew_advice,
          now, out);
  }
  if (const auto why = forgotten(m, hello); !why.empty()) {
    storage_.renew_generation(why);
    load();
  }
  storage_.note_hello(store_, hello, m.at_us, now);
  credit_bytes_ = options_.start_credit_bytes;
  heads_ = storage_.heads(store_);
  greeted_ = true;
  Welcome w;
  for (const auto& head : hello.incs) {
    const auto* c = cursor_of(head.inc);
    w.incs.push_back(c ? told(*c) : IncCursor{head.inc});
  }
  w.credit_bytes = credit_bytes_;
  w.down = heads_;
  say(std::move(w), now, out, m.seq);
}

void HqSession::on_batch(const Message& m, const Batch& batch, Micros now, std::vector<Message>& out) {
  if (m.inc.is_nil() || m.seq == 0 || batch.count == 0)
    return say(Bye{"malformed", "a batch names no events", 10'000}, now, out);
  StoredCursor* cursor = cursor_of(m.inc);
  if (!cursor) cursor = &cursors_.emplace_back(StoredCursor{{m.inc}, std::nullopt});
  const Verdict verdict = options_.judge(cursor->at.received, m.seq, batch.count);
  if (verdict == Verdict::take && batch.prev && cursor->tail && cursor->at.received > 0 &&
      *batch.prev != *cursor->tail)
    return refuse(
        "fork",
        std::string("This store writes other events under numbers that headquarters has already: an old disk "
                    "image was put back, or two boxes use one identity.") +
            renew_advice,
        now, out);
  if (verdict == Verdict::take || verdict == Verdict::overlap) take(m, batch, verdict, *cursor, now);
  Ack a;
  a.incs = {told(*cursor)};
  a.credit_bytes = credit_bytes_;
  a.gap = verdict == Verdict::gap;
  a.round = batch.round;
  a.down = heads_;
  say(std::move(a), now, out);
}

/// Appends what is new. The credit grows by what was taken, as long as the store fills it: a line that is
/// long or wide gets more on its way, a quiet one costs nothing.
void HqSession::take(const Message& m, const Batch& batch, Verdict verdict, StoredCursor& cursor,
                     Micros now) {
  const std::uint64_t last = m.seq + batch.count - 1;
  const std::uint64_t known = verdict == Verdict::overlap ? cursor.at.received + 1 - m.seq : 0;
  const auto fresh = skip_records(batch.records, static_cast<std::size_t>(known));
  if (!fresh) return;  // decode has checked the framing; the cursor stays where it is
  IntakeRow row;
  row.inc = m.inc;
  row.first = m.seq + known;
  row.last = last;
  row.head = batch.head;
  const auto final_record = skip_records(batch.records, batch.count - 1);
  if (final_record && final_record->size() > 4)
    if (const auto event = decode_record(final_record->subspan(4))) row.tail = hash_of(*event);
  const Bytes again = known == 0 && !batch.packed.empty() ? Bytes{} : pack(*fresh);
  row.packed = again.empty() ? ByteView(batch.packed) : ByteView(again);
  storage_.append(store_, row, now);
  cursor.at.received = last;
  cursor.tail = row.tail;
  credit_bytes_ = std::min(options_.most_credit_bytes, credit_bytes_ + fresh->size());
}

void HqSession::on_pull(const Message&, const Pull& pull, Micros now, std::vector<Message>& out) {
  heads_ = storage_.heads(store_);
  for (const auto& cursor : pull.down) {
    const auto head =
        std::find_if(heads_.begin(), heads_.end(), [&](const auto& h) { return h.topic == cursor.topic; });
    const std::uint64_t after = cursor.gen == gen_ ? cursor.seq : 0;
    if (head == heads_.end() || head->seq <= after) continue;
    say(storage_.changes(store_, cursor.topic, after, pull.most_bytes), now, out);
    break;
  }
  say(ack(), now, out);
}

void HqSession::on_news(Micros now, std::vector<Message>& out) {
  if (!loaded_) return;
  auto cursors = storage_.cursors(store_);
  auto heads = storage_.heads(store_);
  const bool same =
      heads == heads_ && std::equal(cursors.begin(), cursors.end(), cursors_.begin(), cursors_.end(),
                                    [](const auto& a, const auto& b) { return a.at == b.at; });
  cursors_ = std::move(cursors);
  heads_ = std::move(heads);
  if (!same && greeted_) say(ack(), now, out);
}

}  // namespace outpost::session
