// One call over POCO's reader and writer of HTTP.
#pragma once

#include "edge/http/request.hpp"

#include <memory>

namespace outpost::http {

class PocoExchange final : public Exchange {
public:
  enum class End { keep, close, detached };

  /// Reads the head from `fd`, which stays the caller's. A head that cannot be read is answered here with
  /// 400.
  PocoExchange(int fd, const std::string& peer, int write_ms, bool may_keep);
  ~PocoExchange() override;

  bool readable() const;  ///< false: already answered
  /// Answers 500 if nobody did, and says what becomes of the connection.
  End finish();

  const Request& request() const override;
  std::size_t content_length() const override;
  Result<void> read_body(std::size_t most, int within_ms,
                         const std::function<Result<void>(std::string_view)>& sink) override;
  void send(const Reply& reply) override;
  int detach() override;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::http
