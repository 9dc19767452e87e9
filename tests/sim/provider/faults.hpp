// Scripted faults of the whole provider, beside what a customer's code chooses. Set over /admin/faults.
#pragma once

#include "edge/base/id.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>

namespace outpost::provider_sim {

struct Faults {
  bool down = false;             ///< every connection is closed unanswered
  int delay_ms = 0;              ///< before every answer
  int lose_request_percent = 0;  ///< closed before anything is processed
  int lose_reply_percent = 0;    ///< processed, then closed
  int system_error_percent = 0;  ///< queries answered system_error
  std::uint64_t seed = 1;        ///< of the dice; setting faults throws them anew
};

/// What befalls one question.
struct Fate {
  bool lose_request = false, lose_reply = false, system_error = false;
  int delay_ms = 0;
};

class FaultBox {
public:
  Fate next();
  /// `{"down":false,"delay_ms":0,"lose_request_percent":0,...}`: missing fields are reset to none.
  Result<void> set(std::string_view json);
  std::string text() const;

private:
  mutable std::mutex mutex_;
  Faults faults_;
  SeededRandom dice_{1};
};

}  // namespace outpost::provider_sim
