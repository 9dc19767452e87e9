// What the resolver needs of the store: the attempts that are not final, and a durable change of one.
#pragma once

#include "edge/base/id.hpp"
#include "edge/core/code_payment.hpp"

#include <functional>
#include <string>
#include <vector>

namespace outpost::app {

struct OpenAttempt {
  Id id;
  Fen amount_fen;
  core::CodePhase phase = core::CodePhase::charging;
  core::CodeView view = core::CodeView::pending;
};

/// One change of an attempt. `view` approved means: settle the order in the same transaction.
struct AttemptChange {
  Id id;
  core::CodePhase phase = core::CodePhase::charging;
  core::CodeView view = core::CodeView::pending;
  std::string reason;
  std::string provider_trade;
  std::string alarm;  ///< "" or the stable name of an alarm to raise with it
  Fen taken_fen;      ///< what the provider says it took (refunding)
};

class AttemptStore {
public:
  virtual ~AttemptStore() = default;
  /// All attempts whose phase is not final, oldest first.
  virtual Result<std::vector<OpenAttempt>> open_attempts() = 0;
  /// Saves a change in one transaction; `done` is called once, on any thread, after COMMIT or with the error.
  /// Errors conflict, refused, not_found, invalid, internal: the store can never take it (a paid attempt is
  /// given back); all others: try again.
  virtual void save(const AttemptChange& change, std::function<void(Result<void>)> done) = 0;
};

}  // namespace outpost::app
