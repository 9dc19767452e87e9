// All open code payments of the store, without threads, sockets or SQL: which question is due, what a reply
// changes, what must be saved before the next question. The resolver turns it with threads and the real
// clock, the simulation with a fake one.
//
// For each attempt at most one thing is under way: a question to the provider or a save. A question leaves
// only when everything that the last reply changed is durable.
#pragma once

#include "edge/app/attempt_store.hpp"
#include "edge/app/provider.hpp"

#include <map>
#include <optional>
#include <set>

namespace outpost::app {

/// A question that is due. The code is there for a charge only, and leaves the desk with it.
struct Question {
  core::CodeAsk ask = core::CodeAsk::query;
  ProviderOrder order;
  AuthCode code;
};

class AttemptDesk {
public:
  explicit AttemptDesk(core::CodeTimings timings) : timings_(timings) {}

  /// A new attempt whose row is committed; its charge is due now. Ignored when the attempt is known already:
  /// a charge leaves once.
  void begin(const Id& attempt, Fen amount_fen, AuthCode code, Micros now_us);
  /// An attempt found at the start.
  void resume(const OpenAttempt& attempt, Micros now_us);

  /// The next due charge, or, when `charges_only` is not set, the next other due question.
  std::optional<Question> take_question(Micros now_us, bool charges_only);
  /// The provider's reply to the question that was taken. A change must be saved, then told to `saved`.
  std::optional<AttemptChange> take_reply(const Id& attempt, const core::ProviderReply& reply, Micros now_us);
  /// How the save ended. A change that comes back is a new one to save.
  std::optional<AttemptChange> saved(const Id& attempt, const Result<void>& result, Micros now_us);
  /// The next change whose save failed for now and is due again.
  std::optional<AttemptChange> take_unsaved(Micros now_us);

  /// Boot time of the next thing due; nothing when there is nothing to wait for. Without `with_questions`,
  /// only charges and saves count.
  std::optional<Micros> next_due_us(bool with_questions) const;
  /// True once nobody need wait for this attempt: it is settled for the customer and saved, or not known.
  bool decided(const Id& attempt) const;
  std::size_t open() const { return entries_.size(); }

private:
  enum class Doing { waiting, asking, saving, unsaved };
  struct Entry {
    core::CodeAttempt attempt;
    AuthCode code;
    Doing doing = Doing::waiting;
    core::CodeView saved_view = core::CodeView::pending;
    AttemptChange change;  // being saved, or waiting to be saved again
    Micros save_again_us = 0;
    int failed_saves = 0;
  };
  using Due = std::set<std::pair<Micros, Id>>;

  Due& queue_of(const Entry& entry);
  void wait(const Id& id, Entry& entry);
  AttemptChange start_saving(const Id& id, Entry& entry, std::string_view alarm);

  core::CodeTimings timings_;
  std::map<Id, Entry> entries_;
  Due charges_, questions_, saves_;
};

}  // namespace outpost::app
