#include "edge/app/code_payments.hpp"

namespace outpost::app {

Result<std::string> CodePayments::check(std::string_view auth_code) const {
  if (!resolver_)
    return fail(Code::refused, "code-payment-off",
                "This store takes no payment codes; pay with cash at the till.");
  const auto brand = core::brand_of(auth_code);
  if (!brand)
    return fail(Code::refused, "bad-auth-code", "This is not a payment code of WeChat Pay or Alipay.");
  OUTPOST_CHECK(resolver_->check_room());
  return std::string(core::name_of(*brand));
}

void CodePayments::charge(const Payment& payment, AuthCode code) {
  if (resolver_) resolver_->charge(payment.id, payment.amount_fen, std::move(code));
}

bool CodePayments::wait_decided(const Id& attempt, int timeout_ms) {
  return !resolver_ || resolver_->wait_decided(attempt, timeout_ms);
}

}  // namespace outpost::app
