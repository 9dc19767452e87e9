// Handles one request to the pretended provider: who asks, the ledger's answer, and what befalls that answer.
#pragma once

#include "tests/sim/provider/faults.hpp"
#include "tests/sim/provider/ledger.hpp"
#include "tests/sim/provider/nonces.hpp"

#include <atomic>
#include <optional>
#include <string>

#include <Poco/Net/HTTPRequestHandler.h>

namespace outpost::links::provider {
struct Request;
}

namespace outpost::provider_sim {

/// What all requests share.
struct Shared {
  const std::string key;
  Ledger& ledger;
  FaultBox& faults;
  Clock& clock;
  Nonces nonces;
  std::atomic<bool> ending{false};

  /// Sleeps `ms`, or until the program ends.
  void hold(std::int64_t ms) const;
};

class Question final : public Poco::Net::HTTPRequestHandler {
public:
  explicit Question(Shared& shared) : s_(shared) {}
  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override;

private:
  using Request = Poco::Net::HTTPServerRequest;
  using Response = Poco::Net::HTTPServerResponse;

  void admin(Request& request, Response& response);
  void signed_reply(Response& response, int status, const std::string& body, std::string_view key);
  bool admitted(Request& request, Response& response, const std::string& body);
  void ask(Request& request, Response& response);
  std::optional<Told> decide(const links::provider::Request& asked);
  void answer(Request& request, Response& response, const links::provider::Request& asked, const Told& told);
  bool prepare(const Behaviour& behaviour, Request& request, Response& response, std::string& body);

  Shared& s_;
  std::string path_, nonce_;
};

}  // namespace outpost::provider_sim
