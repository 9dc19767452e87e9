#include "edge/app/payments.hpp"

#include "edge/app/code_payments.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/core/code_content.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

#include <algorithm>
#include <chrono>

namespace outpost::http {
namespace {

constexpr int decide_ms = 2'500;  // then the answer is `pending`: no worker waits for a provider

Result<std::string> current(Api& api, const Call& call, const Id& order, const Id& payment) {
  return api.readers.read([&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto result, app::get_payment(db, call.actor, order, payment, api.settings));
    return app::to_json(result);
  });
}

Answer pay_cash(Api& api, Call& call, const Id& order, const JsonIn& in, Fen amount) {
  OUTPOST_TRY(const auto tendered, in.opt_number("tendered_fen", INT64_MIN, INT64_MAX));
  const app::CashRequest request{amount, tendered ? std::optional(Fen{*tendered}) : std::nullopt};
  return write_once(api, call, 201, [&](store::Tx& tx, const app::CallKey& key) -> Result<std::string> {
    OUTPOST_TRY(const auto result, app::pay_cash(tx, call.actor, order, request, key));
    return app::to_json(result);
  });
}

/// What is left of the wait: another call with the same key may have taken a part of it.
int rest_ms(std::chrono::steady_clock::time_point begun_at) {
  using namespace std::chrono;
  const auto used = duration_cast<milliseconds>(steady_clock::now() - begun_at).count();
  return static_cast<int>(std::max<std::int64_t>(0, decide_ms - used));
}

/// The attempt of a repeated call: its answer was stored when it was still undecided.
Result<Id> attempt_of(const app::StoredReply& stored) {
  OUTPOST_TRY(const auto json, JsonIn::parse(stored.body));
  return json.id("id");
}

/// One transaction makes the attempt durable under its key; then the charge leaves, once; then a short wait.
/// A repeated call finds the attempt, never charges, and is told how it stands now.
Answer pay_by_code(Api& api, Call& call, const Id& order, const JsonIn& in, Fen amount) {
  OUTPOST_TRY(std::string code, in.text("auth_code", 1, 64));
  if (auto digits = core::payment_digits(code, "")) code = *std::move(digits);  // a hand scanner may add a prefix
  const auto begun_at = std::chrono::steady_clock::now();
  const auto brand = api.code_payments.check(code);
  OUTPOST_TRY(const auto ticket, enter(api, call));
  std::optional<app::CodeBegun> begun;
  OUTPOST_TRY(
      auto stored,
      run_once(api, call, key_of(call), 201,
               [&](store::Tx& tx, const app::CallKey& key) -> Result<std::string> {
                 if (!brand.ok()) return brand.error();  // after the key: a repeat is told of its attempt
                 OUTPOST_TRY(begun, app::begin_code_payment(tx, call.actor, order, {amount, *brand}, key));
                 return app::to_json(begun->result);
               }));
  if (stored.status != 201) return std::optional(reply_of(stored));
  const bool fresh = !stored.replayed && begun && begun->fresh;
  if (fresh) api.code_payments.charge(begun->result.payment, app::AuthCode(std::move(code)));
  OUTPOST_TRY(const Id attempt, attempt_of(stored));
  api.code_payments.wait_decided(attempt, rest_ms(begun_at));
  OUTPOST_TRY(stored.body, current(api, call, order, attempt));
  return std::optional(reply_of(stored));
}

}  // namespace

Answer pay(Api& api, Call& call) {
  OUTPOST_TRY(const Id order, id_param(call, "id", "order"));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto tender_name, in.text("tender", 1, 16));
  OUTPOST_TRY(const auto amount, in.number("amount_fen", INT64_MIN, INT64_MAX));
  const auto tender = data::parse<data::Tender>(tender_name);
  if (!tender) return fail(Code::invalid, "bad-tender", "A tender is cash or code.");
  return *tender == data::Tender::cash ? pay_cash(api, call, order, in, Fen{amount})
                                       : pay_by_code(api, call, order, in, Fen{amount});
}

Answer get_payment(Api& api, Call& call) {
  OUTPOST_TRY(const Id order, id_param(call, "id", "order"));
  OUTPOST_TRY(const Id payment, id_param(call, "payment", "payment"));
  OUTPOST_TRY(std::string json, current(api, call, order, payment));
  return std::optional(Reply::json(200, std::move(json)));
}

}  // namespace outpost::http
