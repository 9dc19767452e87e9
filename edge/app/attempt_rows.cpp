#include "edge/app/attempt_rows.hpp"

#include "edge/app/alarms.hpp"
#include "edge/app/payments.hpp"

#include <array>

namespace outpost::app {
namespace {

struct AlarmText {
  std::string_view name, text;
};
constexpr std::array alarm_texts = {
    AlarmText{"provider-amount",
              "The payment provider charged another amount than was asked for; it is being given back."},
    AlarmText{"payment-not-reversible", "A code payment could not be reversed; it is being refunded."},
    AlarmText{"payment-after-reverse",
              "A code payment succeeded after it was reversed; it is being refunded."},
    AlarmText{"refund-refused", "The payment provider refuses to give a payment back; call the provider."},
    AlarmText{"payment-stuck",
              "A code payment has had no definite answer for very long; look at the provider's own list."},
    AlarmText{"payment-not-wanted",
              "A code payment arrived for an order that needs it no more; it is being given back."},
};

/// What asks a person to act until there is a definite answer. The others tell what has happened: they stay
/// until somebody has seen them.
constexpr std::array<std::string_view, 2> ended_by_the_end = {"payment-stuck", "refund-refused"};

std::string text_of(const AttemptChange& change) {
  std::string text = "A code payment needs a person (" + change.alarm + ").";
  for (const auto& row : alarm_texts)
    if (row.name == change.alarm) text = row.text;
  return text + " Trade number " + change.id.hex() + ".";
}

Result<void> save_now(Tx& tx, const AttemptChange& change) {
  const AttemptOutcome outcome{change.view, std::string(core::name_of(change.phase)), change.reason,
                               change.provider_trade};
  OUTPOST_TRY(const auto settled, settle_attempt(tx, change.id, outcome));
  if (settled.unusable)
    return fail(Code::conflict, "payment-not-wanted", "The order cannot take this payment any more.");
  if (change.phase == core::CodePhase::final)
    for (const auto name : ended_by_the_end)
      OUTPOST_CHECK(clear_alarm(tx, std::string(name), change.id.text()));
  if (change.alarm.empty()) return {};
  OUTPOST_CHECK(raise_alarm(tx, change.alarm, change.id.text(), text_of(change)));
  return {};
}

}  // namespace

Result<void> alarm_unowned_attempts(store::Tx& tx) {
  for (const auto& p : app::open_attempts(tx.db))
    OUTPOST_CHECK(raise_alarm(tx, "payment-stuck", p.id.text(),
                              "No payment provider is set up, so nobody asks how a code payment ended: set "
                              "provider_url again, or look "
                              "at the provider's own list. Order " +
                                  p.order_id.text() + ", trade number " + p.id.hex() + "."));
  return {};
}

Result<std::vector<OpenAttempt>> AttemptRows::open_attempts() {
  return readers_.read([](sqlite::Db& db) -> Result<std::vector<OpenAttempt>> {
    std::vector<OpenAttempt> out;
    for (const auto& p : app::open_attempts(db))
      out.push_back(
          {p.id, p.amount_fen, core::code_phase(p.phase).value_or(core::CodePhase::charging), p.state});
    return out;
  });
}

void AttemptRows::save(const AttemptChange& change, std::function<void(Result<void>)> done) {
  writer_.submit(
      store::Lane::sales, [change](Tx& tx) { return save_now(tx, change); },
      [done = std::move(done)](const Result<void>& end) { done(end); });
}

}  // namespace outpost::app
