// Headquarters' side of the conversation with one store. What it remembers is a copy of what the storage
// holds; forget() it and the next message works as well.
//
// Pure but for the storage: no clock, no socket. One thread. The owner commits the storage's transaction
// before he sends anything that was put into `out`.
#pragma once

#include "sync/session/hq_storage.hpp"
#include "sync/session/judge.hpp"

#include <functional>

namespace outpost::session {

struct HqOptions {
  std::uint64_t start_credit_bytes = wire::start_credit_bytes;
  std::uint64_t most_credit_bytes = wire::most_credit_bytes;
  std::size_t acked_incs = 16;  ///< of the newest, in an answer to a pull; a welcome has all
  /// The decision, as a parameter: the simulation plants wrong ones to see that its checker notices.
  std::function<Verdict(std::uint64_t, std::uint64_t, std::uint64_t)> judge = session::judge;
};

class HqSession {
public:
  /// `store`: the owner of the key, as ZAP found it. `storage` must outlive the session.
  HqSession(std::string store, HqStorage& storage, HqOptions options = {});

  void on_message(const wire::Message& message, Micros now, std::vector<wire::Message>& out);
  /// The appliers moved on, or something was published: tells the store, if there is news for it.
  void on_news(Micros now, std::vector<wire::Message>& out);
  /// After a rollback: what is remembered may not be so.
  void forget() { loaded_ = false; }

  const std::string& store() const { return store_; }

private:
  void load();
  std::string forgotten(const wire::Message& message, const wire::Hello& hello);
  void on_hello(const wire::Message& message, const wire::Hello& hello, Micros now,
                std::vector<wire::Message>& out);
  void on_batch(const wire::Message& message, const wire::Batch& batch, Micros now,
                std::vector<wire::Message>& out);
  void take(const wire::Message& message, const wire::Batch& batch, Verdict verdict, StoredCursor& cursor,
            Micros now);
  void on_pull(const wire::Message& message, const wire::Pull& pull, Micros now,
               std::vector<wire::Message>& out);
  bool wrong_generation(const wire::Message& message, Micros now, std::vector<wire::Message>& out);
  void refuse(const std::string& reason, const std::string& text, Micros now,
              std::vector<wire::Message>& out);
  void say(wire::Body body, Micros now, std::vector<wire::Message>& out, std::uint64_t echo = 0);
  wire::Ack ack() const;
  StoredCursor* cursor_of(const Id& inc);

  std::string store_;
  HqStorage& storage_;
  HqOptions options_;
  std::uint64_t credit_bytes_;
  bool loaded_ = false, greeted_ = false;
  Id gen_;
  std::vector<StoredCursor> cursors_;
  std::vector<wire::TopicHead> heads_;
};

}  // namespace outpost::session
