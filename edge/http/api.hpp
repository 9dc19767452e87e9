// What the routes work with, and what a call looks like to them.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/settings.hpp"
#include "edge/data/routes.hpp"
#include "edge/http/event_hub.hpp"
#include "edge/http/guard.hpp"
#include "edge/http/in_flight.hpp"
#include "edge/http/metrics.hpp"
#include "edge/http/request.hpp"
#include "edge/http/static_files.hpp"
#include "edge/http/token_replies.hpp"
#include "edge/store/readers.hpp"
#include "edge/store/writer.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace outpost::app {
class CodePayments;
class Previews;
struct PreviewLease;
class UnitBoard;
}  // namespace outpost::app

namespace outpost::http {

class Imports;
class LongReads;

/// Everything given must outlive the server. Used by all workers at once.
struct Api {
  store::Writer& writer;
  store::Readers& readers;
  const app::Settings& settings;
  Clock& clock;
  EventHub& hub;
  app::UnitBoard& units;
  app::Previews& previews;
  app::CodePayments& code_payments;
  Metrics& metrics;
  Imports& imports;
  LongReads& long_reads;
  const StaticFiles& pages;
  const Guard& guard;
  InFlight& in_flight;
  TokenReplies& token_replies;
  std::string data_dir;
  int idle_reset_s = 45;
  std::function<std::string()> sync_json;  ///< the shape Sync; any thread
  std::function<bool()> stopping;
  std::function<void()> commands_queued;         ///< tells the device link that a command waits
  std::function<void(app::PreviewLease)> lease;  ///< asks a camera for pictures
};

/// One call on its way through the routes.
struct Call {
  Exchange& exchange;
  const Request& request;
  const data::Route& route;
  std::map<std::string, std::string, std::less<>> params;  ///< of the path, by name
  app::Actor actor;                                        ///< of an open route: nobody (nil terminal)
  std::string key;                                         ///< Idempotency-Key; "" when the route has none
  std::string body;                                        ///< "" for routes that read it themselves
  bool by_cookie = false;

  const std::string& param(std::string_view name) const { return params.find(name)->second; }
};

/// The answer, or an error that becomes a problem document. Nothing: the call took its socket away.
using Answer = Result<std::optional<Reply>>;
using Handler = Answer (*)(Api&, Call&);

}  // namespace outpost::http
