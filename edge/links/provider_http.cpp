#include "edge/links/provider_http.hpp"

#include "edge/base/log/log.hpp"
#include "edge/links/cut_off.hpp"
#include "edge/links/provider_wire.hpp"

#include <array>
#include <atomic>
#include <istream>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/SocketImpl.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>
#include <fmt/core.h>
#include <sodium.h>

namespace outpost::links {
namespace {

namespace net = Poco::Net;
using core::CodeSay;
using core::ProviderReply;

constexpr std::size_t least_key_bytes = 32;

ProviderReply unknown(std::string reason) { return {CodeSay::unknown, std::nullopt, "", std::move(reason)}; }

CodeSay say_of(std::string_view state) {
  struct Row {
    std::string_view state;
    CodeSay say;
  };
  static constexpr Row rows[] = {{"success", CodeSay::paid},        {"paying", CodeSay::paying},
                                 {"refused", CodeSay::refused},     {"system_error", CodeSay::unknown},
                                 {"not_found", CodeSay::not_found}, {"reversed", CodeSay::reversed},
                                 {"closed", CodeSay::reversed}};
  for (const auto& row : rows)
    if (row.state == state) return row.say;
  return CodeSay::unknown;  // a word of a later version
}

/// Reads at most `most` bytes; false when there are more.
bool read_bounded(std::istream& in, std::size_t most, std::string& out) {
  std::array<char, 4096> piece;
  while (in.good()) {
    in.read(piece.data(), piece.size());
    out.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (out.size() > most) return false;
  }
  return true;
}

struct Answer {
  int status = 0;
  std::string timestamp, signature, body;
};

}  // namespace

struct ProviderHttp::Impl {
  Impl(ProviderHttpOptions o, Poco::URI u, Clock& c, Random& r)
      : options(std::move(o)), uri(std::move(u)), clock(c), random(r) {}

  ProviderReply ask(std::string_view path, provider::Request request);
  Result<Answer> exchange(net::StreamSocket& socket, const std::string& path, const std::string& body,
                          const std::string& nonce);
  ProviderReply believe(const Answer& answer, std::string_view path, const std::string& nonce,
                        const std::string& trade_no) const;
  std::string new_nonce() {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    return to_hex(bytes);
  }

  const ProviderHttpOptions options;
  const Poco::URI uri;
  Clock& clock;
  Random& random;
  CutOff cut_off;
};

Result<std::unique_ptr<ProviderHttp>> ProviderHttp::open(ProviderHttpOptions options, Clock& clock,
                                                         Random& random) {
  if (options.key.size() < least_key_bytes)
    return fail(Code::invalid, "bad-provider-key",
                "the provider's shared secret is shorter than 32 characters");
  if (sodium_init() < 0) return fail(Code::internal, "no-crypto", "libsodium does not start");
  try {
    Poco::URI uri(options.url);
    if (uri.getScheme() != "http" || uri.getHost().empty())
      return fail(Code::invalid, "bad-provider-url",
                  fmt::format("provider_url must be http://host:port, not \"{}\"", options.url));
    return std::unique_ptr<ProviderHttp>(
        new ProviderHttp(std::make_unique<Impl>(std::move(options), std::move(uri), clock, random)));
  } catch (const Poco::Exception& e) {
    return fail(Code::invalid, "bad-provider-url", fmt::format("provider_url: {}", e.displayText()));
  }
}

ProviderHttp::ProviderHttp(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ProviderHttp::~ProviderHttp() = default;

/// One request on the connected socket and its reply. The error says only that no whole reply came.
Result<Answer> ProviderHttp::Impl::exchange(net::StreamSocket& socket, const std::string& path,
                                            const std::string& body, const std::string& nonce) {
  // A session of one request: with keep-alive POCO would send a charge again after a broken connection.
  net::HTTPClientSession session(socket);
  session.setKeepAlive(false);
  net::HTTPRequest request("POST", path, net::HTTPMessage::HTTP_1_1);
  const std::string timestamp = std::to_string(clock.wall_us() / us_per_s);
  request.setHost(uri.getHost(), uri.getPort());
  request.setContentType("application/json");
  request.setContentLength64(static_cast<std::int64_t>(body.size()));
  request.set(provider::header_timestamp, timestamp);
  request.set(provider::header_nonce, nonce);
  request.set(provider::header_signature,
              provider::sign_request(options.key, "POST", path, timestamp, nonce, body));
  session.sendRequest(request) << body << std::flush;
  net::HTTPResponse response;
  std::istream& in = session.receiveResponse(response);
  Answer answer{response.getStatus(), response.get(provider::header_timestamp, ""),
                response.get(provider::header_signature, ""), ""};
  if (!read_bounded(in, most_reply_bytes, answer.body))
    return fail(Code::too_large, "provider-reply-too-long", "the provider's reply is too long");
  return answer;
}

ProviderReply ProviderHttp::Impl::believe(const Answer& answer, std::string_view path,
                                          const std::string& nonce, const std::string& trade_no) const {
  auto expected =
      provider::sign_reply(options.key, answer.status, path, answer.timestamp, nonce, answer.body);
  if (!provider::same_signature(expected, answer.signature)) {
    log::warning(fmt::format("provider: a reply to {} with status {} is not signed as agreed: not believed",
                             path, answer.status));
    return unknown("bad-signature");
  }
  auto reply = provider::decode_reply(answer.body);
  if (!reply.ok()) return unknown("bad-reply");
  if (reply->trade_no != trade_no) return unknown("reply-for-another");
  ProviderReply out{say_of(reply->state), std::nullopt, reply->provider_trade_no, reply->reason};
  if (reply->amount_fen) out.amount_fen = Fen{*reply->amount_fen};
  return out;
}

ProviderReply ProviderHttp::Impl::ask(std::string_view path, provider::Request request) {
  const std::string nonce = new_nonce();
  const std::string whole_path = (uri.getPath() == "/" ? "" : uri.getPath()) + std::string(path);
  net::StreamSocket socket;
  try {
    if (cut_off.cancelled()) return {CodeSay::not_sent, std::nullopt, "", "shutting-down"};
    socket.connect(net::SocketAddress(uri.getHost(), uri.getPort()),
                   Poco::Timespan(0, options.connect_ms * 1'000));
  } catch (const Poco::Exception&) {
    return {CodeSay::not_sent, std::nullopt, "", "provider-away"};
  }
  std::string body = provider::encode(request);
  ProviderReply reply = unknown("no-answer");
  try {
    CutOff::Guard guard(cut_off, socket.impl()->sockfd(), options.whole_ms);
    socket.setReceiveTimeout(Poco::Timespan(0, options.silence_ms * 1'000));
    socket.setSendTimeout(Poco::Timespan(0, options.silence_ms * 1'000));
    auto answer = exchange(socket, whole_path, body, nonce);
    reply =
        answer.ok() ? believe(*answer, whole_path, nonce, request.trade_no) : unknown(answer.error().name);
  } catch (const Poco::Exception&) {
    // broken off, silent or not HTTP: what happened over there is not known
  }
  sodium_memzero(body.data(), body.size());
  sodium_memzero(request.auth_code.data(), request.auth_code.size());
  return reply;
}

ProviderReply ProviderHttp::charge(const app::ProviderOrder& o, const app::AuthCode& code) {
  return impl_->ask(provider::path_charge,
                    {o.attempt.hex(), o.amount_fen.v, impl_->options.currency, std::string(code.reveal())});
}
ProviderReply ProviderHttp::query(const app::ProviderOrder& o) {
  return impl_->ask(provider::path_query, {o.attempt.hex(), std::nullopt, "", ""});
}
ProviderReply ProviderHttp::reverse(const app::ProviderOrder& o) {
  return impl_->ask(provider::path_reverse, {o.attempt.hex(), std::nullopt, "", ""});
}
ProviderReply ProviderHttp::close(const app::ProviderOrder& o) {
  return impl_->ask(provider::path_close, {o.attempt.hex(), std::nullopt, "", ""});
}
ProviderReply ProviderHttp::refund(const app::ProviderOrder& o) {
  return impl_->ask(provider::path_refund, {o.attempt.hex(), o.amount_fen.v, impl_->options.currency, ""});
}
void ProviderHttp::cancel() { impl_->cut_off.cancel(); }

}  // namespace outpost::links
