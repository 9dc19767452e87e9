#include "edge/http/router.hpp"

#include "edge/app/terminals.hpp"
#include "edge/http/json_in.hpp"
#include "edge/http/problem.hpp"
#include "edge/http/routes/handlers.hpp"

#include <algorithm>
#include <chrono>

namespace outpost::http {
namespace {

constexpr int body_ms = 10'000;  // a body of 1 MiB within ten seconds is 100 KiB/s

// A worker waits little for somebody who has not said who he is: a password and a code are short.
constexpr std::size_t stranger_body_bytes = 8 << 10;
constexpr int stranger_body_ms = 2'000;

bool is_name(std::string_view part) { return part.starts_with('{'); }

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
             std::map<std::string, std::string, std::less<>>& params) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!is_name(pattern[i]) && pattern[i] != path[i]) return false;
    if (!is_name(pattern[i])) continue;
    if (path[i].empty()) return false;
    params.emplace(pattern[i].substr(1, pattern[i].size() - 2), path[i]);
  }
  return true;
}

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= 128 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= '!' && c <= '~'; });
}

Result<void> check_actor(Api& api, Call& call) {
  const auto& route = call.route;
  if (route.kind == data::CallKind::open) return {};
  if (route.kind == data::CallKind::local && call.request.from_loopback) return {};
  const Credentials who = credentials_of(call.request);
  if (who.token.empty())
    return fail(Code::unauthorized, "no-token", "Sign in, or enrol this terminal first.");
  OUTPOST_TRY(call.actor, api.readers.read([&](sqlite::Db& db) {
    return app::actor_of(db, who.token, api.clock.wall_us());
  }));
  call.by_cookie = who.by_cookie;
  if (data::may_call(route, call.actor.role)) return {};
  return fail(Code::denied, "role-not-allowed",
              "A " + std::string(data::name_of(call.actor.role)) + " may not do this.");
}

Result<void> check_write(Api& api, Call& call) {
  if (call.request.method == "GET") return {};
  OUTPOST_CHECK(api.guard.check_origin(call.request));
  if (call.by_cookie && call.request.header("x-outpost") != "1")
    return fail(Code::denied, "header-missing", "A write from a browser needs the header X-Outpost: 1.");
  if (!call.route.keyed) return {};
  const std::string_view key = call.request.header("idempotency-key");
  if (key.empty())
    return fail(Code::invalid, "idempotency-key-missing",
                "This call needs an Idempotency-Key, the same one for each retry.");
  if (!is_key(key))
    return fail(Code::invalid, "idempotency-key-bad",
                "An Idempotency-Key is 1 to 128 visible ASCII characters.");
  call.key = key;
  return {};
}

Result<void> read_small_body(Call& call) {
  if (call.route.operation == "importProducts" || call.request.method == "GET") return {};
  const bool known = call.route.kind != data::CallKind::open;
  const std::size_t most = known ? max_body_bytes : stranger_body_bytes;
  OUTPOST_CHECK(
      call.exchange.read_body(most, known ? body_ms : stranger_body_ms, [&](std::string_view piece) {
        call.body += piece;
        return Result<void>();
      }));
  if (call.body.empty()) return {};
  if (call.request.header("content-type").starts_with("application/json")) {
    OUTPOST_TRY([[maybe_unused]] const auto json,
                JsonIn::parse(call.body));  // also where no field is looked at
    return {};
  }
  return fail(Code::invalid, "not-json", "The body must be application/json.");
}

Answer handle(Api& api, Call& call) {
  OUTPOST_CHECK(check_actor(api, call));
  OUTPOST_CHECK(check_write(api, call));
  OUTPOST_CHECK(read_small_body(call));
  return handler_of(call.route.operation)(api, call);
}

Reply no_route(const Request& request, bool other_method) {
  if (other_method)
    return problem_with_status(
        405, fail(Code::invalid, "method-not-allowed", "This address has no such method."), request.path);
  return problem(fail(Code::not_found, "no-such-route", "There is nothing under this address."),
                 request.path);
}

void serve_page(Api& api, Exchange& exchange) {
  const auto page = api.pages.get(exchange.request());
  exchange.send(page.ok() ? *page : problem(page.error(), exchange.request().path));
}

}  // namespace

Match find_route(std::string_view method, const std::vector<std::string>& parts) {
  Match out;
  for (const auto& route : data::routes()) {
    std::map<std::string, std::string, std::less<>> params;
    if (!matches(path_parts(route.path), parts, params)) continue;
    if (route.method != method) {
      out.other_method = true;
      continue;
    }
    // A fixed word wins over a {name}: /carts/current is not a cart's id.
    if (!out.route || params.size() < out.params.size()) out.route = &route, out.params = std::move(params);
  }
  return out;
}

void serve(Api& api, Exchange& exchange) {
  const auto begin = std::chrono::steady_clock::now();
  const Request& request = exchange.request();
  if (const auto host = api.guard.check_host(request); !host.ok())
    return exchange.send(problem(host.error(), request.path));
  const std::string_view method =
      request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  Match match = find_route(method, request.parts);
  if (!match.route) {
    const bool page = method == "GET" && !match.other_method && !request.path.starts_with("/api/");
    return page ? serve_page(api, exchange) : exchange.send(no_route(request, match.other_method));
  }
  Call call{exchange, request, *match.route, std::move(match.params), {}, "", "", false};
  const Answer answer = handle(api, call);
  int status = 200;
  if (!answer.ok() || *answer) {
    // A code may be a payment or member code: it does not go back in clear.
    const bool has_code = call.params.contains("code");
    const Reply reply =
        answer.ok() ? **answer : problem(answer.error(), has_code ? call.route.path : request.path);
    status = reply.status;
    exchange.send(reply);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  api.metrics.count_call(match.route->operation, status, took.count());
}

}  // namespace outpost::http
