// How the pretended provider treats a customer, chosen by the customer's payment code: 10, fourteen zeros and
// the two digits of a row. Any other code of a known make is row 01.
#pragma once

#include "edge/base/clock.hpp"

#include <span>
#include <string_view>

namespace outpost::provider_sim {

/// What the answer to a charge (or its absence) looks like on the wire.
enum class Answering {
  plain,    ///< the state as it is
  late,     ///< the state, after `answer_after_us`
  lost,     ///< processed, then the connection is closed
  never,    ///< the connection is held until the client gives up
  dropped,  ///< closed before anything is processed: the request is lost
  forged,   ///< signed with another key, and queries too
  garbage,  ///< bytes that are not JSON, signed
  huge,     ///< ten million bytes, signed
  moved,    ///< a redirect to another path
};

constexpr Micros never_us = -1;

struct Behaviour {
  std::string_view digits;
  std::string_view name;
  std::string_view meaning;       ///< for the table in README.md and `--behaviours`
  Micros success_after_us = 0;    ///< from the charge; never_us: no money is ever taken by itself
  std::string_view refused = "";  ///< reason of a refusal, at `refused_after_us`
  Micros refused_after_us = 0;
  Answering answering = Answering::plain;
  Micros answer_after_us = 0;
  bool silent = false;         ///< until a success, charge and queries say system_error instead of paying
  bool mute_queries = false;   ///< queries say system_error until a reversal was tried
  std::int64_t lie_fen = 0;    ///< added to every amount that is told
  int stubborn_reversals = 0;  ///< so many reversals end in system_error first
  bool reversible = true;      ///< else a reversal of a taken payment is refused: too-late
  Micros back_after_us = never_us;  ///< from the reversal: the money is taken all the same
  int deliveries = 1;               ///< how often the charge arrives at the ledger
};

std::span<const Behaviour> behaviours();
/// The row of a payment code.
const Behaviour& behaviour_of(std::string_view auth_code);
/// The row with these two digits (stored in the ledger); row 01 when there is none.
const Behaviour& behaviour_with(std::string_view digits);

}  // namespace outpost::provider_sim
