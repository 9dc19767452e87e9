// The resolver's view of the store: open attempts read from it, changes saved by the writer.
#pragma once

#include "edge/app/attempt_store.hpp"
#include "edge/store/readers.hpp"
#include "edge/store/writer.hpp"

namespace outpost::app {

class AttemptRows final : public AttemptStore {
public:
  /// Both must outlive it.
  AttemptRows(store::Writer& writer, store::Readers& readers) : writer_(writer), readers_(readers) {}

  Result<std::vector<OpenAttempt>> open_attempts() override;
  void save(const AttemptChange& change, std::function<void(Result<void>)> done) override;

private:
  store::Writer& writer_;
  store::Readers& readers_;
};

/// At a start without a payment provider: the alarm `payment-stuck` for each open attempt, which nobody owns
/// now. It ends as always, with the attempt's definite answer, once a resolver asks the provider again.
Result<void> alarm_unowned_attempts(store::Tx& tx);

}  // namespace outpost::app
