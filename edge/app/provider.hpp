// The port to a code-payment provider. Adapters live in edge/links (our own protocol now, WeChat Pay and
// Alipay behind the same five questions later); `app` knows only this.
#pragma once

#include "edge/base/id.hpp"
#include "edge/core/code_payment.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace outpost::app {

/// A customer's payment code: good for one payment within a minute, so it is as secret as a banknote.
/// Move-only, overwritten when it goes; never written to disk or to a log, never turned into JSON by anybody
/// but an adapter.
class AuthCode {
public:
  AuthCode() = default;
  explicit AuthCode(std::string code) : code_(std::move(code)) {}
  AuthCode(AuthCode&& other) noexcept : code_(other.code_) { other.wipe(); }
  AuthCode& operator=(AuthCode&& other) noexcept {
    if (this != &other) wipe(), code_ = other.code_, other.wipe();
    return *this;
  }
  AuthCode(const AuthCode&) = delete;
  AuthCode& operator=(const AuthCode&) = delete;
  ~AuthCode() { wipe(); }

  bool empty() const { return code_.empty(); }
  std::string_view reveal() const { return code_; }  ///< only for the request to the provider
  void wipe();

private:
  std::string code_;
};

/// What a question is about. The trade number at the provider is `attempt` as 32 hexadecimal digits.
struct ProviderOrder {
  Id attempt;
  Fen amount_fen;
};

/// Blocking questions to one provider; each returns within the adapter's own bound (15 s at most) and never
/// throws: whatever goes wrong is a reply (`unknown`, or `not_sent` where the request provably never left).
/// Any thread, several at once.
class Provider {
public:
  virtual ~Provider() = default;
  /// Takes `amount_fen` from the customer whose code this is. Sent at most once per attempt.
  virtual core::ProviderReply charge(const ProviderOrder& order, const AuthCode& code) = 0;
  /// How the order stands.
  virtual core::ProviderReply query(const ProviderOrder& order) = 0;
  /// Undoes the order: gives the money back, or stops it from being taken.
  virtual core::ProviderReply reverse(const ProviderOrder& order) = 0;
  /// Burns the number of an order that the provider does not know, so that a late charge is refused.
  virtual core::ProviderReply close(const ProviderOrder& order) = 0;
  /// Gives back `amount_fen` of a paid order; repeating it gives back nothing more.
  virtual core::ProviderReply refund(const ProviderOrder& order) = 0;
  /// Makes questions that are being asked return soon (within 2 s) and refuses new ones. For the shutdown.
  virtual void cancel() = 0;
};

}  // namespace outpost::app
