// The table of code payments: what a reply means, by phase and question. Reviewed by reading it.
#pragma once

#include "edge/core/code_payment.hpp"

#include <span>

namespace outpost::core {

enum class CodeEffect {
  approve,         ///< final: paid
  decline,         ///< final: refused, no money moved
  gone,            ///< final: somebody reversed it at the provider
  look,            ///< query later, or give up at the limit
  close,           ///< unknown to the provider: burn the number, so that a late charge is refused
  query,           ///< ask at once how it stands
  reverse_again,   ///< not definite: reverse again after a growing wait
  watch_reversed,  ///< money back; look for a late success
  watch_closed,    ///< never arrived and never will; look for a late success
  watch_on,        ///< nothing came: next look, or final
  watch_again,     ///< no definite look: try again
  refund_kept,     ///< paid and not reversible: refund, alarm
  refund_late,     ///< paid after the reversal: refund, alarm
  refund_now,      ///< still paid: refund
  refund_again,    ///< not definite: ask how it stands after a growing wait
  refund_refused,  ///< the same, with an alarm the first time
  refunded,        ///< final: money back
};

struct CodeRow {
  CodePhase phase;
  CodeAsk ask;
  CodeSay say;
  CodeEffect effect;
};

/// Every row; each (phase, ask, say) at most once.
std::span<const CodeRow> code_rows();
/// The effect of a reply; what no row names is not definite and is asked again.
CodeEffect code_effect(CodePhase phase, CodeAsk ask, CodeSay say);

}  // namespace outpost::core
