// What to do about one code payment (the merchant scans the customer's code), as pure rules: the attempt, the
// provider's reply and the time go in; the next question, the moment for it and what must be saved come out.
// No clock and no I/O: the resolver keeps the attempts, asks the provider and saves.
//
// Two rules carry the money. A charge is sent once; whatever is not known afterwards is asked for, never sent
// again. And once an attempt is `reversing` it can never be approved any more: the reversal may already be on
// its way, so a "paid" heard from then on is given back, not taken.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/money.hpp"
#include "edge/data/words.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace outpost::core {

/// Where an attempt stands. Durable: a restart resumes from it.
enum class CodePhase {
  charging,   ///< the charge may have left; it may still succeed
  reversing,  ///< given up: being reversed until the provider is definite
  watching,   ///< reversed; looked at once or twice more for a late success
  refunding,  ///< the provider took money that we must not keep
  final,      ///< nothing left to do
};

/// What the payment shows to people; the `state` of the Payment shape.
using CodeView = data::PaymentState;

/// What the provider is asked.
enum class CodeAsk { charge, query, reverse, close, refund };

/// What the provider says. Every provider's own words come down to these.
enum class CodeSay {
  paid,
  paying,     ///< the customer is typing the password
  refused,    ///< definite: this request will not be done (with a reason)
  unknown,    ///< system error, no answer, an answer that cannot be believed
  not_found,  ///< no such order, as yet: the charge may still be in flight
  not_sent,   ///< the request provably never left this box
  reversed,   ///< reversed, refunded or closed: no money is held and none will be taken
};

struct ProviderReply {
  CodeSay say = CodeSay::unknown;
  std::optional<Fen> amount_fen;  ///< what the provider says it charges; must be there when `paid`
  std::string provider_trade;     ///< the provider's own number, "" when unknown
  std::string reason;             ///< stable, for example "balance-too-low"; never a payment code
};

/// All waits of code payments. The numbers follow the providers' advice (see code_timings).
struct CodeTimings {
  Micros look_unknown_us;                       ///< from "unknown" to the query
  std::array<Micros, 3> first_looks_paying_us;  ///< the first queries while the customer types
  Micros look_paying_us;                        ///< every later one
  Micros limit_us;                              ///< from the charge until the attempt is given up
  Micros reverse_not_before_us;    ///< from the charge; a provider needs time to settle with itself
  Micros again_us;                 ///< reverse, close and refund are repeated after this, doubled each time
  Micros again_most_us;            ///< up to this
  std::array<Micros, 2> watch_us;  ///< looks for a late success, from the reversal or the look before
  Micros stuck_us;                 ///< not final for so long: an alarm, once
};

/// The product's table: 5 s after unknown, 5 s while paying (first looks after 1, 2 and 3 s), given up after
/// 45 s, reversed not before 15 s.
CodeTimings code_timings();
/// The same table with every wait multiplied by `part` / `whole`, for tests and configuration. Both > 0.
CodeTimings scaled(const CodeTimings& timings, std::int64_t part, std::int64_t whole);

struct CodeAttempt {
  Fen amount_fen;
  CodePhase phase = CodePhase::charging;
  CodeView view = CodeView::pending;
  CodeAsk next = CodeAsk::charge;
  Micros next_at_us = 0;  ///< boot time of the next question; meaningless when `final`
  Micros since_us = 0;    ///< boot time of the charge, or of the restart that found the attempt
  int tries = 0;          ///< questions of this phase without a decision
  Fen taken_fen;          ///< what the provider says it took, when that must be given back
  bool stuck = false;     ///< the alarm about waiting too long was given
  std::string reason;
  std::string provider_trade;
};

/// A new attempt whose row is committed: charge at once.
CodeAttempt begin_code_attempt(Fen amount_fen, Micros now_us);

/// An attempt found after a restart in `phase` with `view`: never charged again, asked for at once (reversed
/// at the earliest `reverse_not_before_us` from now, since the moment of the charge is not trusted).
CodeAttempt resume_code_attempt(Fen amount_fen, CodePhase phase, CodeView view, Micros now_us,
                                const CodeTimings& timings);

/// What a reply means for the outside. `save`: phase, view or reason changed and must be durable before the
/// next question leaves. `alarm`: "" or the stable name of what a person must be told.
struct CodeStep {
  bool save = false;
  std::string_view alarm;
};

/// Takes the reply to `attempt.next`; changes `attempt` to the next question. Not to be called when final.
CodeStep take_reply(CodeAttempt& attempt, const ProviderReply& reply, Micros now_us,
                    const CodeTimings& timings);

/// The provider has the money, but the store cannot use it (the order was settled otherwise): give it back.
CodeStep give_back(CodeAttempt& attempt, Micros now_us, const CodeTimings& timings);

/// Who made a payment code, by its prefix and length.
enum class CodeBrand { wechat, alipay };
/// WeChat: 18 digits from 10 to 15; Alipay: 16 to 24 digits from 25 to 30. Nothing for any other text.
std::optional<CodeBrand> brand_of(std::string_view auth_code);

std::string_view name_of(CodePhase v);
std::string_view name_of(CodeAsk v);
std::string_view name_of(CodeSay v);
std::string_view name_of(CodeBrand v);
std::optional<CodePhase> code_phase(std::string_view name);
std::optional<CodeSay> code_say(std::string_view name);

}  // namespace outpost::core
