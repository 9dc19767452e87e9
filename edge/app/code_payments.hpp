// Joins the halves of a code payment: the durable attempt on the writer, then the one charge by the resolver.
#pragma once

#include "edge/app/payment_resolver.hpp"
#include "edge/app/shapes.hpp"

namespace outpost::app {

class CodePayments {
public:
  /// The resolver, once there is a provider; it must outlive every later call. Before the first call only.
  void use(PaymentResolver& resolver) { resolver_ = &resolver; }
  bool on() const { return resolver_ != nullptr; }

  /// Before an attempt's row is written. Errors: `code-payment-off` (refused), `bad-auth-code` (refused: no
  /// provider makes such codes), `provider-busy` (busy). The brand of the code. Any thread.
  Result<std::string> check(std::string_view auth_code) const;
  /// The charge of an attempt that has committed and was fresh. Returns at once; any thread, also the
  /// writer's.
  void charge(const Payment& payment, AuthCode code);
  /// Waits until the attempt is decided and saved, at most `timeout_ms`. Not on the writer.
  bool wait_decided(const Id& attempt, int timeout_ms);

private:
  PaymentResolver* resolver_ = nullptr;
};

}  // namespace outpost::app
