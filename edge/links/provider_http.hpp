// The client of "outpost provider protocol v1" (PROVIDER.md): one signed HTTP request a question, every
// reply's signature and trade number checked, every wait and size bounded, redirects refused, nothing sent
// twice.
#pragma once

#include "edge/app/provider.hpp"
#include "edge/base/result.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace outpost::links {

struct ProviderHttpOptions {
  std::string url;  ///< http://host:port[/base]
  std::string key;  ///< the shared secret, at least 32 characters
  std::string currency = "CNY";
  int connect_ms = 2'000;
  int silence_ms = 8'000;  ///< the longest wait for the next byte
  int whole_ms = 10'000;   ///< the longest one question may take after the connection stands
};

class ProviderHttp final : public app::Provider {
public:
  /// A reply is a few hundred bytes; more than this is not read.
  static constexpr std::size_t most_reply_bytes = 64 * 1024;

  /// Errors, each one sentence: `bad-provider-url` (not http, no host), `bad-provider-key` (too short).
  static Result<std::unique_ptr<ProviderHttp>> open(ProviderHttpOptions options, Clock& clock,
                                                    Random& random);
  ~ProviderHttp() override;

  core::ProviderReply charge(const app::ProviderOrder& order, const app::AuthCode& code) override;
  core::ProviderReply query(const app::ProviderOrder& order) override;
  core::ProviderReply reverse(const app::ProviderOrder& order) override;
  core::ProviderReply close(const app::ProviderOrder& order) override;
  core::ProviderReply refund(const app::ProviderOrder& order) override;
  void cancel() override;

private:
  struct Impl;
  explicit ProviderHttp(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::links
