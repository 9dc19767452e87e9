#include "tests/sim/provider/question.hpp"

#include "edge/base/log/log.hpp"
#include "edge/links/provider_wire.hpp"

#include <algorithm>
#include <chrono>
#include <istream>
#include <thread>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/URI.h>
#include <fmt/core.h>

namespace outpost::provider_sim {
namespace {

namespace net = Poco::Net;
namespace wire = links::provider;

constexpr std::size_t most_body_bytes = 64 * 1024;
constexpr std::size_t huge_bytes = 10'000'000;
constexpr Micros most_skew_us = 300 * us_per_s;
constexpr int hold_ms = 60'000;  // longer than any client waits

std::string read_body(std::istream& in) {
  std::string body(most_body_bytes, '\0');
  in.read(body.data(), static_cast<std::streamsize>(body.size()));
  body.resize(static_cast<std::size_t>(in.gcount()));
  return body;
}

void hang_up(net::HTTPServerRequest& request) {
  static_cast<net::HTTPServerRequestImpl&>(request).detachSocket().close();
}

void send(net::HTTPServerResponse& response, int status, const std::string& body) {
  response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(status));
  response.setContentType("application/json");
  response.sendBuffer(body.data(), body.size());
}

bool acceptable(const wire::Request& r) {
  bool digits =
      std::all_of(r.auth_code.begin(), r.auth_code.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && r.auth_code.size() >= 16 && r.auth_code.size() <= 24 && r.amount_fen.value_or(0) > 0;
}

std::string reply_body(const wire::Request& r, const Told& told) {
  wire::Reply reply{r.trade_no, std::string(name_of(told.state)), std::nullopt, "", told.reason};
  if (told.state != TradeState::not_found) {
    reply.amount_fen = told.amount_fen;
    reply.provider_trade_no = "42" + r.trade_no.substr(2);
  }
  return wire::encode(reply);
}

/// A refusal that names the order when the body does.
std::string refusal(const std::string& reason, std::string_view body) {
  auto asked = wire::decode_request(body);
  return wire::encode(wire::Reply{asked.ok() ? asked->trade_no : "", "refused", {}, "", reason});
}

}  // namespace

void Shared::hold(std::int64_t ms) const {
  auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  while (!ending && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void Question::handleRequest(Request& request, Response& response) {
  try {
    path_ = Poco::URI(request.getURI()).getPath();
    if (path_ == "/healthz") return send(response, 200, "{\"ok\":true}");
    if (path_ == "/ledger") return send(response, 200, s_.ledger.report());
    if (path_ == "/admin/faults") return admin(request, response);
    ask(request, response);
  } catch (const Poco::Exception& e) {
    log::debug(fmt::format("a client left: {}", e.displayText()));
  }
}

void Question::admin(Request& request, Response& response) {
  if (request.getMethod() == "GET") return send(response, 200, s_.faults.text());
  auto set = s_.faults.set(read_body(request.stream()));
  send(response, set.ok() ? 200 : 400, s_.faults.text());
}

void Question::signed_reply(Response& response, int status, const std::string& body, std::string_view key) {
  std::string timestamp = std::to_string(s_.clock.wall_us() / us_per_s);
  response.set(wire::header_timestamp, timestamp);
  response.set(wire::header_signature, wire::sign_reply(key, status, path_, timestamp, nonce_, body));
  send(response, status, body);
}

/// Who asks, and whether the request is new. False when the answer was given here.
bool Question::admitted(Request& request, Response& response, const std::string& body) {
  std::string timestamp = request.get(wire::header_timestamp, "");
  nonce_ = request.get(wire::header_nonce, "");
  auto expected = wire::sign_request(s_.key, request.getMethod(), path_, timestamp, nonce_, body);
  bool known = wire::same_signature(expected, request.get(wire::header_signature, ""));
  if (!known || nonce_.size() != 32) return send(response, 401, refusal("signature", body)), false;
  Micros then_us = std::strtoll(timestamp.c_str(), nullptr, 10) * us_per_s;
  if (std::abs(s_.clock.wall_us() - then_us) > most_skew_us)
    return signed_reply(response, 401, refusal("clock-skew", body), s_.key), false;
  if (s_.nonces.take(nonce_, s_.clock.wall_us())) return true;
  return send(response, 401, refusal("replay", body)), false;
}

void Question::ask(Request& request, Response& response) {
  std::string body = read_body(request.stream());
  if (!admitted(request, response, body)) return;
  auto asked = wire::decode_request(body);
  if (!asked.ok()) return signed_reply(response, 400, refusal("bad-request", body), s_.key);
  Fate fate = s_.faults.next();
  s_.hold(fate.delay_ms);
  if (fate.lose_request) return hang_up(request);
  auto told = decide(*asked);
  if (!told || fate.lose_reply) return hang_up(request);
  if (fate.system_error && path_ == wire::path_query) told->state = TradeState::system_error;
  answer(request, response, *asked, *told);
}

/// The ledger's answer; nothing when the request is to be lost.
std::optional<Told> Question::decide(const wire::Request& r) {
  if (path_ == wire::path_charge) {
    if (!acceptable(r)) return Told{TradeState::refused, r.amount_fen.value_or(0), "bad-code-or-amount"};
    if (behaviour_of(r.auth_code).answering == Answering::dropped) return std::nullopt;
    return s_.ledger.charge(r.trade_no, *r.amount_fen, r.auth_code);
  }
  if (path_ == wire::path_query) return s_.ledger.query(r.trade_no);
  if (path_ == wire::path_reverse) return s_.ledger.reverse(r.trade_no);
  if (path_ == wire::path_close) return s_.ledger.close(r.trade_no);
  if (path_ == wire::path_refund) return s_.ledger.refund(r.trade_no, r.amount_fen.value_or(0));
  return Told{TradeState::refused, 0, "no-such-question"};
}

void Question::answer(Request& request, Response& response, const wire::Request& asked, const Told& told) {
  const Behaviour& b = behaviour_with(s_.ledger.behaviour(asked.trade_no));
  bool charge = path_ == wire::path_charge, query = path_ == wire::path_query;
  bool forged = b.answering == Answering::forged && (charge || query) && told.state != TradeState::reversed;
  std::string body = reply_body(asked, told);
  if (charge && !prepare(b, request, response, body)) return;
  signed_reply(response, response.getStatus(), body, forged ? std::string_view("another key") : s_.key);
}

/// What a behaviour does to the answer of its charge. False: there is none.
bool Question::prepare(const Behaviour& b, Request& request, Response& response, std::string& body) {
  switch (b.answering) {
  case Answering::plain:
  case Answering::forged: return true;
  case Answering::late: s_.hold(s_.ledger.paced(b.answer_after_us) / us_per_ms); return true;
  case Answering::garbage: body = "\x01\x02 not the reply that was agreed"; return true;
  case Answering::huge: body.assign(huge_bytes, 'x'); return true;
  case Answering::moved:
    response.setStatus(net::HTTPResponse::HTTP_FOUND);
    response.set("Location", std::string(wire::path_query));
    return true;
  case Answering::never: s_.hold(hold_ms); break;
  case Answering::lost:
  case Answering::dropped: break;
  }
  hang_up(request);
  return false;
}

}  // namespace outpost::provider_sim
